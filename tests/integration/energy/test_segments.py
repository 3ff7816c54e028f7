"""Whatever happens to an index on its way: the same readings give the same hours, and each month closes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from ops.energy.models import Consumption, Register
from ops.energy.models_counting import FallDecision, Segment
from ops.energy.queries.ledger import ledger
from ops.energy.queries.segments import falls_of, instant
from ops.energy.rules.incoming import first_hour_touched
from ops.energy.service.consumption import recompute
from ops.energy.store import ReadingRow, upsert_readings
from ops.estate.models import Location
from ops.kit.units import MICRO
from tests.support.energy import add_building, add_register
from tests.support.indexes import DIGITS, HOUR, RESOLUTION, STEP, History, histories

ZONE = ZoneInfo("Europe/Brussels")
#: Around the night on which the clock goes back.
FIRST = int(datetime(2026, 10, 10, tzinfo=UTC).timestamp())
LAST = int(datetime(2026, 10, 30, tzinfo=UTC).timestamp())
NOW = datetime(2028, 9, 1, tzinfo=UTC)
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
Message = tuple[int, int]


def _place(session: Session) -> Location:
    return session.scalar(select(Location).where(Location.code == "ADM-01")) or add_building(session)


def _register(session: Session, history: History) -> Register:
    number = len(session.scalars(select(Register.id)).all())
    register = add_register(session, _place(session), f"E-{number}", medium="electricity", unit="kWh")
    register.digits, register.step_minutes, register.resolution_micro = DIGITS, STEP // 60, RESOLUTION
    _note(session, register, history)
    return register


def _note(session: Session, register: Register, history: History) -> None:
    made = {"register_id": register.id, "made_by": "tests", "made_at": NOW, "note": ""}
    segments = [
        {**made, "from_at": instant(each.from_s), "serial": None, "digits": DIGITS, "factor_micro": MICRO,
         "start_micro": each.start_micro, "end_micro": each.end_micro}
        for each in history.counter.segments
    ]  # fmt: skip
    said = [
        {**made, "at": instant(each.at_s), "before_micro": each.before_micro, "after_micro": each.after_micro,
         "decision": each.kind}
        for each in history.decided
    ]  # fmt: skip
    session.execute(insert(Segment), segments)
    if said:
        session.execute(insert(FallDecision), said)


def _hear(session: Session, register: Register, messages: Sequence[Message]) -> None:
    """As ingest stores them and the scan counts them."""
    rows = [ReadingRow(register.id, instant(at_s), value) for at_s, value in messages]
    changed = upsert_readings(session, rows, source="live", now=NOW).changed
    if changed:
        register.dirty_from = min(first_hour_touched(row.at, "index") for row in changed)
        recompute(session, register, now=NOW)


def _hours(session: Session, register: Register) -> list[tuple[datetime, int, str]]:
    table = (Consumption.hour_at, Consumption.value_micro, Consumption.quality)
    found = session.execute(select(*table).where(Consumption.register_id == register.id).order_by(Consumption.hour_at))
    return [(at, micro, quality) for at, micro, quality in found]


def _months(history: History) -> list[date]:
    """All local months that the history may touch."""
    last = instant(int(history.at_s[-1]) + 40 * 24 * HOUR)
    first, found = date(2026, 9, 1), []
    while datetime(first.year, first.month, 1, tzinfo=UTC) < last:
        found.append(first)
        first = (first + timedelta(days=32)).replace(day=1)
    return found


@st.composite
def deliveries(draw: st.DrawFn) -> tuple[History, list[list[Message]]]:
    """A history, and its messages in batches: out of order, some twice, some wrong at first and corrected later."""
    history = draw(histories(FIRST, LAST))
    messages = list(zip(history.at_s.tolist(), history.value_micro.tolist(), strict=True))
    sent = draw(st.permutations(messages))
    again = draw(st.lists(st.sampled_from(messages), max_size=6))
    wrong = draw(st.lists(st.sampled_from(messages), max_size=3))
    stream = [*((at_s, value // 3) for at_s, value in wrong), *sent, *again, *wrong]
    size = draw(st.integers(1, len(stream)))
    return history, [stream[start : start + size] for start in range(0, len(stream), size)]


@FEW
@given(delivery=deliveries())
def test_the_hours_are_the_same_for_any_order_repetition_and_repair(
    session: Session, delivery: tuple[History, list[list[Message]]]
) -> None:
    history, batches = delivery
    one, other = _register(session, history), _register(session, history)
    _hear(session, one, list(zip(history.at_s.tolist(), history.value_micro.tolist(), strict=True)))
    for batch in batches:
        _hear(session, other, batch)
    assert _hours(session, other) == _hours(session, one)
    falls = falls_of(session, [one.id, other.id])
    assert falls[other.id] == falls[one.id]


@FEW
@given(delivery=deliveries())
def test_every_month_closes_after_each_batch(session: Session, delivery: tuple[History, list[list[Message]]]) -> None:
    history, batches = delivery
    register = _register(session, history)
    for batch in [batches[0], [message for each in batches[1:] for message in each]]:
        if batch:
            _hear(session, register, batch)
            months = ledger(session, register, _months(history), ZONE)
            assert [(month.month, month.deviation_micro) for month in months if not month.closes] == []
            kept = np.sum([month.intervals_micro for month in months])
            assert kept == sum(micro for _, micro, _ in _hours(session, register))
