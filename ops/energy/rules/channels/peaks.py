"""One hour that can't be: far above the highest hour ever counted."""

import numpy as np

from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY


def highest_before(days: Floats) -> Floats:
    """The highest hour of all days before each day; [registers, days], NaN on the first."""
    highest = np.fmax.accumulate(np.fmax.reduce(days, axis=2), axis=1)
    return np.concatenate([np.full((len(days), 1), np.nan), highest[:, :-1]], axis=1)


def impossible(hours: Floats, highest: Floats, times: float) -> list[Stretch]:
    """The first impossible hour of each day of one register."""
    with np.errstate(invalid="ignore"):
        places = np.flatnonzero((hours > times * np.repeat(highest, DAY)) & (np.repeat(highest, DAY) > 0))
    _, first = np.unique(places // DAY, return_index=True)
    return [Stretch("implausible", int(place), int(place) + 1, int(place) + 1) for place in places[first]]
