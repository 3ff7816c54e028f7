"""What goes by the clock when it is kept no longer."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from sqlalchemy.orm import Session

from ops.energy.queries.retention import register_chunks
from ops.energy.service.retention import Horizon, horizon, let_hours_go, roll_up_month, roll_up_newcomers
from ops.energy.store import rollups
from ops.kit.jobs import JobContext


def keep_within_retention(context: JobContext) -> Mapping[str, int]:
    """First the days are written, month by month; then the readings of those months go, and hours much later."""
    did: Counter[str] = Counter(days_kept=0, months_gone=0, readings_gone=0, hours_gone=0)
    with context.reading() as session:
        wanted = horizon(session, context.now)
    while not context.should_stop() and (days := _roll_up(context, wanted)) is not None:
        did["days_kept"] += days
    with context.unit_of_work() as session:
        late = roll_up_newcomers(session)
    if late is None:
        return did
    did["days_kept"] += late
    with context.unit_of_work() as session:
        let_hours_go(session, wanted.hour_on, now=context.now)
    with context.unit_of_work() as session:
        if (raw_from := rollups.kept_from(session, rollups.RAW)) is not None:
            did["months_gone"] += rollups.drop_months(session, raw_from)
    _delete_in_steps(context, did)
    return did


def _roll_up(context: JobContext, wanted: Horizon) -> int | None:
    with context.unit_of_work() as session:
        return roll_up_month(session, wanted.raw_on, now=context.now)


def _delete_in_steps(context: JobContext, did: Counter[str]) -> None:
    """Some weeks of one register in each transaction."""
    with context.reading() as session:
        raw_from, hours_from = (rollups.kept_from(session, series) for series in (rollups.RAW, rollups.HOUR))
        ids = _all_ids(session) if raw_from else ()
    for register_id in ids:
        if raw_from:
            did["readings_gone"] += _until_none(context, partial(rollups.delete_readings, before=raw_from), register_id)
        if hours_from:
            zone = context.database.zone
            gone = partial(rollups.delete_hours, before=hours_from, zone=zone)
            did["hours_gone"] += _until_none(context, gone, register_id)


def _all_ids(session: Session) -> Sequence[int]:
    return [each for ids in register_chunks(session) for each in ids]


def _until_none(context: JobContext, delete: Callable[[Session, int], int], register_id: int) -> int:
    total = 0
    while not context.should_stop():
        with context.unit_of_work() as session:
            gone = delete(session, register_id)
        total += gone
        if not gone:
            break
    return total
