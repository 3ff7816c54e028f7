"""A unit that changed: for hours all consumption stands a factor of ten or a thousand away from what is usual."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, median, runs
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import flat, of_days_before
from ops.energy.rules.figures import ScaleFigures

#: Ratios are taken to at least this share of the usual level: nights near zero make any ratio.
_FLOOR_OF_LEVEL = 0.5
_TINY = 1e-9
_KNOWN_SHARE = 0.75
_REFERENCE_DAYS = 28
#: A stretch that pauses no longer than this goes on.
_SAME_STRETCH_HOURS = 72


def usual_hours(days: Floats) -> Floats:
    """What each hour of the day usually is, from the days before; [registers, days, 24]."""
    return of_days_before(days, _REFERENCE_DAYS)


def scale_factors(days: Floats, usual: Floats, figures: ScaleFigures) -> Floats:
    """log10 of the factor by which the last hours were counted wrong, 0 where they were not; [registers, hours].

    Ten counts when both the median ratio and the ratio of the sums say so, a thousand by the median alone.
    """
    with np.errstate(invalid="ignore"):
        expected = flat(np.maximum(usual, _FLOOR_OF_LEVEL * usual.mean(axis=2, keepdims=True)))
    came = flat(days)
    known = (came > 0) & (expected > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        ratio = np.where(known, np.log10(np.maximum(came, _TINY) / expected), np.nan)
        by_sum = np.log10(
            _sums(np.where(known, came, 0), figures.hours) / _sums(np.where(known, expected, 0), figures.hours)
        )
    # Medians are only asked for where they can matter.
    maybe_ten, maybe_thousand = by_sum >= figures.ten_at_least, _near(ratio, figures)
    ten = _middle(ratio, figures.hours, maybe_ten) >= figures.ten_at_least
    middle = _middle(ratio, figures.thousand_hours, maybe_thousand)
    thousand = np.abs(middle) >= figures.thousand_at_least
    return np.where(thousand, np.sign(middle) * 3.0, np.where(ten, 1.0, 0.0))


def _near(ratio: Floats, figures: ScaleFigures) -> Bools:
    """Where at least one of the last hours is far enough away for a thousand."""
    with np.errstate(invalid="ignore"):
        return np.asarray(
            _sums(np.where(np.abs(ratio) >= figures.thousand_at_least, 1.0, 0.0), figures.thousand_hours) >= 0.5
        )


def wrong_hours(factors: Floats, figures: ScaleFigures) -> list[Stretch]:
    """The runs of wrong hours of one register; each begins with the hours that decided."""
    return [_stretch(factors, start, end, figures) for start, end in runs(np.asarray(factors != 0))]


def _stretch(factors: Floats, start: int, end: int, figures: ScaleFigures) -> Stretch:
    before = figures.hours if factors[start] == 1.0 else figures.thousand_hours
    params = {"factor": 10.0 ** float(factors[start]), "hours": before}
    return Stretch("scale", max(start + 1 - before, 0), start + 1, end, params)


def wrong_scale(wrong: Sequence[Stretch]) -> list[Stretch]:
    """What is said of the runs: one that begins again soon is the same."""
    joined: list[Stretch] = []
    for each in wrong:
        if joined and each.found - 1 - joined[-1].end <= _SAME_STRETCH_HOURS:
            joined[-1] = replace(joined[-1], end=each.end)
        else:
            joined.append(each)
    return joined


def _last(values: Floats, hours: int) -> Floats:
    """The last `hours` values up to each hour, as one more axis."""
    padded = np.concatenate([np.full((len(values), hours - 1), np.nan), values], axis=1)
    return np.lib.stride_tricks.sliding_window_view(padded, hours, axis=1)


def _middle(values: Floats, hours: int, where: Bools) -> Floats:
    """The median of the last hours, NaN elsewhere than `where` and where too few are known."""
    middle, places = np.full(values.shape, np.nan), np.nonzero(where)
    last = _last(values, hours)[places]
    middle[places] = np.where((~np.isnan(last)).mean(axis=1) >= _KNOWN_SHARE, median(last), np.nan)
    return middle


def _sums(values: Floats, hours: int) -> Floats:
    """Sums of the last `hours` values up to each hour."""
    sums = np.cumsum(values, axis=1)
    before = np.concatenate([np.zeros((len(values), hours)), sums[:, :-hours]], axis=1)
    return np.asarray(np.maximum(sums - before, _TINY), dtype=np.float64)
