"""Registers from a table: what a coordinator declares before a datalogger may publish."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.energy.models import Meter, Register
from ops.energy.queries.registers import last_reading_at, meters_by_code, places_by_code, registers_with_meters
from ops.energy.queries.segments import begun_counters
from ops.energy.rules.figures import MEDIA
from ops.energy.service.coming_counters import announce
from ops.energy.service.counters import Replacement, begin_counter, forget_announced
from ops.errors import N_
from ops.estate.models import Location
from ops.kit.imports import Cells, Imported, Line, LineFault, read_csv
from ops.kit.periods import local_date, local_midnight
from ops.kit.units import MICRO

COLUMNS = (
    "register", "meter", "building", "medium", "kind", "unit", "digits", "factor", "resolution", "step_minutes",
    "valid_from", "name", "serial",
)  # fmt: skip
KINDS = ("index", "interval", "power")
_UNITS_OF: Mapping[str, tuple[str, ...]] = {
    "electricity": ("kWh", "kW"), "gas": ("kWh", "kW", "m3"), "water": ("m3",), "heat": ("kWh", "kW"),
    "pv": ("kWh", "kW"),
}  # fmt: skip
_DIGITS, _FACTOR, _RESOLUTION, _STEP = 8, Decimal(1), Decimal("0.001"), 60


@dataclass(frozen=True)
class _Row:
    number: int
    register: str
    meter: str
    building: str
    medium: str
    kind: str
    unit: str
    digits: int
    factor_micro: int
    resolution_micro: int
    step_minutes: int
    valid_from: date
    name: str
    serial: str | None


def import_registers(session: Session, source: bytes | Path, *, now: datetime, skip_bad: bool = False) -> Imported:
    """Adds registers and their meters; a code that is there gets the figures of the file, and from a later first day on
    another counter, not before that day comes. Raises Unreadable.
    """
    sheet = read_csv(source, COLUMNS[:6], optional=COLUMNS[6:])
    faults = list(sheet.faults)
    rows = [row for line in sheet.lines if (row := _read(line, faults)) is not None]
    rows = _without_repeats(rows, faults)
    places = places_by_code(session, {row.building for row in rows})
    meters = meters_by_code(session, {row.meter for row in rows})
    rows = [row for row in rows if _fits(row, places, meters, faults)]
    registers = registers_with_meters(session, {row.register for row in rows})
    rows = [row for row in rows if _keeps_kind(row, registers.get(row.register), faults)]
    rows = [row for row in rows if _can_wait(session, row, registers.get(row.register), faults, now)]
    faults.sort(key=lambda fault: (fault.number, fault.column))
    if faults and not skip_bad:
        return Imported(0, 0, 0, faults)
    done = [_write(session, row, places, meters, registers, now) for row in rows]
    session.flush()
    return Imported(done.count("added"), done.count("changed"), done.count("unchanged"), faults)


def _read(line: Line, faults: list[LineFault]) -> _Row | None:
    cells = Cells(line, faults)
    register, meter = cells.text("register", limit=60), cells.text("meter", limit=60)
    building = cells.text("building", limit=60)
    medium, kind = cells.choice("medium", MEDIA), cells.choice("kind", KINDS)
    unit = cells.choice("unit", _UNITS_OF.get(medium or "", ("kWh", "kW", "m3")))
    digits = cells.whole("digits", low=1, high=12)
    factor = cells.number("factor", low=Decimal("0.000001"), high=Decimal(1_000_000))
    resolution = cells.number("resolution", low=Decimal("0.000001"), high=Decimal(1_000_000))
    step = cells.whole("step_minutes", low=1, high=1440)
    valid_from = cells.day("valid_from")
    name, serial = cells.optional("name"), cells.optional("serial", limit=80)
    if unit and kind and (unit == "kW") != (kind == "power"):
        cells.fault("unit", "not_allowed", value=unit, allowed="kW" if kind == "power" else "kWh, m3")
    if not (cells.are_good and register and meter and building and medium and kind and unit):
        return None
    return _Row(
        line.number, register, meter, building, medium, kind, unit,
        digits or _DIGITS, _micro(factor or _FACTOR), _micro(resolution or _RESOLUTION), step or _STEP,
        valid_from or date(2000, 1, 1), name or "", serial,
    )  # fmt: skip


def _micro(value: Decimal) -> int:
    return int(value * MICRO)


def _without_repeats(rows: Sequence[_Row], faults: list[LineFault]) -> list[_Row]:
    seen: set[str] = set()
    kept = []
    for row in rows:
        if row.register in seen:
            faults.append(LineFault(row.number, "register", "duplicate", {"value": row.register}))
        else:
            kept.append(row)
        seen.add(row.register)
    return kept


def _fits(row: _Row, places: Mapping[str, Location], meters: Mapping[str, Meter], faults: list[LineFault]) -> bool:
    if row.building not in places:
        faults.append(LineFault(row.number, "building", "unknown_code", {"value": row.building}))
        return False
    meter = meters.get(row.meter)
    if meter is not None and (meter.medium != row.medium or not _stands_in(meter, places[row.building])):
        faults.append(LineFault(row.number, "meter", "already_there", {"value": row.meter}))
        return False
    return True


def _stands_in(meter: Meter, place: Location) -> bool:
    """A meter may hang in a part of the building that the table names, as in the cellar."""
    return place.id in (meter.location_id, meter.location.building_id)


def _keeps_kind(row: _Row, register: Register | None, faults: list[LineFault]) -> bool:
    """Readings that stand can't change their meaning: another kind, unit or meter needs a register of its own."""
    if register is None or (register.kind, register.unit, register.meter.code) == (row.kind, row.unit, row.meter):
        return True
    faults.append(LineFault(row.number, "register", "already_there", {"value": row.register}))
    return False


_NOT_AHEAD = N_("Only an index gets another counter ahead of its day, and only digits, factor and serial may differ.")


def _can_wait(session: Session, row: _Row, register: Register | None, faults: list[LineFault], now: datetime) -> bool:
    """What is to change on a day to come must be kept until then: that holds for the counter of an index alone."""
    if register is None or not _is_to_come(session, register, row, now):
        return True
    same = (register.resolution_micro, register.step_minutes) == (row.resolution_micro, row.step_minutes)
    if register.kind == "index" and same:
        return True
    day = row.valid_from.isoformat()
    faults.append(LineFault(row.number, "valid_from", "not_allowed", {"value": day}, _NOT_AHEAD))
    return False


def _is_to_come(session: Session, register: Register, row: _Row, now: datetime) -> bool:
    """A first day after today, of a register that counts already; one that never did is only put off."""
    if row.valid_from <= max(local_date(now, zone_of(session)), register.valid_from):
        return False
    return last_reading_at(session, register.id) is not None


def _write(
    session: Session,
    row: _Row,
    places: Mapping[str, Location],
    meters: dict[str, Meter],
    registers: Mapping[str, Register],
    now: datetime,
) -> str:
    figures: dict[str, int | date] = {
        "digits": row.digits,
        "factor_micro": row.factor_micro,
        "resolution_micro": row.resolution_micro,
        "step_minutes": row.step_minutes,
        "valid_from": row.valid_from,
    }
    known = registers.get(row.register)
    if known is not None and _is_to_come(session, known, row, now):
        return "changed" if announce(session, known, _counter_of(session, row), "import", now) else "unchanged"
    if known is not None and _is_replaced(session, known, row):
        _replace(session, known, row, now)
        return "changed"
    if known is not None:
        return _update(session, known, figures, now)
    meter = meters.get(row.meter) or _add_meter(session, row, places, meters)
    session.add(Register(code=row.register, meter_id=meter.id, kind=row.kind, unit=row.unit, **figures))
    return "added"


def _is_replaced(session: Session, register: Register, row: _Row) -> bool:
    """A later first day ends the counter that sent readings before it."""
    if register.kind != "index" or row.valid_from <= register.valid_from:
        return False
    return last_reading_at(session, register.id, local_midnight(row.valid_from, zone_of(session))) is not None


def _replace(session: Session, register: Register, row: _Row, now: datetime) -> None:
    """The table says only from which day on: what the two counters stood at, nobody noted."""
    register.resolution_micro, register.step_minutes = row.resolution_micro, row.step_minutes
    forget_announced(session, register, now)
    begin_counter(session, register, _counter_of(session, row), "import", now)


def _counter_of(session: Session, row: _Row) -> Replacement:
    at = local_midnight(row.valid_from, zone_of(session))
    return Replacement(at, row.serial, row.digits, Decimal(row.factor_micro) / MICRO)


def _update(session: Session, register: Register, figures: Mapping[str, int | date], now: datetime) -> str:
    if all(getattr(register, name) == value for name, value in figures.items()):
        return "unchanged"
    for name, value in figures.items():
        setattr(register, name, value)
    if counter := begun_counters(session, [register.id], now).get(register.id):
        counter.digits, counter.factor_micro = register.digits, register.factor_micro
    return "changed"


def _add_meter(session: Session, row: _Row, places: Mapping[str, Location], meters: dict[str, Meter]) -> Meter:
    meter = Meter(code=row.meter, medium=row.medium, location=places[row.building], name=row.name, serial=row.serial)
    session.add(meter)
    session.flush()
    meters[row.meter] = meter
    return meter
