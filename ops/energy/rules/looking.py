"""All detectors on many registers at one moment; nothing after a register's last sure hour is looked at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints
from ops.energy.rules.day_types import HourGrid
from ops.energy.rules.detection import detect
from ops.energy.rules.episode import Detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.series import Series


@dataclass(frozen=True, eq=False)
class Past:
    """What the hours before the grid told, [registers] each; runs are counted in known hours.

    `highest` is in the register's unit, NaN when nothing was known.
    """

    known_hours: Ints
    longest_zero_hours: Ints
    longest_flat_hours: Ints
    highest: Floats

    @classmethod
    def of_nothing(cls, registers: int) -> "Past":
        """Of registers that were never heard before the grid."""
        none = np.zeros(registers, dtype=np.int64)
        return cls(none, none, none, np.full(registers, np.nan))


@dataclass(frozen=True, eq=False)
class Watched:
    """Many registers on one grid of hours, each up to the end of its last sure hour.

    `values` [registers, hours] in the register's unit, NaN = unknown or estimated; `known` [registers] is the place
    after the last sure hour. `no_model` [registers, hours] are hours that are no reference (works, changes of use),
    `normal` those that a person declared normal: they are never kept out of the reference.
    """

    media: Sequence[str]
    grid: HourGrid
    values: Floats
    known: Ints
    no_model: Bools
    normal: Bools
    past: Past


def look(watched: Watched, figures: DetectionFigures) -> Sequence[Sequence[Detection]]:
    """What stands for each register at its last sure hour, or ended less than a day before."""
    return [detect(_series(watched, row), figures) for row in range(len(watched.media))]


def _series(watched: Watched, row: int) -> Series:
    end = int(watched.known[row])
    frozen = watched.no_model[row, :end] & ~watched.normal[row, :end]
    return Series(watched.media[row], watched.grid.part(0, end), watched.values[row, :end], frozen)
