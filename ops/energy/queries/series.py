"""Consumption over time: hours, days and months, the usual band, the carpet and sparklines."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

import numpy as np
from sqlalchemy.orm import Session

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.rules.baseline import Profile, profile
from ops.energy.rules.day_types import HourGrid, IsHoliday, epoch_hour, hour_grid, hour_instant
from ops.energy.rules.figures import BaselineFigures
from ops.energy.store import load_consumption
from ops.kit.holidays import is_belgian_holiday
from ops.kit.periods import local_date, local_midnight
from ops.kit.units import MICRO

_HOUR = timedelta(hours=1)
_LINE_DAYS = 14


@dataclass(frozen=True)
class Amount:
    """What was counted over [from_at, to_at); quality: measured | estimated | incomplete."""

    from_at: datetime
    to_at: datetime
    value_micro: int
    quality: str


def hourly(session: Session, register_id: int, from_at: datetime, to_at: datetime) -> list[Amount]:
    """The hours that start within the span and of which something is known."""
    columns = load_consumption(session, [register_id], from_at, to_at)
    return [
        Amount(at := hour_instant(hour_s // 3600), at + _HOUR, micro, "estimated" if estimated else "measured")
        for hour_s, micro, estimated in zip(
            columns.hour_s.tolist(), columns.value_micro.tolist(), columns.estimated.tolist(), strict=True
        )
    ]


def by_day(hours: Sequence[Amount], zone: ZoneInfo) -> list[Amount]:
    """Local days; one with hours missing says so, except the days cut by the ends of the span."""
    days = groupby(hours, key=lambda hour: local_date(hour.from_at, zone))
    return [_summed(list(group), day, day + timedelta(days=1), zone) for day, group in days]


def by_month(hours: Sequence[Amount], zone: ZoneInfo) -> list[Amount]:
    months = groupby(hours, key=lambda hour: local_date(hour.from_at, zone).replace(day=1))
    return [_summed(list(group), first, next_month(first), zone) for first, group in months]


def next_month(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1)


def _summed(hours: Sequence[Amount], first: date, end: date, zone: ZoneInfo) -> Amount:
    from_at, to_at = local_midnight(first, zone), local_midnight(end, zone)
    if any(hour.quality == "estimated" for hour in hours):
        quality = "estimated"
    else:
        quality = "measured" if len(hours) == (to_at - from_at) // _HOUR else "incomplete"
    return Amount(from_at, to_at, sum(hour.value_micro for hour in hours), quality)


@dataclass(frozen=True, eq=False)
class Band:
    """A stretch of hours with what came (NaN = unknown) and what was to be expected."""

    grid: HourGrid
    values: Floats
    expected: Floats
    low: Floats
    high: Floats


def with_band(
    session: Session,
    register_id: int,
    from_at: datetime,
    to_at: datetime,
    figures: BaselineFigures,
    zone: ZoneInfo,
    *,
    before: datetime | None = None,
    is_day_off: IsHoliday = is_belgian_holiday,
) -> Band:
    """The hours of a span with the band learnt from the weeks before it (or before `before`); days off are Sundays."""
    reference_end = epoch_hour(before or from_at)
    reference_start = reference_end - figures.reference_weeks * 7 * 24
    first, end = epoch_hour(from_at), epoch_hour(to_at)
    grid = hour_grid(min(reference_start, first), max(end, reference_end), zone, is_day_off)
    values = _known(session, register_id, grid)
    past = slice(reference_start - grid.first_hour, reference_end - grid.first_hour)
    learnt: Profile = profile(grid.part(past.start, past.stop), values[past], figures)
    shown = grid.part(first - grid.first_hour, end - grid.first_hour)
    low, high = learnt.band(shown)
    return Band(shown, values[first - grid.first_hour : end - grid.first_hour], learnt.of(shown), low, high)


def _known(session: Session, register_id: int, grid: HourGrid) -> Floats:
    columns = load_consumption(session, [register_id], hour_instant(grid.first_hour), hour_instant(grid.end_hour))
    values = np.full(len(grid), np.nan)
    values[columns.hour_s // 3600 - grid.first_hour] = columns.value_micro / MICRO
    return values


def carpet(session: Session, register_id: int, now: datetime, zone: ZoneInfo, *, weeks: int = 8) -> "Carpet":
    """Hour by day over the last weeks; each value as a share of a high hour."""
    end = epoch_hour(now)
    grid = hour_grid(end - weeks * 7 * 24, end, zone, is_belgian_holiday)
    values = _known(session, register_id, grid)
    high = float(np.nanpercentile(values, 99)) if np.any(~np.isnan(values)) else 0.0
    days = np.unique(grid.day_ordinal)
    table: list[list[float | None]] = [[None] * 24 for _ in days]
    for day, hour, value in zip(np.searchsorted(days, grid.day_ordinal), grid.hour_of_day, values, strict=True):
        if not np.isnan(value):
            table[int(day)][int(hour)] = min(max(float(value) / high, 0.0), 1.0) if high > 0 else 0.0
    return Carpet([date.fromordinal(int(day)) for day in days], table)


@dataclass(frozen=True)
class Carpet:
    """One column of 24 shares (None = unknown) for each local day."""

    days: Sequence[date]
    columns: Sequence[Sequence[float | None]]


def sparklines(
    session: Session, register_ids: Collection[int], now: datetime, zone: ZoneInfo
) -> dict[int, list[float | None]]:
    """Mean hour of each day, of many registers in one select; None for a day of which nothing is known.

    A mean, not a sum: the day under way then stands beside the others, without its hour under way.
    """
    today = local_date(now, zone)
    starts = [local_midnight(today - timedelta(days=back), zone) for back in range(_LINE_DAYS - 1, -2, -1)]
    columns = load_consumption(session, register_ids, starts[0], now.replace(minute=0, second=0, microsecond=0))
    edges = np.array([int(start.timestamp()) for start in starts], dtype=np.int64)
    place = np.searchsorted(edges, columns.hour_s, side="right") - 1
    lines: dict[int, list[float | None]] = {}
    for register_id in register_ids:
        mine: Bools = columns.register_id == register_id
        counts = np.bincount(place[mine], minlength=_LINE_DAYS)
        sums = np.bincount(place[mine], weights=columns.value_micro[mine] / MICRO, minlength=_LINE_DAYS)
        lines[register_id] = [float(s / n) if n else None for s, n in zip(sums, counts, strict=True)]
    return lines
