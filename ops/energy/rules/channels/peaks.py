"""One hour that can't be: far above the highest hour ever counted."""

import numpy as np

from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY


def highest_before(days: Floats, ever: Floats) -> Floats:
    """The highest hour of all days before each day; [registers, days], NaN where none was known.

    `ever` [registers] is the highest hour before the table.
    """
    highest = np.concatenate([ever[:, None], np.fmax.reduce(days, axis=2)[:, :-1]], axis=1)
    return np.asarray(np.fmax.accumulate(highest, axis=1)[:, : days.shape[1]])


def impossible(hours: Floats, highest: Floats, times: float) -> list[Stretch]:
    """The first impossible hour of each day of one register."""
    with np.errstate(invalid="ignore"):
        places = np.flatnonzero((hours > times * np.repeat(highest, DAY)) & (np.repeat(highest, DAY) > 0))
    _, first = np.unique(places // DAY, return_index=True)
    return [_peak(int(place), hours, highest) for place in places[first]]


def _peak(place: int, hours: Floats, highest: Floats) -> Stretch:
    params = {"highest_before": float(highest[place // DAY]), "value": float(hours[place])}
    return Stretch("implausible", place, place + 1, place + 1, params)
