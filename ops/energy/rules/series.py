"""One register's hours as the evidence reads them."""

from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.rules.day_types import HourGrid


@dataclass(frozen=True, eq=False)
class Series:
    """Hourly consumption in the register's unit on a grid of the same length.

    NaN = not known or only estimated. `frozen` marks hours that are no model of what is normal.
    """

    medium: str
    grid: HourGrid
    values: Floats
    frozen: Bools

    def __len__(self) -> int:
        return len(self.values)

    def until(self, end: int) -> "Series":
        return Series(self.medium, self.grid.part(0, end), self.values[:end], self.frozen[:end])

    def clean(self) -> Floats:
        """The values that may serve as reference."""
        return np.where(self.frozen, np.nan, self.values)
