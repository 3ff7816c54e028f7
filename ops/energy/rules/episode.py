"""What a detector says: an abnormal stretch that runs until now, with its figures in the register's unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.rules.series import Series

EvidenceValue = str | int | float


@dataclass(frozen=True)
class Detection:
    """`started_at` is the start of the first abnormal hour, `until_at` the end of the last one."""

    cause: str
    started_at: datetime
    until_at: datetime
    #: Sums over the abnormal hours of the last stretch, and their mean excess.
    expected: float
    measured: float
    excess_per_hour: float
    #: How many hours of a day the excess runs (24 for a leak, about 8 for a night).
    hours_per_day: float
    code: str
    params: Mapping[str, EvidenceValue]
    #: Least excess over the expected band in the last night hours; for the rule about gas at night.
    night_excess_over_band_per_hour: float = 0.0


def detection(
    series: Series,
    cause: str,
    abnormal: Bools,
    expected: Floats,
    *,
    code: str,
    params: Mapping[str, EvidenceValue],
    hours_per_day: float = 24.0,
    night_excess_over_band_per_hour: float = 0.0,
) -> Detection:
    """Sums up the abnormal hours; at least one is marked."""
    places = np.flatnonzero(abnormal)
    first, last = int(places[0]), int(places[-1])
    came, usual = series.values[places], np.nan_to_num(expected[places])
    return Detection(
        cause,
        series.grid.instant(first),
        series.grid.instant(last + 1),
        float(usual.sum()),
        float(np.nansum(came)),
        float(np.nanmean(came - usual)),
        hours_per_day,
        code,
        dict(params),
        night_excess_over_band_per_hour,
    )
