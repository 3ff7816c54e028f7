"""Water that never stops: each of the last hours stands above the register's usual daily minimum."""

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, began, median, quantile
from ops.energy.rules.baseline import Profile
from ops.energy.rules.episode import Detection, detection
from ops.energy.rules.figures import ContinuousFlowFigures
from ops.energy.rules.series import Series

_LEAST_HOURS_OF_A_DAY = 18
_LONGEST_HOURS = 14 * 24


def usual_daily_minimum(series: Series, before: int) -> float:
    """Median of the lowest hour of each clean local day that ends before a place; NaN without one."""
    days, place = np.unique(series.grid.day_ordinal[:before], return_inverse=True)
    clean = series.clean()[:before]
    known = np.bincount(place, weights=~np.isnan(clean), minlength=len(days)) >= _LEAST_HOURS_OF_A_DAY
    lowest = np.full(len(days), np.inf)
    np.fmin.at(lowest, place, clean)
    return float(median(np.where(known & np.isfinite(lowest), lowest, np.nan)))


def continuous_flow(series: Series, profile: Profile, figures: ContinuousFlowFigures) -> Detection | None:
    if series.medium != "water" or series.history_hours < figures.warm_up_days * 24 + figures.hours:
        return None
    usual = usual_daily_minimum(series, len(series) - figures.hours)
    flowing = _flowing(series, usual + figures.margin_m3_per_hour)
    if np.isnan(usual) or not flowing[-figures.hours :].all():
        return None
    if np.isnan(series.values[-figures.hours :]).mean() > 1 - figures.known_share:
        return None
    return _as_detection(series, profile, figures, usual, flowing)


def _flowing(series: Series, least: float) -> Bools:
    """Unknown hours don't break a flow; how many may be unknown is a figure of the rule."""
    return np.asarray(np.isnan(series.values) | (series.values > least), dtype=np.bool_)


def _as_detection(
    series: Series, profile: Profile, figures: ContinuousFlowFigures, usual: float, flowing: Bools
) -> Detection:
    expected = _at_least(profile.of(series.grid), usual)
    lowest = float(quantile(series.values[-figures.hours :], 0.0))
    span = _span(series, flowing, expected, (lowest - usual) / 2)
    params = {
        "hours": int(span.sum()),
        "rule_hours": figures.hours,
        "usual_minimum_l_per_hour": _litres(usual),
        "margin_l_per_hour": _litres(figures.margin_m3_per_hour),
        "lowest_l_per_hour": _litres(lowest),
    }
    return detection(series, "continuous_flow", span, expected, code="continuous_flow", params=params)


def _span(series: Series, flowing: Bools, expected: Floats, least: float) -> Bools:
    """The known hours since the water began to flow; usual hours that ran into it don't belong to it."""
    stopped = np.flatnonzero(~flowing)
    start = max(int(stopped[-1]) + 1 if len(stopped) else series.known_since, len(series) - _LONGEST_HOURS)
    start += began((series.values - expected)[start:], least)
    span = np.zeros(len(series), dtype=np.bool_)
    span[start:] = True
    return np.asarray(span & ~np.isnan(series.values), dtype=np.bool_)


def _at_least(expected: Floats, usual: float) -> Floats:
    return np.fmax(np.nan_to_num(expected), usual)


def _litres(m3: float) -> int:
    return round(m3 * 1000)
