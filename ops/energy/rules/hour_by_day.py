"""Consumption as a table of local days by hours: what runs when nobody is there, and when it peaks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.day_types import WORKDAY, HourGrid

HOURS = 24
#: How many shades a reader can still tell apart, also on grey paper.
SHADES = 8
_HIGH_SHARE, _ALWAYS_SHARE = 0.99, 0.05


@dataclass(frozen=True, eq=False)
class HourTable:
    """[days, 24] of amounts by local hour. NaN: not known where `exists`, else no such hour (in spring).

    In autumn the hour that comes twice stands as the mean of both.
    """

    days: Sequence[date]
    values: Floats
    exists: Bools


def hour_table(grid: HourGrid, values: Floats) -> HourTable:
    """Hours in a row (NaN: unknown) as days by hours."""
    ordinals = np.unique(grid.day_ordinal)
    place = np.searchsorted(ordinals, grid.day_ordinal) * HOURS + grid.hour_of_day
    cells = len(ordinals) * HOURS
    known = ~np.isnan(values)
    counts = np.bincount(place[known], minlength=cells)
    sums = np.bincount(place[known], weights=values[known], minlength=cells)
    means = np.divide(sums, counts, out=np.full(cells, np.nan), where=counts > 0)
    exists = np.bincount(place, minlength=cells) > 0
    days = [date.fromordinal(int(ordinal)) for ordinal in ordinals]
    return HourTable(days, means.reshape(-1, HOURS), exists.reshape(-1, HOURS))


def grouped(table: HourTable, groups: Ints, count: int) -> Floats:
    """The mean hour of each group of days (its number for each day), [count, 24]; NaN where nothing is known."""
    known = ~np.isnan(table.values)
    sums, counts = np.zeros((count, HOURS)), np.zeros((count, HOURS))
    np.add.at(sums, groups, np.where(known, table.values, 0.0))
    np.add.at(counts, groups, known)
    return np.asarray(np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0), dtype=np.float64)


def high_end(values: Floats) -> float:
    """The top of the scale: the hour that one in a hundred exceeds, so that a single spike doesn't pale the rest."""
    known = values[~np.isnan(values)]
    if not len(known):
        return 0.0
    return float(np.quantile(known, _HIGH_SHARE)) or float(known.max())


def scale(high: float) -> Floats:
    """The amount from which each shade counts: growing squares, so that a leak doesn't pale what is usual.

    Two significant digits, as the legend says them.
    """
    bounds = high * (np.arange(SHADES) / SHADES) ** 2
    sizes = np.floor(np.log10(np.where(bounds > 0, bounds, 1.0))) - 1
    return np.asarray(np.round(bounds / 10.0**sizes) * 10.0**sizes, dtype=np.float64)


def shades(values: Floats, bounds: Floats) -> Ints:
    """0 to SHADES-1 by the bounds of the scale; -1 where nothing is known."""
    unknown = np.isnan(values)
    place = np.searchsorted(bounds, np.where(unknown, 0.0, values), side="right") - 1
    return np.where(unknown | (bounds[-1] <= 0), np.where(unknown, -1, 0), np.maximum(place, 0))


def vertical_runs(shade: Ints, wanted: int) -> list[tuple[int, int, int]]:
    """(day, first hour, hours) of each stretch of one shade within a day."""
    fits = np.pad((shade == wanted).astype(np.int8), ((0, 0), (1, 1)))
    edges = np.diff(fits, axis=1)
    days, starts = np.nonzero(edges == 1)
    _, ends = np.nonzero(edges == -1)
    return [(int(day), int(start), int(end - start)) for day, start, end in zip(days, starts, ends, strict=True)]


@dataclass(frozen=True)
class Shape:
    """What the hours of a stretch say. Amounts are in the register's unit; None where too little is known."""

    total: float
    known_hours: int
    hours: int
    #: What one hour in twenty stays under: what is never switched off.
    always_on: float | None
    #: The place of the highest hour.
    highest: int | None
    #: The part of the total that flowed at night, on a weekend or on a holiday.
    idle_share: float | None

    @property
    def always_share(self) -> float | None:
        """The part of the total that flows at every hour."""
        if self.always_on is None or self.total <= 0:
            return None
        return min(self.always_on * self.known_hours / self.total, 1.0)


def shape_of(grid: HourGrid, values: Floats, night: tuple[int, int]) -> Shape:
    known = ~np.isnan(values)
    if not known.any():
        return Shape(0.0, 0, len(values), None, None, None)
    idle = grid.at_night(*night) | (grid.kind_of_day != WORKDAY)
    total = float(values[known].sum())
    share = float(values[known & idle].sum()) / total if total > 0 else None
    always = float(np.quantile(values[known], _ALWAYS_SHARE))
    return Shape(total, int(known.sum()), len(values), always, int(np.nanargmax(values)), share)
