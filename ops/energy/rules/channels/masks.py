"""Hours that are known to be faulty: what they say is no use and no reference.

A look may only know what was found by its own hour, so a stretch reaches back no further than its finding allows.
"""

from collections.abc import Sequence

import numpy as np

from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY

#: References are read at least so long after their day, and know by then what was found of it.
SETTLED_AFTER_HOURS = 48


def without_faults(days: Floats, found: Sequence[Sequence[Stretch]], known_after_hours: int = 0) -> Floats:
    """The table with the faulty hours unknown, as it is known so many hours after the end of each day."""
    known = days.copy().reshape(len(days), -1)
    for row, stretches in enumerate(found):
        for each in stretches:
            # The hour after a fault may hold all that was missed.
            hours = np.arange(each.start, min(each.end + 1, known.shape[1]))
            ends = (hours // DAY + 1) * DAY + known_after_hours
            known[row, hours[ends >= each.found]] = np.nan
    return known.reshape(days.shape)
