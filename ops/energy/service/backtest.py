"""`regie energy backtest`: what the detectors would have raised on a file of the past."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from ops.energy.backtest_errors import BudgetOutOfRange, UnknownCalendar
from ops.energy.defaults import DETECTION_BODY, TARIFF_BODY
from ops.energy.rules.arrays import Floats, Ints, median
from ops.energy.rules.causes import is_waste
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY, flat
from ops.energy.rules.cost import cents_per_day, eur_per_unit, severity
from ops.energy.rules.day_types import IsHoliday, day_type
from ops.energy.rules.drivers import Drivers, of_calendar
from ops.energy.rules.figures import DetectionFigures, TariffFigures
from ops.energy.rules.replay import replay
from ops.energy.rules.thresholds import stricter, strictness_for
from ops.energy.service.readings_file import FileSeries, read, stamp
from ops.kit.holidays import is_belgian_holiday

HEAD = ("series_id", "detected_at", "started_at", "ended_at", "cause", "severity", "excess", "unit")
CALENDARS: dict[str, IsHoliday] = {"BE": is_belgian_holiday, "none": lambda day: False}
#: Registers that are looked at together: more would not be quicker, and memory has an end.
_TOGETHER = 64
_REFERENCE_DAYS = 56
Row = tuple[str | float, ...]


@dataclass(frozen=True)
class Backtested:
    series: int
    alerts: int
    meter_years: float


def backtest(
    source: Path,
    target: Path,
    *,
    budget: float,
    calendar: str,
    zone: ZoneInfo,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Backtested:
    """Raises what reading raises, BudgetOutOfRange and UnknownCalendar; nothing is written before all is read."""
    figures, is_holiday = figures_for(budget), calendar_of(calendar)
    series = read(source, zone)
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEAD)
        alerts, hours = 0, 0
        for start in range(0, len(series), _TOGETHER):
            chunk = series[start : start + _TOGETHER]
            rows = list(alerts_of(chunk, figures, is_holiday, zone))
            writer.writerows(rows)
            alerts += len(rows)
            hours += sum(len(each.values) for each in chunk)
            progress(start + len(chunk), len(series))
    return Backtested(len(series), alerts, hours / (365 * DAY))


def figures_for(budget: float) -> DetectionFigures:
    """The shipped figures, as strict as the shipped table asks for the budget."""
    if not budget > 0:
        raise BudgetOutOfRange
    return stricter(DetectionFigures.model_validate(DETECTION_BODY), strictness_for(budget))


def calendar_of(name: str) -> IsHoliday:
    if name not in CALENDARS:
        raise UnknownCalendar(calendar=name)
    return CALENDARS[name]


def alerts_of(
    chunk: Sequence[FileSeries], figures: DetectionFigures, is_holiday: IsHoliday, zone: ZoneInfo
) -> Iterator[Row]:
    """The rows of some series, in the order of the file."""
    tables = [each.table()[0] for each in chunk]
    table, drivers = stacked(tables), calendar_drivers(chunk, tables, is_holiday)
    found = replay(table, [each.kind for each in chunk], figures, drivers=drivers)
    for series, table, stretches in zip(chunk, tables, found, strict=True):
        kinds = _kinds_of_day(series.first_day, len(table), is_holiday)
        for each in stretches:
            yield _row(series, each, _excess(each, table, kinds), figures, zone)


def calendar_drivers(chunk: Sequence[FileSeries], tables: Sequence[Floats], is_holiday: IsHoliday) -> Drivers:
    """A file tells no temperatures and no roofs that stand side by side: only its days are known."""
    days = max((len(each) for each in tables), default=0)
    return of_calendar([each.first_day for each in chunk], days, [is_holiday] * len(chunk))


def stacked(tables: Sequence[Floats]) -> Floats:
    """[series, days, 24], each from its own first day; NaN after its last."""
    stacked = np.full((len(tables), max((len(each) for each in tables), default=0), DAY), np.nan)
    for row, each in enumerate(tables):
        stacked[row, : len(each)] = each
    return stacked


def _kinds_of_day(first: date, days: int, is_holiday: IsHoliday) -> Ints:
    return np.array([day_type(first + timedelta(days=day), is_holiday) for day in range(days)], dtype=np.int64)


def _excess(found: Stretch, table: Floats, kinds: Ints) -> float:
    """What came beyond the usual from the start to the finding, against days of the same kind before it."""
    first = found.start // DAY
    places = np.arange(found.start, found.found)
    days = np.arange(max(first - _REFERENCE_DAYS, 0), first)
    usual = np.full((kinds.max() + 1, DAY), np.nan)
    for kind in np.unique(kinds[places // DAY]):
        same = days[kinds[days] == kind]
        usual[kind] = median((table[same] if len(same) else table[days]).T) if len(days) else np.nan
    over = flat(table[None])[0, places] - usual[kinds[places // DAY], places % DAY]
    return float(np.nansum(over))


def _row(series: FileSeries, found: Stretch, excess: float, figures: DetectionFigures, zone: ZoneInfo) -> Row:
    unit = "m3" if series.kind == "water" else "kWh"
    ended = "" if found.end >= len(series.values) else stamp(series, max(found.end, found.found), zone)
    return (
        series.name,
        stamp(series, found.found, zone),
        stamp(series, found.start, zone),
        ended,
        found.cause,
        _severity(series.kind, found, excess, figures),
        round(excess, 3),
        unit,
    )


def _severity(kind: str, found: Stretch, excess: float, figures: DetectionFigures) -> str:
    """A data fault costs no money by itself."""
    if not is_waste(found.cause):
        return "low"
    eur = eur_per_unit(TariffFigures.model_validate(TARIFF_BODY), kind)
    cents = cents_per_day(excess / max(found.found - found.start, 1), DAY, eur)
    return severity(cents, figures.low_under_eur_per_day, figures.high_over_eur_per_day)
