"""Use that has risen and stays: the low end of the day or of the night, the worst of some days against clean weeks."""

import numpy as np

from ops.energy.rules.arrays import Floats, median, spread
from ops.energy.rules.channels.table import low_end, nights
from ops.energy.rules.figures import Night, RiseFigures

_KNOWN_SHARE = 0.7


def low_ends(days: Floats, figures: RiseFigures, night: Night | None) -> Floats:
    """The statistic of each day: low quantile of its hours, or of the night that ends on it; [registers, days]."""
    hours = days if night is None else nights(days, night.from_hour, night.to_hour)
    return low_end(hours, figures.quantile, _KNOWN_SHARE)


def rise(recent: Floats, reference: Floats, level: Floats, figures: RiseFigures) -> tuple[Floats, Floats]:
    """How far the lowest of the `recent` days [registers, days] stands above the `reference` ones.

    In spreads, and in the register's unit an hour. The spread is that of the reference days, yet at least a share of
    the usual `level` [registers]: nights that never vary would find all abnormal. NaN without enough to compare.
    """
    centre = median(reference)
    scale = np.maximum(spread(reference, centre), figures.floor_share_of_level * level)
    by = recent.min(axis=1) - centre
    enough = (~np.isnan(reference)).sum(axis=1) >= figures.least_reference_days
    with np.errstate(invalid="ignore", divide="ignore"):
        spreads = np.where(enough & (scale > 0), by / scale, np.nan)
    return spreads, by
