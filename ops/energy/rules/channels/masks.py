"""Hours that are known to be faulty: what they say is no use and no reference.

A look may only know what was found by its own hour, so a stretch reaches back no further than its finding allows.
"""

from collections.abc import Sequence

import numpy as np

from ops.energy.rules.arrays import Floats, Ints
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY

#: References are read at least so many days after their own, and know by then what was found of it.
SETTLED_AFTER_DAYS = 2


def read_with_its_day(hours: int, hour_of_day: int = 0) -> Ints:
    """When each hour is read by a look at its day, which ends at an hour of the clock."""
    place = np.arange(hours)
    return np.asarray(((place - hour_of_day) // DAY + 1) * DAY + hour_of_day, dtype=np.int64)


def without_faults(days: Floats, found: Sequence[Sequence[Stretch]], read_at: Ints) -> Floats:
    """The table with the faulty hours unknown that were known to be faulty when they were read."""
    known = days.copy().reshape(len(days), -1)
    for row, stretches in enumerate(found):
        for each in stretches:
            # The hour after a fault may hold all that was missed.
            hours = np.arange(each.start, min(each.end + 1, known.shape[1]))
            known[row, hours[read_at[hours] >= each.found]] = np.nan
    return known.reshape(days.shape)
