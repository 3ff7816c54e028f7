"""One register's hours as the detectors see them."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.rules.channels.table import day_table
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

    @cached_property
    def days(self) -> Floats:
        """Local days from the first to the one under way, [1, days, 24]."""
        return day_table(self.values[None], self.grid.day_ordinal, self.grid.hour_of_day)

    @cached_property
    def blocks(self) -> tuple[Floats, Bools]:
        """Days of 24 hours that end with the last hour, [1, days, 24], and which of them are no model."""
        count = len(self) // 24
        start = len(self) - count * 24
        frozen = self.frozen[start:].reshape(count, 24).any(axis=1)
        return self.values[start:].reshape(1, count, 24), np.asarray(frozen)

    @property
    def day_count(self) -> int:
        return int(self.days.shape[1])

    @cached_property
    def frozen_days(self) -> Bools:
        """Days of which an hour is no model of what is normal."""
        places = self.grid.day_ordinal - self.grid.day_ordinal[0]
        return np.asarray(np.bincount(places, weights=self.frozen, minlength=self.day_count) > 0)

    def place_in_days(self, place: int) -> int:
        """Where an hour of the series stands in the days, counted in hours."""
        day = int(self.grid.day_ordinal[place] - self.grid.day_ordinal[0])
        return day * 24 + int(self.grid.hour_of_day[place])

    def clean(self) -> Floats:
        """The values that may serve as reference."""
        return np.where(self.frozen, np.nan, self.values)
