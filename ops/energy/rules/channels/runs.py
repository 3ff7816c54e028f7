"""Readings that stand still: a flat or zero run that lasts longer than the meter's own longest ordinary one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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
    #: What its channel measured, for the words of its evidence.
    params: Mapping[str, float] = field(default_factory=dict)
    #: The same thing, better known later.
    later: "Stretch | None" = None


@dataclass(frozen=True)
class Ordinary:
    """The longest ordinary runs of a register, in known hours."""

    zero_hours: int = 0
    flat_hours: int = 0


def standing_still(
    values: Floats, figures: FaultFigures, before: Ordinary = Ordinary()
) -> tuple[list[Stretch], Ordinary]:
    """Zero runs and stuck values of one series of hours, each decided from the hours before it.

    Unknown hours are passed over: they neither break a run nor make it longer. `before` is what was ordinary before
    the series; given back is what is ordinary by its end.
    """
    known = np.flatnonzero(~np.isnan(values))
    came = values[known]
    same = np.concatenate(([False], (np.diff(came) == 0) & (came[1:] != 0)))[: len(came)]
    zero, zero_hours = _longer_than_ever("zero_run", known, np.asarray(came == 0), figures, before.zero_hours)
    stuck, flat_hours = _longer_than_ever("stuck", known, np.asarray(same), figures, before.flat_hours)
    return zero + stuck, Ordinary(zero_hours, flat_hours)


def _longer_than_ever(
    cause: str, known: Ints, flags: Bools, figures: FaultFigures, longest: int
) -> tuple[list[Stretch], int]:
    found: list[Stretch] = []
    for start, end in _that_matter(runs(flags), figures.least_run_hours):
        least = ceil(max(figures.least_run_hours, longest * figures.own_run_factor + figures.own_run_extra_hours))
        if end - start < least:
            longest = max(longest, end - start)
        else:
            at = int(known[start + least - 1]) + 1
            params = {"longest_before_hours": longest}
            found.append(Stretch(cause, int(known[start]), at, int(known[end - 1]) + 1, params))
    return found, longest


def _that_matter(found: Sequence[tuple[int, int]], least_hours: int) -> Iterator[tuple[int, int]]:
    """Those that may be too long, and of the others only what is longer than all of them before."""
    lengths = np.array(found, dtype=np.int64).reshape(-1, 2) @ [-1, 1]
    ordinary = np.where(lengths < least_hours, lengths, 0)
    longest_before = np.maximum.accumulate(np.concatenate([[0], ordinary]))[:-1]
    for place in np.flatnonzero((lengths >= least_hours) | (ordinary > longest_before)).tolist():
        yield found[place]
