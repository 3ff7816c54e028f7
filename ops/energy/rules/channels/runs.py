"""Readings that stand still: a flat or zero run that lasts longer than the meter's own longest ordinary one."""

from dataclasses import dataclass
from math import ceil

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, Ints, runs
from ops.energy.rules.figures import FaultFigures


@dataclass(frozen=True)
class Stretch:
    """Half-open [start, end) in hours of the series; `found` is the end of the hour that decided."""

    cause: str
    start: int
    found: int
    end: int
    longest_before: int = 0
    #: By how much the readings were multiplied, for a wrong unit.
    factor: float = 1.0


def standing_still(values: Floats, figures: FaultFigures) -> list[Stretch]:
    """Zero runs and stuck values of one series of hours, each decided from the hours before it.

    Unknown hours are passed over: they neither break a run nor make it longer.
    """
    known = np.flatnonzero(~np.isnan(values))
    came = values[known]
    same = np.concatenate(([False], (np.diff(came) == 0) & (came[1:] != 0)))[: len(came)]
    zero = _longer_than_ever("zero_run", known, np.asarray(came == 0), figures)
    return zero + _longer_than_ever("stuck", known, np.asarray(same), figures)


def _longer_than_ever(cause: str, known: Ints, flags: Bools, figures: FaultFigures) -> list[Stretch]:
    found: list[Stretch] = []
    longest = 0
    for start, end in runs(flags):
        least = ceil(max(figures.least_run_hours, longest * figures.own_run_factor + figures.own_run_extra_hours))
        if end - start < least:
            longest = max(longest, end - start)
        else:
            at = int(known[start + least - 1]) + 1
            found.append(Stretch(cause, int(known[start]), at, int(known[end - 1]) + 1, longest))
    return found
