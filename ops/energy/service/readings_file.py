"""A file of hourly readings, read into arrays, and back from places in them to the file's own way of writing time."""

import csv
import gzip
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from math import isfinite
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo

import numpy as np

from ops.energy.backtest_errors import ColumnMissing, ReadingsTooLong, ReadingUnreadable
from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.table import DAY, day_table

COLUMNS = ("series_id", "kind", "timestamp", "value")
_MOST_YEARS = 30


@dataclass
class FileSeries:
    """One series as the file tells it: wall-clock hours and values in the order of its lines."""

    name: str
    kind: str
    #: How its first line writes time.
    first: str
    ordinals: list[int] = field(default_factory=list)
    hours: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)

    def table(self) -> Floats:
        """[1, days, 24] from its first local day; what the file leaves out is unknown."""
        ordinals = np.array(self.ordinals, dtype=np.int64)
        order = np.argsort(ordinals, kind="stable")
        hours, values = np.array(self.hours, dtype=np.int64), np.array(self.values)
        return day_table(values[None, order], ordinals[order], hours[order])

    @property
    def first_day(self) -> date:
        return date.fromordinal(min(self.ordinals))


def read(path: Path, zone: ZoneInfo) -> list[FileSeries]:
    """Raises ColumnMissing, ReadingUnreadable, ReadingsTooLong; OSError for a file that is not there."""
    found: dict[str, FileSeries] = {}
    with _opened(path) as source:
        rows = csv.reader(source)
        places = _places(path, next(rows, []))
        for row in rows:
            if row:
                _take(found, row, places, path, rows.line_num, zone)
    for series in found.values():
        if max(series.ordinals) - min(series.ordinals) > _MOST_YEARS * 366:
            raise ReadingsTooLong(file=path.name, series=series.name, years=_MOST_YEARS)
    return list(found.values())


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as source:
        try:
            yield source
        except (UnicodeDecodeError, csv.Error, EOFError, gzip.BadGzipFile) as error:
            raise ReadingUnreadable(file=path.name, line=1, column="text", value=str(error)) from None


def _places(path: Path, head: Sequence[str]) -> Sequence[int]:
    named = [each.strip() for each in head]
    missing = [each for each in COLUMNS if each not in named]
    if missing:
        raise ColumnMissing(file=path.name, column=missing[0])
    return [named.index(each) for each in COLUMNS]


def _take(
    found: dict[str, FileSeries], row: Sequence[str], places: Sequence[int], path: Path, line: int, zone: ZoneInfo
) -> None:
    if len(row) <= max(places):
        raise ReadingUnreadable(file=path.name, line=line, column=COLUMNS[-1], value="")
    name, kind, stamp, value = (row[place].strip() for place in places)
    ordinal, hour = _wall(stamp, path, line, zone)
    series = found.setdefault(name, FileSeries(name, kind.lower(), stamp))
    series.ordinals.append(ordinal)
    series.hours.append(hour)
    series.values.append(_number(value, path, line))


def _wall(stamp: str, path: Path, line: int, zone: ZoneInfo) -> tuple[int, int]:
    """Local day and hour; a time with an offset is brought to the zone of the house."""
    try:
        at = datetime.fromisoformat(stamp)
        local = at if at.tzinfo is None else at.astimezone(zone)
    except (ValueError, OverflowError):
        raise ReadingUnreadable(file=path.name, line=line, column="timestamp", value=stamp) from None
    return local.toordinal(), local.hour


def _number(text: str, path: Path, line: int) -> float:
    """Nothing, or no finite number, is an unknown hour."""
    if not text:
        return np.nan
    try:
        value = float(text)
    except ValueError:
        raise ReadingUnreadable(file=path.name, line=line, column="value", value=text) from None
    return value if isfinite(value) else np.nan


def stamp(series: FileSeries, place: int, zone: ZoneInfo) -> str:
    """The moment of a place in the table, counted in hours, as the file writes its moments."""
    day, hour = divmod(place, DAY)
    wall = datetime.combine(series.first_day, datetime.min.time()) + timedelta(days=day, hours=hour)
    first = datetime.fromisoformat(series.first)
    if first.tzinfo is None:
        return wall.isoformat(sep=_separator(series.first))
    written = wall.replace(tzinfo=zone).astimezone(_written_in(first, zone)).isoformat(sep=_separator(series.first))
    return written.replace("+00:00", "Z") if series.first.endswith("Z") else written


def _separator(first: str) -> str:
    return "T" if "T" in first else " "


def _written_in(first: datetime, zone: ZoneInfo) -> tzinfo:
    """The zone of the house where the file keeps it, else the offset of the file."""
    if first.utcoffset() == first.astimezone(zone).utcoffset():
        return zone
    return first.tzinfo or UTC
