"""Readings that can't be true: found cheaply against the register's own past, and never a plumber's business."""

from collections.abc import Callable

import numpy as np

from ops.energy.rules.arrays import Bools
from ops.energy.rules.baseline import Profile
from ops.energy.rules.channels.clock import clock_scores
from ops.energy.rules.channels.runs import Stretch, standing_still
from ops.energy.rules.channels.scale import scale_factors, usual_hours
from ops.energy.rules.channels.table import usual_level
from ops.energy.rules.episode import Detection, detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.series import Series


def standing(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """Nothing counted, or the same amount hour after hour, for longer than this register ever did."""
    still = [each for each in standing_still(series.values, figures.data_faults) if each.end == len(series)]
    return _still(series, profile, still[0]) if still else None


def _still(series: Series, profile: Profile, found: Stretch) -> Detection:
    span = _span(series, len(series) - found.start)
    params = {"hours": int(span.sum()), "longest_before_hours": found.longest_before}
    return detection(series, found.cause, span, profile.of(series.grid), code=found.cause, params=params)


def _span(series: Series, hours: int) -> Bools:
    span = np.zeros(len(series), dtype=np.bool_)
    span[max(len(series) - hours, 0) :] = True
    return span


def scale(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """All of the last hours are one round factor away from what is usual: a unit was changed, nothing flowed."""
    rule = figures.scale
    factors = scale_factors(series.days, usual_hours(series.days), rule)
    power = float(factors[0, series.place_in_days(len(series) - 1)])
    if not power:
        return None
    hours = rule.hours if power == 1.0 else rule.thousand_hours
    params = {"factor": 10.0**power, "hours": hours}
    return detection(series, "scale", _span(series, hours), profile.of(series.grid), code="scale", params=params)


def implausible(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """One hour far above the highest clean hour ever seen."""
    known = series.clean()[:-24]
    highest = float(np.nanmax(known)) if np.any(~np.isnan(known)) else 0.0
    with np.errstate(invalid="ignore"):
        span = series.values > max(highest, 0.0) * figures.data_faults.implausible_times_highest
    span[:-24] = False
    if highest <= 0 or not span.any():
        return None
    params = {"highest_before": round(highest, 4), "value": round(float(np.nanmax(series.values[-24:])), 4)}
    return detection(series, "implausible", span, profile.of(series.grid), code="implausible", params=params)


def clock_shift(series: Series, profile: Profile, figures: DetectionFigures) -> Detection | None:
    """For days the usual course of the day came hours early or late; looked for where nothing else was found."""
    rule = figures.clock_shift
    over = series.day_count - (int(series.grid.hour_of_day[-1]) < 23)
    scores = clock_scores(series.days, usual_level(series.days, rule.reference_days), rule)
    if not over or not scores[0, over - 1] > rule.gain:
        return None
    ended = int(series.grid.hour_of_day[-1]) + 1 if over < series.day_count else 0
    span = _span(series, rule.days_running * 24 + ended)
    span[len(series) - ended :] = False
    params = {"days": rule.days_running}
    return detection(series, "clock_shift", span, profile.of(series.grid), code="clock_shift", params=params)


#: In order of certainty: the first that fits explains the hours, and no waste is read into them.
FAULTS: tuple[Callable[[Series, Profile, DetectionFigures], Detection | None], ...] = (standing, scale, implausible)
