"""What the words of a finding are drawn from: a register's hours up to the end of it, and what was usual before."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ops.energy.rules.arrays import Floats
from ops.energy.rules.baseline import Profile, profile
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.series import Series


@dataclass(frozen=True, eq=False)
class Seen:
    """`series` ends with the last hour of the stretch, which began at the place `start`."""

    series: Series
    start: int
    figures: DetectionFigures

    @cached_property
    def usual(self) -> Profile:
        """The profile of the clean weeks before the stretch."""
        first = max(self.start - self.figures.baseline.reference_weeks * 7 * 24, 0)
        clean = self.series.clean()[first : self.start]
        return profile(self.series.grid.part(first, self.start), clean, self.figures.baseline)

    @cached_property
    def expected(self) -> Floats:
        """What each hour of the series usually is."""
        return self.usual.of(self.series.grid)

    @cached_property
    def excess(self) -> Floats:
        return np.asarray(self.series.values - self.expected, dtype=np.float64)
