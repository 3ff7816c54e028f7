"""Tariffs from a table and into one: a line for each day from which prices count."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from ops.energy.defaults import TARIFFS
from ops.energy.rules.figures import MEDIA
from ops.errors import N_
from ops.kit import rulesets
from ops.kit.exports import Cell
from ops.kit.imports import Cells, Imported, Line, LineFault, read_csv
from ops.kit.rulesets import Body

_PRICES = tuple(sorted(MEDIA))
_GAS = "gas_kwh_per_m3"
COLUMNS = ("valid_from", *_PRICES, _GAS)
#: As the product speaks, so that the reason is worded in the reader's language.
AUTHOR, NOTE = "Regie", N_("From a table of tariffs.")
#: EUR for one kWh or m3; nothing that is metered costs as much.
_DEAREST, _RICHEST = Decimal(1000), Decimal(20)
_LEAST = Decimal("0.000001")


def import_tariffs(session: Session, source: bytes | Path, *, now: datetime, skip_bad: bool = False) -> Imported:
    """Each line is a version of the rule set from its day on, unless these prices count then already; a day that stands
    is corrected. Without `gas_kwh_per_m3` that figure stays. Raises Unreadable.
    """
    sheet = read_csv(source, COLUMNS[:-1], optional=COLUMNS[-1:])
    faults = list(sheet.faults)
    rows: dict[date, Body] = {}
    for line in sheet.lines:
        _read(line, rows, faults)
    faults.sort(key=lambda fault: (fault.number, fault.column))
    if faults and not skip_bad:
        return Imported(0, 0, 0, faults)
    done = [_publish(session, valid_from, rows[valid_from], now) for valid_from in sorted(rows)]
    return Imported(done.count("added"), done.count("changed"), done.count("unchanged"), faults)


def _read(line: Line, rows: dict[date, Body], faults: list[LineFault]) -> None:
    cells = Cells(line, faults)
    valid_from = cells.day("valid_from")
    if valid_from is None:
        cells.text("valid_from")
    prices = {name: _number(cells, name) for name in _PRICES}
    gas = cells.number(_GAS, low=_LEAST, high=_RICHEST)
    if valid_from in rows:
        cells.fault("valid_from", "duplicate", value=f"{valid_from}")
    if cells.are_good and valid_from is not None:
        rows[valid_from] = prices if gas is None else {**prices, _GAS: float(gas)}


def _number(cells: Cells, name: str) -> float:
    cells.text(name)
    price = cells.number(name, low=Decimal(0), high=_DEAREST)
    return float(price or 0)


def _publish(session: Session, valid_from: date, prices: Body, now: datetime) -> str:
    before = rulesets.in_force(rulesets.versions(session, TARIFFS), valid_from)
    body = {_GAS: before.body[_GAS], **prices}
    if before.body == body:
        return "unchanged"
    rulesets.publish_version(session, TARIFFS, body, valid_from=valid_from, author=AUTHOR, note=NOTE, now=now)
    return "changed" if before.valid_from == valid_from else "added"


def tariff_rows(session: Session) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """What counts from each day on; what was corrected since stands in the history of the rule set."""
    history = rulesets.versions(session, TARIFFS)
    days = sorted({each.valid_from for each in history})
    bodies = [rulesets.in_force(history, day).body for day in days]
    return COLUMNS, iter([(day, *(body[name] for name in COLUMNS[1:])) for day, body in zip(days, bodies, strict=True)])
