"""What is usual: the median of hour x kind of day over the last clean weeks, and how far hours stray from it."""

from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Floats, Ints, median, quantile, spread
from ops.energy.rules.day_types import SLOTS, HourGrid
from ops.energy.rules.figures import BaselineFigures

_LEAST_SAMPLES = 3


@dataclass(frozen=True, eq=False)
class Profile:
    """Expected value, spread and usual range by slot (hour of the day x kind of day), and the usual level."""

    expected: Floats
    spread: Floats
    low: Floats
    high: Floats
    level: float

    def of(self, grid: HourGrid) -> Floats:
        return np.asarray(self.expected[grid.slot], dtype=np.float64)

    def band(self, grid: HourGrid) -> tuple[Floats, Floats]:
        return np.asarray(self.low[grid.slot]), np.asarray(self.high[grid.slot])


def profile(grid: HourGrid, clean: Floats, figures: BaselineFigures) -> Profile:
    """From hours that all lie in the past of what they are compared with."""
    table = _by_slot(grid, clean)
    centre = _filled(median(table), table)
    wide = spread(table, centre)
    level = _level(clean)
    floor = np.maximum(figures.floor_share_of_expected * np.abs(centre), figures.floor_share_of_level * abs(level))
    wide = np.maximum(np.where(np.isnan(wide), np.abs(centre) * 0.5, wide), floor)
    half = figures.band_spreads * wide
    low = np.fmin(quantile(table, 0.1), centre - half)
    high = np.fmax(quantile(table, 0.9), centre + half)
    return Profile(centre, wide, np.maximum(low, 0.0), high, level)


def _level(clean: Floats) -> float:
    """The mean hour; the highest are cut, so that one wrong unit last month does not move it."""
    return float(np.nanmean(np.minimum(clean, quantile(clean, 0.95)))) if np.any(~np.isnan(clean)) else 0.0


def _by_slot(grid: HourGrid, clean: Floats) -> Floats:
    """One row a slot, its samples in order of time, padded with NaN."""
    order = np.argsort(grid.slot, kind="stable")
    slots = grid.slot[order]
    counts: Ints = np.bincount(slots, minlength=SLOTS)
    nth = np.arange(len(slots)) - np.repeat(np.cumsum(counts) - counts, counts)
    table = np.full((SLOTS, max(int(counts.max(initial=0)), 1)), np.nan)
    table[slots, nth] = clean[order]
    return table


def _filled(centre: Floats, table: Floats) -> Floats:
    """A kind of day hardly seen yet borrows from the other days at that hour."""
    samples = np.sum(~np.isnan(table), axis=1)
    by_hour = median(table.reshape(-1, 24, table.shape[1]).swapaxes(0, 1).reshape(24, -1))
    borrowed = np.tile(by_hour, SLOTS // 24)
    return np.where((samples < _LEAST_SAMPLES) & ~np.isnan(borrowed), borrowed, centre)
