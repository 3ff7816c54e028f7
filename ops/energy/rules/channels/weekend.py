"""A day off that runs like a working day, on a register whose days off usually stand clearly lower."""

from dataclasses import replace

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


def run_as_workdays(days: Floats, clean: Floats, free: Bools, figures: WeekendFigures) -> list[list[Stretch]]:
    """Of each register; `days` [registers, days, 24] are looked at and `clean` serves as reference.

    `free` [registers, days] are weekends and days off.
    """
    likely = _as_high(days, clean, free, figures)
    rows = zip(days, clean, free, likely, strict=True)
    return [_stretches(each, before, off, np.flatnonzero(hot), figures) for each, before, off, hot in rows]


def _as_high(days: Floats, clean: Floats, free: Bools, figures: WeekendFigures) -> Bools:
    """By the mean hour alone: the days off that stand where working days stand; [registers, days]."""
    means, before = _means(days), _means(clean)
    work, at_work, of_work = _usual(np.where(free, np.nan, before), figures.reference_days)
    rest, at_rest, of_rest = _usual(np.where(free, before, np.nan), figures.reference_days)
    wide = np.maximum(np.fmax(at_work, at_rest), _FLOOR_SHARE * work)
    apart = work - rest
    with np.errstate(invalid="ignore", divide="ignore"):
        place = (means - rest) / apart
        told = (apart >= figures.apart_spreads * wide) & (apart >= figures.apart_share * work)
    enough = (of_work >= _LEAST_WORKDAYS) & (of_rest >= _LEAST_FREE_DAYS)
    return np.asarray(free & enough & told & (place >= figures.like_a_workday) & (place <= _BEYOND))


def _means(days: Floats) -> Floats:
    """The mean hour of each day, NaN where too few are known; [registers, days]."""
    known = (~np.isnan(days)).mean(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(known >= _KNOWN_SHARE, np.nansum(days, axis=2) / (known * DAY), np.nan)


def _usual(values: Floats, count: int) -> tuple[Floats, Floats, Ints]:
    """Median, spread and number of the known values of the `count` days before each day; [registers, days]."""
    padded = np.concatenate([np.full((len(values), count), np.nan), values[:, :-1]], axis=1)
    before = np.lib.stride_tricks.sliding_window_view(padded, count, axis=1)
    centre = median(before)
    return centre, spread(before, centre), np.asarray((~np.isnan(before)).sum(axis=2))


def _stretches(days: Floats, clean: Floats, free: Bools, likely: Ints, figures: WeekendFigures) -> list[Stretch]:
    """Weekend after weekend is one stretch."""
    found: list[Stretch] = []
    for day in likely.tolist():
        before = slice(max(day - figures.reference_days, 0), day)
        if not _fits(days[day], clean[before], free[before]):
            continue
        until = (day + 1) * DAY
        if found and until - found[-1].end <= _SAME_STRETCH_DAYS * DAY:
            found[-1] = replace(found[-1], end=until)
        else:
            found.append(Stretch("weekend_as_weekday", day * DAY, until, until))
    return found


def _fits(day: Floats, before: Floats, free: Bools) -> bool:
    """Hour by hour, the day is nearer to the usual working day than to the usual day off."""
    to_work, to_rest = (float(np.nansum(np.abs(day - median(before[kind].T)))) for kind in (~free, free))
    return to_work <= _NEARER * to_rest
