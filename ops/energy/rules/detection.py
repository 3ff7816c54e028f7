"""All detectors on one register at one moment: causal, since the series ends with the last known hour."""

from collections.abc import Sequence

import numpy as np

from ops.energy.rules.baseline import Profile, profile
from ops.energy.rules.continuous_flow import continuous_flow
from ops.energy.rules.data_faults import FAULTS, clock_shift
from ops.energy.rules.episode import Detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.persistence import base_load, night_heat, night_left_on
from ops.energy.rules.series import Series

#: The evaluated day itself is no reference for what is usual.
OWN_HOURS = 24
#: An excess that is at least half as large by day as at night runs all the time.
_DAY_SHARE = 0.5


def usual(series: Series, figures: DetectionFigures) -> Profile:
    """The profile of the clean weeks before the last day of the series."""
    end = max(len(series) - OWN_HOURS, 0)
    start = max(end - figures.baseline.reference_weeks * 7 * 24, 0)
    return profile(series.grid.part(start, end), series.clean()[start:end], figures.baseline)


def detect(series: Series, figures: DetectionFigures) -> Sequence[Detection]:
    """What is abnormal now; a data fault silences the waste that would be read out of the same hours."""
    if len(series) <= OWN_HOURS or np.isnan(series.values[-1]):
        return []
    expected = usual(series, figures)
    flow = continuous_flow(series, expected, figures.continuous_flow)
    if series.history_hours < figures.baseline.warm_up_days * 24:
        return [flow] if flow else []
    fault = next((found for rule in FAULTS if (found := rule(series, expected, figures))), None)
    if fault is not None:
        return [fault]
    if flow:
        return [flow]
    waste = _persistent(series, expected, figures)
    shifted = None if waste else clock_shift(series, expected, figures)
    return [shifted] if shifted else waste


def _persistent(series: Series, expected: Profile, figures: DetectionFigures) -> Sequence[Detection]:
    """One cause for one excess: what runs day and night is base load, what runs at night was left on."""
    if series.medium in ("water", "pv"):
        return []
    base = base_load(series, expected, figures)
    night = night_heat(series, expected, figures) or night_left_on(series, expected, figures)
    if base and night:
        by_day_too = float(base.params["rise_per_hour"]) >= _DAY_SHARE * night.excess_per_hour
        return [base if by_day_too else night]
    return [each for each in (base, night) if each]
