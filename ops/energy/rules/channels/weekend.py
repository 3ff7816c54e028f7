"""A day off that runs like a working day, on a register whose days off usually stand clearly lower."""

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints, median, spread
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY
from ops.energy.rules.slow_figures import WeekendFigures

_LEAST_WORKDAYS, _LEAST_FREE_DAYS = 15, 6
_KNOWN_SHARE = 0.9
#: Days of one kind are never nearer to each other than this share of a working day.
_FLOOR_SHARE = 0.05
#: Further than this beyond a working day it is something else that runs.
_BEYOND = 1.4
#: Its course must be nearer to that of working days than to that of days off by this factor.
_NEARER = 0.6
_SAME_STRETCH_DAYS = 9
_TINY = 1e-9


def run_as_workdays(days: Floats, free: Bools, figures: WeekendFigures) -> list[list[Stretch]]:
    """Of each register; `days` [registers, days, 24], `free` [registers, days] are weekends and days off."""
    likely = _as_high(days, free, figures)
    return [_stretches(days[row], free[row], np.flatnonzero(likely[row]), figures) for row in range(len(days))]


def _as_high(days: Floats, free: Bools, figures: WeekendFigures) -> Bools:
    """By the mean hour alone: the days off that stand where working days stand; [registers, days]."""
    known = (~np.isnan(days)).mean(axis=2) >= _KNOWN_SHARE
    with np.errstate(invalid="ignore", divide="ignore"):
        means = np.where(known, np.nansum(days, axis=2) / (~np.isnan(days)).sum(axis=2), np.nan)
    work, at_work, of_work = _usual(np.where(free, np.nan, means), figures.reference_days)
    rest, at_rest, of_rest = _usual(np.where(free, means, np.nan), figures.reference_days)
    wide = np.maximum(np.fmax(at_work, at_rest), _FLOOR_SHARE * work)
    apart = work - rest
    with np.errstate(invalid="ignore", divide="ignore"):
        place = (means - rest) / apart
        told = (apart >= figures.apart_spreads * wide) & (apart >= figures.apart_share * work)
    enough = (of_work >= _LEAST_WORKDAYS) & (of_rest >= _LEAST_FREE_DAYS)
    return np.asarray(free & enough & told & (place >= figures.like_a_workday) & (place <= _BEYOND))


def _usual(values: Floats, count: int) -> tuple[Floats, Floats, Ints]:
    """Median, spread and number of the known values of the `count` days before each day; [registers, days]."""
    padded = np.concatenate([np.full((len(values), count), np.nan), values[:, :-1]], axis=1)
    before = np.lib.stride_tricks.sliding_window_view(padded, count, axis=1)
    centre = median(before)
    return centre, spread(before, centre), np.asarray((~np.isnan(before)).sum(axis=2))


def _stretches(days: Floats, free: Bools, likely: Ints, figures: WeekendFigures) -> list[Stretch]:
    """Weekend after weekend is one stretch."""
    found: list[Stretch] = []
    for day in likely.tolist():
        if not _fits(days, free, day, figures.reference_days):
            continue
        until = (day + 1) * DAY
        if found and until - found[-1].end <= _SAME_STRETCH_DAYS * DAY:
            found[-1] = Stretch(found[-1].cause, found[-1].start, found[-1].found, until)
        else:
            found.append(Stretch("weekend_as_weekday", day * DAY, until, until))
    return found


def _fits(days: Floats, free: Bools, day: int, count: int) -> bool:
    """Hour by hour, the day is nearer to the usual working day than to the usual day off."""
    before = slice(max(day - count, 0), day)
    work = median(days[before][~free[before]].T)
    rest = median(days[before][free[before]].T)
    to_work, to_rest = (float(np.nansum(np.abs(days[day] - usual))) for usual in (work, rest))
    return to_work <= _NEARER * max(to_rest, _TINY)
