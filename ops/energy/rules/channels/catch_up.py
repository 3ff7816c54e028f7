"""What was missed and comes at once: an hour that holds what hours without a count before it should have told."""

import numpy as np

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY, flat
from ops.energy.rules.point_figures import CatchUpFigures

_REFERENCE_DAYS = 28


def catch_ups(days: Floats, usual: Floats, figures: CatchUpFigures) -> list[list[Stretch]]:
    """The stretches of each register, from the first hour that is missed; both tables are [registers, days, 24]."""
    hours, expected, silent = flat(days), flat(usual), _without_count(flat(days))
    with np.errstate(invalid="ignore"):
        high = hours >= figures.times_highest * np.repeat(_highest_of_weeks(days), DAY, axis=1)
    high[:, 1:] &= silent[:, :-1] & ~silent[:, 1:]
    high[:, :1] = False
    return [
        [
            Stretch("catch_up", start, place + 1, place + 1)
            for place in np.flatnonzero(high[row]).tolist()
            if (start := _since(silent[row], place)) <= place - figures.least_missed_hours
            and _holds(hours[row], expected[row], start, place, figures.least_share_of_missed)
        ]
        for row in range(len(hours))
    ]


def _without_count(hours: Floats) -> Bools:
    """Unknown, nothing, or once more the very same."""
    same = np.zeros(hours.shape, dtype=np.bool_)
    same[:, 1:] = np.diff(hours, axis=1) == 0
    return np.asarray(np.isnan(hours) | (hours == 0) | same)


def _highest_of_weeks(days: Floats) -> Floats:
    """The highest hour of the days before each day; [registers, days]."""
    daily = np.fmax.reduce(days, axis=2)
    padded = np.concatenate([np.full((len(days), _REFERENCE_DAYS), np.nan), daily[:, :-1]], axis=1)
    return np.asarray(np.fmax.reduce(np.lib.stride_tricks.sliding_window_view(padded, _REFERENCE_DAYS, axis=1), axis=2))


def _since(silent: Bools, place: int) -> int:
    """Where the hours without a count began that end at `place`."""
    counted = np.flatnonzero(~silent[:place])
    return int(counted[-1]) + 1 if len(counted) else 0


def _holds(hours: Floats, expected: Floats, start: int, place: int, share: float) -> bool:
    """What came beyond the usual makes up for the missed hours."""
    missed = float(np.nansum(expected[start:place]) - np.nansum(hours[start:place]))
    return missed > 0 and float(hours[place] - expected[place]) >= share * missed
