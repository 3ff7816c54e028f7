"""Reading tables that people send: any usual separator and encoding, decimal comma, hostile files.

A file that can't be read at all raises Unreadable; what is wrong in a line becomes a LineFault, and all are reported.
"""

import csv
import io
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from ops.errors import N_, InvalidInput, RegieError
from ops.kit.money import NotAnAmount, parse_eur
from ops.kit.units import NotANumber, to_decimal

MAX_BYTES = 50_000_000
MAX_LINES = 1_000_000
MAX_CELL = 2_000
#: Characters of one line: more would be millions of cells, which fill the memory before any of them can be refused.
MAX_LINE = 200_000

#: What is wrong in a line, by code; worded in the reader's language at the edge.
FAULT_TEXTS: Mapping[str, str] = {
    "missing": N_("is empty and must be given"),
    "too_few_cells": N_("the line has fewer cells than the head"),
    "too_many_cells": N_("the line has more cells than the head"),
    "too_long": N_("is longer than %(limit)s characters"),
    "not_a_number": N_("“%(value)s” is not a number"),
    "not_whole": N_("“%(value)s” is not a whole number"),
    "out_of_range": N_("“%(value)s” lies outside %(low)s to %(high)s"),
    "not_a_date": N_("“%(value)s” is not a date like 2026-11-20"),
    "not_an_instant": N_("“%(value)s” is not a moment like 2026-11-20 14:05"),
    "not_a_flag": N_("“%(value)s” is neither yes nor no"),
    "not_allowed": N_("“%(value)s” is none of %(allowed)s"),
    "not_an_amount": N_("“%(value)s” is not an amount in euro"),
    "unknown_code": N_("“%(value)s” is not known here"),
    "duplicate": N_("“%(value)s” stands in an earlier line too"),
    "already_there": N_("“%(value)s” is already there and differs"),
    "wrong_order": N_("the end does not lie after the start"),
    "in_the_way": N_("%(what)s is in the way"),
    "unknown_unit": N_("the unit “%(value)s” is not known"),
}
_TRUE = frozenset({"1", "yes", "true", "ja", "oui", "y", "j", "o"})
_FALSE = frozenset({"0", "no", "false", "nee", "non", "n"})
_RISKY = tuple("=+-@")


class Unreadable(InvalidInput):
    code = "unreadable_file"
    text = N_("This file is not a table that can be read.")


class FileTooLarge(Unreadable):
    code = "file_too_large"
    text = N_("This file is too large: at most %(limit)s.")


class ColumnMissing(Unreadable):
    code = "column_missing"
    text = N_("The head of the file lacks: %(columns)s.")


@dataclass(frozen=True)
class LineFault:
    """What is wrong in one cell; `number` counts as an editor does, the head is line 1."""

    number: int
    column: str
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)
    #: The words of a rule that refused; else those of the code count.
    own_text: str = ""

    @property
    def text(self) -> str:
        return self.own_text or FAULT_TEXTS[self.code]


@dataclass(frozen=True)
class Line:
    """One line as sent, its cells by column name, trimmed."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """The lines that have all their cells, and the faults of those that don't."""

    lines: Sequence[Line]
    faults: Sequence[LineFault]


def read_csv(source: bytes | Path, columns: Sequence[str], *, optional: Sequence[str] = ()) -> Sheet:
    """Lines with the wanted columns; others in the file are ignored. Raises Unreadable."""
    text = _decode(_load(source))
    try:
        return _sheet(_rows(text), columns, optional)
    except csv.Error:
        raise Unreadable() from None


def rows_as_sent(source: bytes | Path) -> Iterator[tuple[int, list[str]]]:
    """Every row that holds something, the head first, with the number of its line. Raises Unreadable."""
    try:
        yield from _rows(_decode(_load(source)))
    except csv.Error:
        raise Unreadable() from None


def _load(source: bytes | Path) -> bytes:
    if isinstance(source, Path):
        if source.stat().st_size > MAX_BYTES:
            raise FileTooLarge(limit="50 MB")
        source = source.read_bytes()
    if len(source) > MAX_BYTES:
        raise FileTooLarge(limit="50 MB")
    return source


def _decode(raw: bytes) -> str:
    """UTF-8 where it is valid, else the Windows page that Belgian offices save in."""
    if b"\0" in raw:
        raise Unreadable()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row that holds something, with the number of the line where it starts."""
    reader = csv.reader(_lines(text), delimiter=_separator(text), strict=True)
    number = 1
    for row in reader:
        if any(cell.strip() for cell in row):
            yield number, row
        number = reader.line_num + 1


def _lines(text: str) -> Iterator[str]:
    for line in io.StringIO(text, newline=""):
        if len(line) > MAX_LINE:
            raise FileTooLarge(limit=f"{MAX_LINE} characters in a line")
        yield line


def _separator(text: str) -> str:
    head = text[:MAX_LINE].split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _sheet(rows: Iterator[tuple[int, list[str]]], columns: Sequence[str], optional: Sequence[str]) -> Sheet:
    _, head_row = next(rows, (1, []))
    head = [cell.strip().lower() for cell in head_row]
    if lacking := [column for column in columns if column not in head]:
        raise ColumnMissing(columns=", ".join(lacking))
    wanted = [(name, head.index(name)) for name in (*columns, *optional) if name in head]
    lines: list[Line] = []
    faults: list[LineFault] = []
    for number, row in rows:
        if len(lines) + len(faults) >= MAX_LINES:
            raise FileTooLarge(limit=f"{MAX_LINES} lines")
        line, found = _line(number, row, len(head), wanted)
        lines.append(line) if not found else faults.extend(found)
    return Sheet(lines, faults)


def _line(
    number: int, row: list[str], width: int, wanted: Sequence[tuple[str, int]]
) -> tuple[Line, Sequence[LineFault]]:
    if len(row) != width:
        return Line(number, {}), [LineFault(number, "", "too_few_cells" if len(row) < width else "too_many_cells")]
    cells = {name: _plain(row[index]) for name, index in wanted}
    too_long = [name for name, cell in cells.items() if len(cell) > MAX_CELL]
    return Line(number, cells), [LineFault(number, name, "too_long", {"limit": MAX_CELL}) for name in too_long]


def _plain(cell: str) -> str:
    """The cell trimmed, without the quote mark that our own export puts before what a spreadsheet would run."""
    trimmed = "".join(c for c in cell.strip() if c.isprintable() or c in "\n\t")
    return trimmed[1:] if trimmed[:1] == "'" and trimmed[1:2] in _RISKY else trimmed


class Cells:
    """Takes typed values out of one line and gathers its faults; a faulty cell reads as None."""

    def __init__(self, line: Line, faults: list[LineFault]) -> None:
        self._line = line
        self._faults = faults
        self._before = len(faults)

    @property
    def are_good(self) -> bool:
        return len(self._faults) == self._before

    def has(self, column: str) -> bool:
        """True when the file has the column, also where this cell is empty."""
        return column in self._line.cells

    def fault(self, column: str, code: str, **params: str | int) -> None:
        self._faults.append(LineFault(self._line.number, column, code, params))

    def refuse(self, refusal: RegieError) -> None:
        """A rule said no: its words stand in the place of a fault's own."""
        self._faults.append(
            LineFault(self._line.number, refusal.field or "", refusal.code, refusal.params, refusal.text)
        )

    def optional(self, column: str, *, limit: int = 200) -> str | None:
        """The text of a cell, None when it is empty or not in the file."""
        cell = self._line.cells.get(column, "")
        if len(cell) > limit:
            self.fault(column, "too_long", limit=limit)
            return None
        return cell or None

    def text(self, column: str, *, limit: int = 200) -> str:
        cell = self.optional(column, limit=limit)
        if cell is None and self._line.cells.get(column, "") == "":
            self.fault(column, "missing")
        return cell or ""

    def choice(self, column: str, allowed: Collection[str]) -> str:
        cell = self.text(column)
        if cell and cell not in allowed:
            self.fault(column, "not_allowed", value=cell[:40], allowed=", ".join(sorted(allowed)))
        return cell

    def number(self, column: str, *, low: Decimal, high: Decimal) -> Decimal | None:
        cell = self.optional(column)
        if cell is None:
            return None
        try:
            value = to_decimal(cell)
        except NotANumber:
            self.fault(column, "not_a_number", value=cell[:40])
            return None
        if not low <= value <= high:
            self.fault(column, "out_of_range", value=cell[:40], low=str(low), high=str(high))
        return value

    def whole(self, column: str, *, low: int, high: int) -> int | None:
        value = self.number(column, low=Decimal(low), high=Decimal(high))
        if value is not None and value != value.to_integral_value():
            self.fault(column, "not_whole", value=str(value)[:40])
        return None if value is None else int(value)

    def cents(self, column: str) -> int | None:
        cell = self.optional(column)
        try:
            return None if cell is None else parse_eur(cell)
        except NotAnAmount as fault:
            self.fault(column, "not_an_amount", **fault.params)
            return None

    def day(self, column: str) -> date | None:
        """A date as 2026-11-20 or 20/11/2026."""
        cell = self.optional(column)
        if cell is None:
            return None
        try:
            day, month, year = cell.split("/") if cell.count("/") == 2 else cell.split("-")[::-1]
            return date(int(year), int(month), int(day))
        except ValueError:
            self.fault(column, "not_a_date", value=cell[:40])
            return None

    def instant(self, column: str, zone: ZoneInfo) -> datetime | None:
        """A moment as 2026-11-20 14:05, local unless it names its zone."""
        cell = self.optional(column)
        if cell is None:
            return None
        try:
            typed = datetime.fromisoformat(cell)
        except ValueError:
            self.fault(column, "not_an_instant", value=cell[:40])
            return None
        return typed if typed.tzinfo else typed.replace(tzinfo=zone)

    def flag(self, column: str, *, default: bool = False) -> bool:
        cell = (self.optional(column) or "").lower()
        if cell and cell not in _TRUE | _FALSE:
            self.fault(column, "not_a_flag", value=cell[:40])
        return cell in _TRUE if cell else default


@dataclass(frozen=True)
class Imported:
    """What became of a table; nothing is written while `faults` stand, unless bad lines are to be skipped."""

    added: int
    changed: int
    unchanged: int
    faults: Sequence[LineFault]
