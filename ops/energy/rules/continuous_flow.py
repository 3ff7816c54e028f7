"""Water that never stops: each of the last hours stands above the register's usual daily minimum."""

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, median, quantile
from ops.energy.rules.baseline import Profile
from ops.energy.rules.episode import Detection, detection
from ops.energy.rules.figures import ContinuousFlowFigures
from ops.energy.rules.series import Series

_LEAST_HOURS_OF_A_DAY = 18


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
    stopped = np.flatnonzero(~flowing)
    start = int(stopped[-1]) + 1 if len(stopped) else series.known_since
    span = np.zeros(len(series), dtype=np.bool_)
    span[max(start, len(series) - 14 * 24) :] = True
    span &= ~np.isnan(series.values)
    expected = profile.of(series.grid)
    lowest = float(quantile(series.values[-figures.hours :], 0.0))
    params = {
        "hours": int(span.sum()),
        "rule_hours": figures.hours,
        "usual_minimum_l_per_hour": _litres(usual),
        "margin_l_per_hour": _litres(figures.margin_m3_per_hour),
        "lowest_l_per_hour": _litres(lowest),
    }
    return detection(series, "continuous_flow", span, _at_least(expected, usual), code="continuous_flow", params=params)


def _at_least(expected: Floats, usual: float) -> Floats:
    return np.fmax(np.nan_to_num(expected), usual)


def _litres(m3: float) -> int:
    return round(m3 * 1000)
