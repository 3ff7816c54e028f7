"""Which of the rows about a register or a place reach a register: those of its own and of every place above it."""

from collections.abc import Collection, Iterable
from typing import TypeVar

from sqlalchemy import ColumnElement, or_

from ops.energy.models import Register
from ops.energy.models_desk import DatedChange, MaintenanceWindow
from ops.estate.models import Location

_Row = TypeVar("_Row", MaintenanceWindow, DatedChange)


def ids_on_path(place: Location) -> frozenset[int]:
    """The place itself and all above it."""
    return frozenset(int(part) for part in place.path.split("/") if part)


def reaching(row: type[MaintenanceWindow] | type[DatedChange], registers: Collection[Register]) -> ColumnElement[bool]:
    """Condition: the row may be about one of the registers, which have their meter and place loaded."""
    places = {each for register in registers for each in ids_on_path(register.meter.location)}
    return or_(row.register_id.in_([register.id for register in registers]), row.location_id.in_(places))


def reaches(row: MaintenanceWindow | DatedChange, register: Register) -> bool:
    return row.register_id == register.id or row.location_id in ids_on_path(register.meter.location)


def of_register(rows: Iterable[_Row], register: Register) -> list[_Row]:
    return [row for row in rows if reaches(row, register)]
