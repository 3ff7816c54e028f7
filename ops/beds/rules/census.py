"""The census: for each group and night, how many beds are what. Arrays of whole numbers, one pass over all spans.

available = alive - out of service; free = available - stay - hold - clearing; present = stay - away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ops.beds.rules.kinds import OUT_OF_SERVICE_CAUSES

Counts = NDArray[np.int64]

#: "out:works" and its like are beds out of service by cause; "unbilled" are absent nights that nobody pays,
#: "billed_after" nights after a death that somebody does.
MEASURES = (
    "alive", "stay", "hold", "clearing", "away", "unbilled", "billed_after", "licensed", "budgeted",
    *(f"out:{cause}" for cause in OUT_OF_SERVICE_CAUSES),
)  # fmt: skip
_INDEX = {measure: number for number, measure in enumerate(MEASURES)}


class Counted(NamedTuple):
    """`number` beds (or places) of a group on each night of a span; the group is a home, a ward or a whole."""

    group: str
    measure: str
    from_on: date
    to_on: date
    number: int = 1


@dataclass(frozen=True)
class Census:
    """Nights from `from_on` up to, not including, `to_on`; every array is [group, night]."""

    groups: tuple[str, ...]
    from_on: date
    to_on: date
    by_measure: Mapping[str, Counts]

    @cached_property
    def out_of_service(self) -> Counts:
        return sum((self.by_measure[f"out:{cause}"] for cause in OUT_OF_SERVICE_CAUSES), np.zeros_like(self.alive))

    @property
    def alive(self) -> Counts:
        return self.by_measure["alive"]

    @property
    def contract(self) -> Counts:
        return self.by_measure["stay"]

    @cached_property
    def available(self) -> Counts:
        return self.alive - self.out_of_service

    @cached_property
    def free(self) -> Counts:
        return self.available - self.contract - self.by_measure["hold"] - self.by_measure["clearing"]

    @cached_property
    def present(self) -> Counts:
        return self.contract - self.by_measure["away"]

    @cached_property
    def billable(self) -> Counts:
        return self.contract - self.by_measure["unbilled"] + self.by_measure["billed_after"]

    def of(self, name: str) -> Counts:
        """A measure, a basis of occupancy (contract, present, billable), or available, free, out_of_service."""
        found: Counts = self.by_measure[name] if name in self.by_measure else getattr(self, name)
        return found

    def total(self, measure: Counts, group: str | None = None) -> int:
        """Bed-nights of one group, or of all."""
        return int(measure.sum() if group is None else measure[self.groups.index(group)].sum())

    def over_full(self) -> list[tuple[str, date]]:
        """Nights on which a group holds more residents than it has beds available: listed, never clipped."""
        rows, nights = np.nonzero(self.contract > self.available)
        found = zip(rows.tolist(), nights.tolist(), strict=True)
        return [(self.groups[row], self.from_on + timedelta(days=night)) for row, night in found]


def take(counted: Iterable[Counted], groups: Sequence[str], from_on: date, to_on: date) -> Census:
    """Counts every span by the two nights at which it begins and ends, then adds up along the nights."""
    nights, group_index = (to_on - from_on).days, {group: number for number, group in enumerate(groups)}
    marks = [
        (group_index[group], _INDEX[measure], begin.toordinal(), end.toordinal(), number)
        for group, measure, begin, end, number in counted
    ]
    changes = np.zeros(len(groups) * len(MEASURES) * (nights + 1), dtype=np.int64)
    if marks:
        _mark(changes, np.array(marks, dtype=np.int64), from_on.toordinal(), nights)
    shaped = changes.reshape(len(groups), len(MEASURES), nights + 1).cumsum(axis=2)[:, :, :nights]
    return Census(tuple(groups), from_on, to_on, {name: shaped[:, number, :] for name, number in _INDEX.items()})


def _mark(changes: Counts, marks: Counts, first: int, nights: int) -> None:
    """Adds each span's count at its first night within the census, takes it off at its end."""
    group, measure, begin, end, count = marks.T
    cell = (group * len(MEASURES) + measure) * (nights + 1)
    begin, end = np.clip(begin - first, 0, nights), np.clip(end - first, 0, nights)
    forward = begin < end
    np.add.at(changes, (cell + begin)[forward], count[forward])
    np.add.at(changes, (cell + end)[forward], -count[forward])


def percent(occupied: int, capacity: int) -> Decimal | None:
    """With two decimals, None without capacity; above 100 it stays what it is."""
    if capacity == 0:
        return None
    return (Decimal(occupied) * 100 / capacity).quantize(Decimal("0.01"), ROUND_HALF_UP)
