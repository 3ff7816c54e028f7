"""Hourly consumption from readings, for the hours that new readings touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.queries.pasts import forget_past_since
from ops.energy.queries.registers import last_reading_at
from ops.energy.queries.segments import first_noted
from ops.energy.rules.arrays import Bools, Ints
from ops.energy.rules.intervals import HOUR, FallenIndex, Hours, hours_of, pieces_of
from ops.energy.service.counting import floor_hour, recount
from ops.energy.store import ConsumptionRow, load_consumption, load_readings, replace_consumption
from ops.energy.store.rollups import first_countable

_FUTURE = timedelta(days=2)
#: Hours that are younger stand in no past yet.
_LIVE = timedelta(days=16)


@dataclass(frozen=True)
class Recomputed:
    """From which hour on the consumption is new, and where the index fell and nobody knows why."""

    from_at: datetime
    falls: Sequence[FallenIndex]


def consumption_unit(unit: str) -> str:
    """A register of power counts in kWh once it is summed up."""
    return "kWh" if unit == "kW" else unit


def recompute(session: Session, register: Register, *, now: datetime) -> Recomputed | None:
    """Writes the hours that changed; None when nothing waited. The caller marks the register clean."""
    if register.dirty_from is None:
        return None
    until_at = now + _FUTURE
    if register.kind == "index":
        return _recount(session, register, register.dirty_from, until_at)
    from_at, anchor_at = _window(session, register, register.dirty_from)
    readings = load_readings(session, [register.id], anchor_at, until_at)
    pieces = pieces_of(register.kind, readings.at_s, readings.value_micro, register.step_minutes * 60)
    changed_at = _write(session, register.id, from_at, until_at, hours_of(pieces))
    return Recomputed(changed_at, [])


def _recount(session: Session, register: Register, dirty_from: datetime, until_at: datetime) -> Recomputed:
    from_at = floor_hour(
        last_reading_at(session, register.id, dirty_from) or first_noted(session, register, dirty_from)
    )
    found = recount(session, register, from_at, until_at)
    changed_at = _write(session, register.id, found.from_at, until_at, found.hours)
    falls = [fall for fall in found.falls if fall.is_open and fall.at_s >= from_at.timestamp()]
    return Recomputed(changed_at, [FallenIndex(fall.at_s, fall.before_micro, fall.after_micro) for fall in falls])


def _window(session: Session, register: Register, dirty_from: datetime) -> tuple[datetime, datetime]:
    """(start of the first hour to write, instant from which readings are needed for it)."""
    if register.kind == "interval":
        return dirty_from, dirty_from - timedelta(minutes=register.step_minutes)
    before = last_reading_at(session, register.id, dirty_from)
    if before is None:
        return dirty_from, dirty_from
    from_at = floor_hour(before)
    return from_at, last_reading_at(session, register.id, from_at) or from_at


def _write(session: Session, register_id: int, from_at: datetime, until_at: datetime, hours: Hours) -> datetime:
    """Only from the first to the last hour that differs from what stands. Returns the first, or the end of the span.

    What the readings no longer tell stands.
    """
    from_at = max(from_at, first_countable(session, [register_id]).get(register_id, from_at))
    stands = load_consumption(session, [register_id], from_at, until_at)
    new = hours.hour * HOUR >= from_at.timestamp()
    quality = hours.estimated | hours.partial
    before = _lines(stands.hour_s, stands.value_micro, stands.estimated)
    after = _lines(hours.hour[new] * HOUR, hours.amount_micro[new], quality[new])
    differing = {line[0] for line in before ^ after}
    if not differing:
        return until_at
    first, last = min(differing), max(differing)
    rows = [
        ConsumptionRow(datetime.fromtimestamp(line[0], UTC), *line[1:]) for line in after if first <= line[0] <= last
    ]
    changed_at, end_at = (datetime.fromtimestamp(at, UTC) for at in (first, last + HOUR))
    replace_consumption(session, register_id, changed_at, end_at, sorted(rows))
    if changed_at < until_at - _LIVE:
        forget_past_since(session, register_id, changed_at)
    return changed_at


def _lines(hour_s: Ints, value_micro: Ints, estimated: Bools) -> set[tuple[int, int, bool]]:
    return set(zip(hour_s.tolist(), value_micro.tolist(), estimated.tolist(), strict=True))
