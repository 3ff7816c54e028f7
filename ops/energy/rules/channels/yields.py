"""Solar panels that bring too little: against the other roofs of the house, or alone against their own best days."""

import numpy as np

from ops.energy.rules.arrays import Floats, Ints, quantile, runs
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY
from ops.energy.rules.slow_figures import YieldFigures

_KNOWN_SHARE = 0.95
_LEAST_DAYS = 14
#: Days right before are no reference: the panels may have been off already.
_GAP_DAYS = 4
#: What is usual is a bright day, so that weeks with a loss in them move it little.
_BRIGHT = 0.75
#: A day so dark that other roofs bring less than this share of a bright one says nothing.
_DARK, _BRIGHTEST = 0.15, 1.5
_TINY = 1e-9
_TILT, _YEAR_DAYS, _SHORTEST_DAY = np.radians(23.44), 365.25, -10


def day_yields(days: Floats) -> Floats:
    """[registers, days]; NaN where hours are unknown: these are never taken for a loss."""
    known = (~np.isnan(days)).mean(axis=2) >= _KNOWN_SHARE
    return np.where(known, np.nansum(days, axis=2), np.nan)


def sun_of_others(yields: Floats, figures: YieldFigures) -> Floats:
    """What the other roofs of the house brought, as a share of a bright day of theirs; NaN without another."""
    shares = yields / np.maximum(bright_days(yields, figures), _TINY)
    return np.asarray(np.minimum(_medians_of_others(shares), _BRIGHTEST))


def _medians_of_others(values: Floats) -> Floats:
    """Of each day, the median of all rows but one: all are put in order once, and each row passes itself over."""
    known = ~np.isnan(values)
    others = known.sum(axis=0) - known
    order = np.argsort(values, axis=0)
    ordered, rank = np.take_along_axis(values, order, axis=0), np.argsort(order, axis=0)
    place = np.maximum(others - 1, 0) * 0.5
    low = np.floor(place).astype(np.int64)
    high = np.minimum(low + 1, np.maximum(others - 1, 0))
    below, above = (
        np.take_along_axis(ordered, np.minimum(each + (each >= rank), len(values) - 1), axis=0) for each in (low, high)
    )
    return np.where(others > 0, below + (above - below) * (place - low), np.nan)


def bright_days(yields: Floats, figures: YieldFigures) -> Floats:
    """A bright day of the weeks before each day, some days left out; [registers, days]."""
    before = _windows(yields, _GAP_DAYS, figures.reference_days)
    enough = (~np.isnan(before)).sum(axis=2) >= _LEAST_DAYS
    return np.where(enough, quantile(before, _BRIGHT), np.nan)


def losses(yields: Floats, clean: Floats, sun: Floats, day_of_year: Ints, figures: YieldFigures) -> list[list[Stretch]]:
    """Of each register; all arrays are [registers, days], `clean` are the yields that serve as reference.

    A roof with others beside it is never judged alone.
    """
    beside = np.where(sun >= _DARK, sun * bright_days(clean, figures), np.nan)
    best, hoped = _alone(yields, clean, day_of_year, figures)
    compared = np.asarray((~np.isnan(sun)).any(axis=1), dtype=np.bool_)
    rows = zip(yields, beside, best, hoped, compared, strict=True)
    return [
        _lost(came, expected, figures.days_running, 0, figures)
        if with_others
        else _lost(high, high_before, 1, figures.days_running_alone - 1, figures)
        for came, expected, high, high_before, with_others in rows
    ]


def _alone(yields: Floats, clean: Floats, day_of_year: Ints, figures: YieldFigures) -> tuple[Floats, Floats]:
    """The best of the last days, and the best of the weeks before at the same height of the sun; NaN when unknown."""
    sky = clear_sky(day_of_year, figures.latitude_degrees)
    last = _windows(yields / sky, 0, figures.days_running_alone)
    before = _windows(clean / sky, figures.days_running_alone, figures.reference_days)
    known = ~np.isnan(last).any(axis=2) & ((~np.isnan(before)).sum(axis=2) >= _LEAST_DAYS)
    return np.where(known, last.max(axis=2) * sky, np.nan), np.fmax.reduce(before, axis=2) * sky


def clear_sky(day_of_year: Ints, latitude_degrees: float) -> Floats:
    """The sun of a cloudless day on a flat roof, in a unit of its own; below the polar circles."""
    latitude = np.radians(latitude_degrees)
    tilt = -_TILT * np.cos(2 * np.pi * (day_of_year - _SHORTEST_DAY) / _YEAR_DAYS)
    set_at = np.arccos(np.clip(-np.tan(latitude) * np.tan(tilt), -1, 1))
    height = set_at * np.sin(latitude) * np.sin(tilt) + np.cos(latitude) * np.cos(tilt) * np.sin(set_at)
    return np.asarray(np.maximum(height, _TINY), dtype=np.float64)


def _windows(values: Floats, gap: int, count: int) -> Floats:
    """The `count` days that end `gap` days before each day, the day itself with gap 0; [registers, days, count]."""
    padded = np.concatenate([np.full((len(values), gap + count - 1), np.nan), values], axis=1)
    return np.lib.stride_tricks.sliding_window_view(padded, count, axis=1)[:, : values.shape[1]]


def _lost(came: Floats, expected: Floats, least: int, before: int, figures: YieldFigures) -> list[Stretch]:
    """Runs of at least so many low days of one register; each began so many days before its first."""
    with np.errstate(invalid="ignore"):
        low = np.asarray(came < figures.share_of_expected * expected, dtype=np.bool_)
    return [
        Stretch(
            "yield_loss",
            max(start - before, 0) * DAY,
            (start + least) * DAY,
            end * DAY,
            {
                "days": float(end - start + before),
                "came": float(came[start:end].mean()) * (end - start + before),
                "expected": float(expected[start:end].mean()) * (end - start + before),
                "beside": float(before == 0),
            },
        )
        for start, end in runs(low)
        if end - start >= least
    ]
