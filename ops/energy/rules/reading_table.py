"""Tables of readings as network operators and loggers write them; the head of a table tells its profile."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from ops.energy.rules.csv_profiles import CsvProfile
from ops.energy.rules.incoming import Refusal
from ops.energy.rules.written_time import Unreadable, flagged_instant, in_utc, local_instant
from ops.kit.imports import ColumnMissing, Line, LineFault, Sheet, read_csv

_SUMMER = frozenset({"s", "summer", "zomer", "zomertijd", "été", "ete", "cest", "dst", "1"})
_WINTER = frozenset({"w", "winter", "wintertijd", "hiver", "cet", "std", "0"})
_WITH_COMMA = re.compile(r"-?\d{1,3}(\.\d{3})+,\d+|-?\d+(,\d+)?")
_LONGEST_WORD, _LONGEST_SERIES = 40, 200


@dataclass(frozen=True, slots=True)
class TableRow:
    """One reading of a series, at the start of its interval or the moment of its index; `kind` "" is the register's."""

    number: int
    series: str
    at: datetime
    value: str
    unit: str
    kind: str


@dataclass(frozen=True, slots=True)
class RowFault:
    """A line that has all its cells, and why it is no reading."""

    number: int
    refusal: Refusal


@dataclass(frozen=True)
class ReadTable:
    """In time order where the table has one; `line_faults` are of lines that have other cells than the head."""

    #: The name of the profile that its head fits.
    profile: str
    rows: Sequence[TableRow]
    faults: Sequence[RowFault]
    line_faults: Sequence[LineFault]


@dataclass(frozen=True, slots=True)
class _Dated:
    """A line with its moment as written."""

    line: Line
    series: str
    moment: datetime
    flag: str


@dataclass(slots=True)
class _Repeats:
    """Series and moments without a mark of summer time, and how often each was met."""

    written: Counter[tuple[str, datetime]]
    met: Counter[tuple[str, datetime]] = field(default_factory=Counter)


def read_table(source: bytes | Path, profiles: Mapping[str, CsvProfile], zone: ZoneInfo) -> ReadTable:
    """Raises ColumnMissing where no profile fits, and Unreadable of the imports for what is no table."""
    name, sheet = _sheet(source, profiles)
    profile = profiles[name]
    faults: list[RowFault] = []
    dated = _oldest_first([each for line in sheet.lines if (each := _dated(line, profile, faults))])
    repeats = _Repeats(Counter((each.series, each.moment) for each in dated if not each.flag))
    rows: list[TableRow] = []
    for each in dated:
        try:
            rows.append(_row(each, profile, zone, repeats))
        except Unreadable as error:
            faults.append(RowFault(each.line.number, error.refusal))
    return ReadTable(name, rows, sorted(faults, key=lambda fault: fault.number), sheet.faults)


def _sheet(source: bytes | Path, profiles: Mapping[str, CsvProfile]) -> tuple[str, Sheet]:
    missing: ColumnMissing | None = None
    for name, profile in profiles.items():
        try:
            return name, read_csv(source, profile.wanted, optional=profile.optional)
        except ColumnMissing as error:
            missing = error
    raise missing or ColumnMissing(columns="")


def _dated(line: Line, profile: CsvProfile, faults: list[RowFault]) -> _Dated | None:
    """None for a line that says nothing, and with a fault for one whose moment can't be read."""
    if not _says_something(line, profile):
        return None
    try:
        moment = _moment(line, profile)
    except Unreadable as error:
        faults.append(RowFault(line.number, error.refusal))
        return None
    return _Dated(line, _series(line, profile), moment, line.cells.get(profile.summer_time_column, "").lower())


def _says_something(line: Line, profile: CsvProfile) -> bool:
    if profile.value_may_be_empty and not line.cells[profile.value_column]:
        return False
    return line.cells.get(profile.status_column, "").lower() not in profile.statuses_left_out


def _series(line: Line, profile: CsvProfile) -> str:
    """An EAN code that a spreadsheet turned into a formula (`="5414…"`) is still that code."""
    return "/".join(line.cells[name].strip('="') for name in profile.series_columns)[:_LONGEST_SERIES]


def _moment(line: Line, profile: CsvProfile) -> datetime:
    written = " ".join(line.cells[name] for name in profile.moment_columns)
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        pass
    for form in profile.forms:
        try:
            return datetime.strptime(written, form)  # noqa: DTZ007  (the zone is that of the house)
        except ValueError:
            continue
    raise Unreadable("bad_time", value=written[:_LONGEST_WORD])


def _oldest_first(lines: list[_Dated]) -> list[_Dated]:
    """Some tables begin with the newest row; the hour that October has twice is told by the order."""
    try:
        turned = len(lines) > 1 and lines[0].moment > lines[-1].moment
    except TypeError:
        return lines
    return lines[::-1] if turned else lines


def _row(each: _Dated, profile: CsvProfile, zone: ZoneInfo, repeats: _Repeats) -> TableRow:
    cells = each.line.cells
    return TableRow(
        each.line.number,
        each.series,
        _instant(each, zone, repeats),
        _value(cells[profile.value_column], profile, each.line.number),
        cells[profile.unit_column],
        cells.get(profile.kind_column, "").lower() or profile.every_row_is,
    )


def _instant(each: _Dated, zone: ZoneInfo, repeats: _Repeats) -> datetime:
    """By its own zone, else by the column of summer time, else by the order of the hour that October has twice."""
    if each.moment.tzinfo:
        return in_utc(each.moment)
    if each.flag:
        if each.flag not in _SUMMER | _WINTER:
            raise Unreadable("bad_time", value=f"{each.moment.isoformat()} {each.flag}"[:_LONGEST_WORD])
        return flagged_instant(each.moment, summer=each.flag in _SUMMER)
    try:
        return local_instant(each.moment, zone, None)
    except Unreadable as error:
        if error.refusal.code != "ambiguous_time":
            raise
        return _by_order(each, zone, repeats, error)


def _by_order(each: _Dated, zone: ZoneInfo, repeats: _Repeats, doubt: Unreadable) -> datetime:
    """The first of two rows is of summer time; one row alone, or three, tell nothing."""
    key = each.series, each.moment
    if repeats.written[key] != 2:
        raise doubt
    repeats.met[key] += 1
    return in_utc(each.moment.replace(tzinfo=zone, fold=repeats.met[key] - 1))


def _value(written: str, profile: CsvProfile, number: int) -> str:
    """`1.234` with a decimal comma, and `1,234` without, could be a thousand: it is refused."""
    if not profile.decimal_comma:
        if "," in written:
            raise Unreadable("number_with_comma", value=written[:_LONGEST_WORD], line=number)
        return written[:_LONGEST_WORD]
    if not _WITH_COMMA.fullmatch(written):
        raise Unreadable("bad_number", value=written[:_LONGEST_WORD], line=number)
    return written.replace(".", "").replace(",", ".")


def first_refusal(table: ReadTable) -> Refusal | None:
    """What is told where a table is refused or kept as a whole."""
    return next(_refusals(table), None)


def _refusals(table: ReadTable) -> Iterator[Refusal]:
    yield from (Refusal("bad_line", {"line": each.number}) for each in table.line_faults)
    yield from (each.refusal for each in table.faults)
