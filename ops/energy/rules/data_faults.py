"""Readings that can't be true: found cheaply against the register's own past, and never a plumber's business."""

from collections.abc import Callable

import numpy as np

from ops.energy.rules.arrays import Bools, run_at_end, runs
from ops.energy.rules.baseline import Profile
from ops.energy.rules.episode import Detection, detection
from ops.energy.rules.figures import FaultFigures
from ops.energy.rules.series import Series

_FACTORS = (1000.0, 100.0, 10.0, 0.1, 0.01, 0.001)


def zero_run(series: Series, profile: Profile, figures: FaultFigures) -> Detection | None:
    """Nothing counted for longer than this register ever paused."""
    return _run_fault(series, profile, figures, "zero_run", series.values == 0)


def stuck(series: Series, profile: Profile, figures: FaultFigures) -> Detection | None:
    """The same amount hour after hour, for longer than ever before."""
    same = np.concatenate(([False], (np.diff(series.values) == 0) & (series.values[1:] != 0)))
    return _run_fault(series, profile, figures, "stuck", np.asarray(same, dtype=np.bool_))


def _run_fault(series: Series, profile: Profile, figures: FaultFigures, cause: str, flags: Bools) -> Detection | None:
    length = run_at_end(flags)
    before = flags[: len(flags) - length] & ~series.frozen[: len(flags) - length]
    longest = max((end - start for start, end in runs(before)), default=0)
    least = max(figures.least_run_hours, longest * figures.own_run_factor + figures.own_run_extra_hours)
    if length < least:
        return None
    span = np.zeros(len(series), dtype=np.bool_)
    span[len(series) - length :] = True
    params = {"hours": length, "longest_before_hours": longest}
    return detection(series, cause, span, profile.of(series.grid), code=cause, params=params)


def scale(series: Series, profile: Profile, figures: FaultFigures) -> Detection | None:
    """All of the last hours are one round factor away from what is usual: a unit was changed, nothing flowed."""
    expected = profile.of(series.grid)
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log10(series.values / expected)[-figures.scale_hours :]
    if not np.isfinite(logs).mean() >= 0.9:
        return None
    logs = logs[np.isfinite(logs)]
    centre = float(np.median(logs))
    factor = min(_FACTORS, key=lambda each: abs(np.log10(each) - centre))
    tolerance = figures.scale_tolerance
    if abs(np.log10(factor) - centre) > tolerance or float(np.median(np.abs(logs - centre))) > tolerance:
        return None
    span = np.zeros(len(series), dtype=np.bool_)
    span[len(series) - figures.scale_hours :] = True
    return detection(series, "scale", span, expected, code="scale", params={"factor": factor, "hours": len(logs)})


def implausible(series: Series, profile: Profile, figures: FaultFigures) -> Detection | None:
    """One hour far above the highest clean hour ever seen."""
    known = series.clean()[:-24]
    highest = float(np.nanmax(known)) if np.any(~np.isnan(known)) else 0.0
    with np.errstate(invalid="ignore"):
        span = series.values > max(highest, 0.0) * figures.implausible_times_highest
    span[:-24] = False
    if highest <= 0 or not span.any():
        return None
    params = {"highest_before": round(highest, 4), "value": round(float(np.nanmax(series.values[-24:])), 4)}
    return detection(series, "implausible", span, profile.of(series.grid), code="implausible", params=params)


#: In order of certainty: the first that fits explains the hours, and no waste is read into them.
FAULTS: tuple[Callable[[Series, Profile, FaultFigures], Detection | None], ...] = (zero_run, stuck, scale, implausible)
