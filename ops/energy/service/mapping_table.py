"""Mappings as a table: in and out."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.models import FieldMapping
from ops.energy.queries import mappings as queries
from ops.energy.rules.mapping import FORMATS
from ops.energy.service.mappings import MappingWish, add_mapping, change_mapping, check_wish, wish_of
from ops.errors import RegieError
from ops.kit.exports import Cell
from ops.kit.imports import Cells, Imported, read_csv
from ops.kit.units import micro_text

COLUMNS = ("topic_filter", "format", "field", "register", "factor", "unit")
_LONGEST = 200
_Key = tuple[str, str]


def import_mappings(
    session: Session, source: bytes | Path, *, who: Principal, now: datetime, skip_bad: bool = False
) -> Imported:
    """Adds mappings; a field of a topic that is mapped gets what the file says. Raises Unreadable."""
    sheet = read_csv(source, COLUMNS[:4], optional=COLUMNS[4:])
    faults = list(sheet.faults)
    known = {(each.topic_filter, each.field): each for each in queries.list_mappings(session)}
    done: list[str] = []
    # Written line by line, so that two lines of one topic are held against each other, and taken back as one.
    with session.begin_nested() as attempt:
        for line in sheet.lines:
            cells = Cells(line, faults)
            wish = _read(cells)
            if wish is not None and (outcome := _write(session, wish, cells, known, who, now)):
                done.append(outcome)
        if faults and not skip_bad:
            attempt.rollback()
            done = []
    faults.sort(key=lambda fault: (fault.number, fault.column))
    return Imported(done.count("added"), done.count("changed"), done.count("unchanged"), faults)


def _read(cells: Cells) -> MappingWish | None:
    wish = MappingWish(
        cells.text("topic_filter", limit=_LONGEST), cells.choice("format", FORMATS),
        cells.text("field", limit=_LONGEST), cells.text("register", limit=60),
        cells.number("factor", low=Decimal("0.000001"), high=Decimal(1_000_000)) or Decimal(1),
        cells.optional("unit", limit=8) or "",
    )  # fmt: skip
    return wish if cells.are_good else None


def _write(
    session: Session, wish: MappingWish, cells: Cells, known: dict[_Key, FieldMapping], who: Principal, now: datetime
) -> str:
    found = known.get((wish.topic_filter, wish.field))
    refusal: RegieError | None = check_wish(session, wish, found)
    if refusal is not None:
        cells.refuse(refusal)
        return ""
    if found is None:
        known[wish.topic_filter, wish.field] = add_mapping(session, wish, who=who, now=now)
        return "added"
    if wish == wish_of(found):
        return "unchanged"
    change_mapping(session, found, wish, who=who, now=now)
    return "changed"


def mapping_rows(session: Session) -> tuple[Sequence[str], Iterator[Sequence[Cell]]]:
    """The columns that the import reads."""
    rows = [
        (each.topic_filter, each.format, each.field, each.register.code, micro_text(each.factor_micro), each.unit)
        for each in queries.list_mappings(session)
    ]
    return COLUMNS, iter(rows)
