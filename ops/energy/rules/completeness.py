"""How much of what a register should have told is known: measured, estimated over a gap, or missing."""

from dataclasses import dataclass

import numpy as np

from ops.energy.rules.arrays import Ints, runs

HOUR_S = 3600


@dataclass(frozen=True, eq=False)
class Completeness:
    """Hours by register (row) and span (column); `estimated` are part of `known`, `known` of `asked`."""

    asked: Ints
    known: Ints
    estimated: Ints

    @property
    def measured(self) -> Ints:
        return self.known - self.estimated

    @property
    def missing(self) -> Ints:
        return self.asked - self.known

    def by_register(self) -> "Completeness":
        """All spans of a register as one."""
        return Completeness(*(column.sum(axis=-1) for column in (self.asked, self.known, self.estimated)))

    def total(self) -> "Completeness":
        return Completeness(*(np.asarray(column.sum()) for column in (self.asked, self.known, self.estimated)))


def asked_hours(edges_s: Ints, from_s: Ints, until_s: Ints) -> Ints:
    """Whole hours that each register owes in each span: from its first day until it may still keep silent.

    edges_s: the S+1 edges of the spans; from_s, until_s: one for each register; all in epoch seconds. Gives [R, S].
    """
    begin = np.maximum(edges_s[None, :-1], from_s[:, None])
    end = np.minimum(edges_s[None, 1:], until_s[:, None])
    return np.asarray(np.maximum(end - begin, 0) // HOUR_S, dtype=np.int64)


def completeness(asked: Ints, known: Ints, estimated: Ints) -> Completeness:
    """What came before it was owed counts for nothing yet."""
    kept = np.minimum(known, asked)
    return Completeness(asked, kept, np.minimum(estimated, kept))


@dataclass(frozen=True)
class Gap:
    """Hours that are not measured, [from_s, to_s) in epoch seconds; `estimated`: the index told their sum."""

    from_s: int
    to_s: int
    estimated: bool

    @property
    def hours(self) -> int:
        return (self.to_s - self.from_s) // HOUR_S


def gaps(hour_s: Ints, estimated: Ints, from_s: int, until_s: int) -> list[Gap]:
    """The stretches of [from_s, until_s) that are not measured, the latest first. `estimated` is 0 or 1 an hour."""
    count = max((until_s - from_s) // HOUR_S, 0)
    state = np.zeros(count, dtype=np.int64)
    inside = (hour_s >= from_s) & (hour_s < from_s + count * HOUR_S)
    state[(hour_s[inside] - from_s) // HOUR_S] = np.where(estimated[inside] > 0, 1, 2)
    found = [
        Gap(from_s + start * HOUR_S, from_s + end * HOUR_S, bool(kind))
        for kind in (0, 1)
        for start, end in runs(state == kind)
    ]
    return sorted(found, key=lambda gap: -gap.from_s)
