"""What energy does by the clock."""

from collections.abc import Mapping
from datetime import UTC, timedelta

from ops.energy.retention_jobs import keep_within_retention
from ops.energy.service.ledger_check import Checked, check_chunk
from ops.energy.service.silence import check_silence
from ops.energy.store import ensure_partitions
from ops.kit.jobs import JobContext
from ops.kit.periods import local_date

_AHEAD = timedelta(days=92)


def silence_check(context: JobContext) -> Mapping[str, int]:
    with context.unit_of_work() as session:
        return check_silence(session, now=context.now)


def ledger_check(context: JobContext) -> Mapping[str, int]:
    """All registers, a few hundred in each transaction, so that nobody waits for it."""
    done, after = Checked(), 0
    while not context.should_stop():
        with context.unit_of_work() as session:
            chunk = check_chunk(session, after, now=context.now)
        if chunk is None:
            break
        done, after = done + chunk, chunk.last_id
    return done.counts


def partitions(context: JobContext) -> Mapping[str, int]:
    """Makes the months (of UTC) of readings that are to come, and lets those go that are kept no longer."""
    today = local_date(context.now, UTC)
    with context.unit_of_work() as session:
        made = ensure_partitions(session, today, today + _AHEAD)
    return {"made": made, **keep_within_retention(context)}
