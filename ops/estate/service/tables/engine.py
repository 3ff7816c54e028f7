"""What all tables share: each line is added, changed, unchanged or faulty, and nothing is half stored."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.db import Base, zone_of
from ops.errors import RegieError
from ops.estate.models import Firm, Installation, Location
from ops.kit.imports import Cells, Imported, Line, LineFault, read_csv
from ops.kit.periods import local_date

ADDED, CHANGED, UNCHANGED = "added", "changed", "unchanged"


@dataclass
class Intake:
    """One import that is running: what is known by code, by whom and when."""

    session: Session
    who: Principal
    now: datetime
    places: dict[str, Location] = field(default_factory=dict)
    installations: dict[str, Installation] = field(default_factory=dict)
    firms: dict[str, Firm] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return local_date(self.now, zone_of(self.session))

    def place(self, cells: Cells, column: str) -> Location | None:
        """The place of a code; a code that is not there is a fault of its line."""
        return _known(self.places, cells, column)

    def forget_unsaved(self) -> None:
        """What a refused line had begun is gone from the database, so later lines may not build on it."""
        self.places = {code: place for code, place in self.places.items() if place in self.session}
        self.installations = {code: each for code, each in self.installations.items() if each in self.session}
        self.firms = {code: firm for code, firm in self.firms.items() if firm in self.session}

    def audit(self, action: str, kind: str, ref: str) -> None:
        audit.record(self.session, self.who, action=action, object_kind=kind, object_ref=ref, now=self.now)


def _known(table: dict[str, Location], cells: Cells, column: str) -> Location | None:
    code = cells.text(column, limit=60)
    if code and code not in table:
        cells.fault(column, "unknown_code", value=code)
    return table.get(code)


#: Takes one line: what became of it, or None when it is faulty (then nothing of it was written).
TakeLine = Callable[[Intake, Cells], str | None]


@dataclass(frozen=True)
class TableKind:
    """One kind of file: its columns and what is done with a line. `key` columns may not come twice."""

    columns: Sequence[str]
    optional: Sequence[str]
    key: Sequence[str]
    take: TakeLine


def take_in(
    session: Session, source: bytes | Path, kind: TableKind, *, skip_bad: bool, who: Principal, now: datetime
) -> Imported:
    """Reads the whole table. With faults and without `skip_bad`, nothing is stored. Raises Unreadable."""
    sheet = read_csv(source, kind.columns, optional=kind.optional)
    intake = _intake(session, who, now)
    faults = list(sheet.faults)
    with session.begin_nested() as attempt:
        done = Counter(_take_all(intake, kind, sheet.lines, faults))
        if faults and not skip_bad:
            attempt.rollback()
            done.clear()
    faults.sort(key=lambda fault: (fault.number, fault.column))
    return Imported(done[ADDED], done[CHANGED], done[UNCHANGED], faults)


def _intake(session: Session, who: Principal, now: datetime) -> Intake:
    return Intake(
        session,
        who,
        now,
        {place.code: place for place in session.scalars(select(Location))},
        {each.code: each for each in session.scalars(select(Installation))},
        {firm.code: firm for firm in session.scalars(select(Firm))},
    )


def _take_all(intake: Intake, kind: TableKind, lines: Sequence[Line], faults: list[LineFault]) -> list[str]:
    seen: set[tuple[str, ...]] = set()
    done = []
    for line in lines:
        key = tuple(line.cells.get(column, "") for column in kind.key)
        if key in seen:
            faults.append(LineFault(line.number, kind.key[0], "duplicate", {"value": key[0][:60]}))
            continue
        seen.add(key)
        result = _take_line(intake, kind, Cells(line, faults))
        done += [result] if result else []
    return done


def _take_line(intake: Intake, kind: TableKind, cells: Cells) -> str | None:
    """A rule that refuses is a fault of the line, like a value that can't be read."""
    try:
        with intake.session.begin_nested():
            return kind.take(intake, cells)
    except RegieError as refusal:
        cells.refuse(refusal)
        intake.forget_unsaved()
        return None


def french(cells: Cells, column: str, dutch: object, known: Location | Installation | None, *, limit: int = 200) -> str:
    """The French beside a Dutch cell. A file without such a column keeps the French of words that stay the same."""
    beside = f"{column}_fr"
    if cells.has(beside):
        return cells.optional(beside, limit=limit) or ""
    return getattr(known, beside) if known and getattr(known, column) == dutch else ""


def assign(row: Base, values: dict[str, Any]) -> bool:
    """Writes what differs, and says whether anything did."""
    changed = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in changed.items():
        setattr(row, name, value)
    return bool(changed)
