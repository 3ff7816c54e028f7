"""Water that never stops: each of the last hours stands above what the register usually goes down to."""

import numpy as np

from ops.energy.rules.arrays import Floats, runs
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import flat, of_days_before
from ops.energy.rules.figures import ContinuousFlowFigures

_REFERENCE_DAYS = 28
_KNOWN_SHARE = 0.75


def never_stopped(days: Floats, figures: ContinuousFlowFigures) -> list[list[Stretch]]:
    """The stretches of each register; `days` is [registers, days, 24] in m3."""
    known = (~np.isnan(days)).mean(axis=2) >= _KNOWN_SHARE
    lowest = np.where(known, np.fmin.reduce(days, axis=2), np.nan)[:, :, None]
    usual = of_days_before(lowest, _REFERENCE_DAYS)
    with np.errstate(invalid="ignore"):
        flowing = flat(days - usual) > figures.margin_m3_per_hour
    return [
        [
            Stretch("continuous_flow", start, start + figures.hours, end)
            for start, end in runs(row)
            if end - start >= figures.hours
        ]
        for row in flowing
    ]
