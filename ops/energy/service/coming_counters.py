"""A counter that is announced for a day to come: noted at once, it takes its place when that day begins."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.models import Register
from ops.energy.models_counting import Segment
from ops.energy.queries import segments as queries
from ops.energy.service.counters import Replacement, forget_announced, standing
from ops.kit.periods import local_date
from ops.kit.units import to_micro


def announce(session: Session, register: Register, wish: Replacement, made_by: str, now: datetime) -> bool:
    """The register stays as it is until then; a later word takes the place of an earlier one. False for the same."""
    factor_micro = to_micro(wish.factor)
    said = (wish.at, wish.serial, wish.digits, factor_micro)
    waiting = [row for row in queries.segments_of(session, register.id) if row.from_at > now]
    if [(row.from_at, row.serial, row.digits, row.factor_micro) for row in waiting] == [said]:
        return False
    forget_announced(session, register, now)
    standing(session, register, made_by, now)
    session.add(
        Segment(
            register_id=register.id, from_at=wish.at, serial=wish.serial, digits=wish.digits,
            factor_micro=factor_micro, start_micro=None, end_micro=None, note=wish.note, made_by=made_by, made_at=now,
        )
    )  # fmt: skip
    session.flush()
    return True


def take_places(session: Session, registers: Sequence[Register], now: datetime) -> None:
    """A register, loaded with its meter, shows the counter whose day has come; readings were weighed by it already."""
    begun = queries.begun_counters(session, [each.id for each in registers], now)
    for register in registers:
        row = begun.get(register.id)
        if row is not None and (day := local_date(row.from_at, zone_of(session))) > register.valid_from:
            _show(register, row, day)


def _show(register: Register, row: Segment, valid_from: date) -> None:
    register.digits, register.factor_micro, register.valid_from = row.digits, row.factor_micro, valid_from
    if row.serial:
        register.meter.serial = row.serial
