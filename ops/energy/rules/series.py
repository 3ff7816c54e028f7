"""One register's hours as the detectors see them."""

from dataclasses import dataclass, field

import numpy as np

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.rules.day_types import HourGrid


@dataclass(frozen=True, eq=False)
class Series:
    """Hourly consumption in the register's unit on a grid that ends with the last known hour.

    NaN = not known or only estimated. `frozen` marks hours that are no model of what is normal.
    """

    medium: str
    grid: HourGrid
    values: Floats
    frozen: Bools
    known_since: int = field(init=False)

    def __post_init__(self) -> None:
        known = np.flatnonzero(~np.isnan(self.values))
        object.__setattr__(self, "known_since", int(known[0]) if len(known) else len(self.values))

    def __len__(self) -> int:
        return len(self.values)

    @property
    def history_hours(self) -> int:
        return len(self) - self.known_since

    def clean(self) -> Floats:
        """The values that may serve as reference."""
        return np.where(self.frozen, np.nan, self.values)
