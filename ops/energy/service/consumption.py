"""Hourly consumption from readings, for the hours that new readings touch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.queries.registers import last_reading_at
from ops.energy.rules.intervals import HOUR, FallenIndex, Hours, fallen, hours_of, pieces_of
from ops.energy.store import ConsumptionRow, load_readings, replace_consumption

_FUTURE = timedelta(days=2)


@dataclass(frozen=True)
class Recomputed:
    """From which hour on the consumption is new, and where the index fell."""

    from_at: datetime
    falls: Sequence[FallenIndex]


def consumption_unit(unit: str) -> str:
    """A register of power counts in kWh once it is summed up."""
    return "kWh" if unit == "kW" else unit


def recompute(session: Session, register: Register, *, now: datetime) -> Recomputed | None:
    """Writes the touched hours anew; None when nothing waited. The caller marks the register clean."""
    if register.dirty_from is None:
        return None
    from_at, anchor_at = _window(session, register, register.dirty_from)
    until_at = now + _FUTURE
    readings = load_readings(session, [register.id], anchor_at, until_at)
    step_s = register.step_minutes * 60
    pieces = pieces_of(register.kind, readings.at_s, readings.value_micro, step_s, register.resolution_micro)
    rows = [row for row in _rows(hours_of(pieces)) if row.hour_at >= from_at]
    replace_consumption(session, register.id, from_at, until_at, rows)
    falls = fallen(readings.at_s, readings.value_micro, register.resolution_micro) if register.kind == "index" else []
    return Recomputed(from_at, [each for each in falls if each.at_s >= from_at.timestamp()])


def _window(session: Session, register: Register, dirty_from: datetime) -> tuple[datetime, datetime]:
    """(start of the first hour to write, instant from which readings are needed for it)."""
    if register.kind == "interval":
        return dirty_from, dirty_from - timedelta(minutes=register.step_minutes)
    before = last_reading_at(session, register.id, dirty_from)
    if before is None:
        return dirty_from, dirty_from
    from_at = _floor_hour(before)
    return from_at, last_reading_at(session, register.id, from_at) or from_at


def _floor_hour(at: datetime) -> datetime:
    return at.replace(minute=0, second=0, microsecond=0)


def _rows(hours: Hours) -> list[ConsumptionRow]:
    return [
        ConsumptionRow(datetime.fromtimestamp(hour * HOUR, UTC), amount, quality)
        for hour, amount, quality in zip(
            hours.hour.tolist(), hours.amount_micro.tolist(), (hours.estimated | hours.partial).tolist(), strict=True
        )
    ]
