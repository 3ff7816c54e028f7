"""The conservation ledger: what the hours of a month add up to is what the index counted in it."""

from dataclasses import dataclass
from datetime import date

import numpy as np

from ops.energy.rules.arrays import Ints


@dataclass(frozen=True)
class LedgerMonth:
    """Quantities in millionths; only an index has index columns. `fell` is what it lost by falling."""

    month: date
    index_start_micro: int | None
    index_end_micro: int | None
    difference_micro: int
    fell_micro: int
    intervals_micro: int
    estimated_hours: int

    @property
    def deviation_micro(self) -> int:
        return self.intervals_micro - self.difference_micro - self.fell_micro

    @property
    def closes(self) -> bool:
        return self.deviation_micro == 0


def ledger_of_index(
    month: date,
    span_s: tuple[int, int],
    at_s: Ints,
    value_micro: Ints,
    resolution_micro: int,
    intervals_micro: int,
    estimated_hours: int,
) -> LedgerMonth:
    """From the readings around a month, the last one before it included; between two readings it flows evenly."""
    if not len(at_s) or at_s[0] >= span_s[1]:
        return LedgerMonth(month, None, None, 0, 0, intervals_micro, estimated_hours)
    start = max(span_s[0], int(at_s[0]))
    end = min(span_s[1], int(at_s[-1]))
    first, last = _index_at(start, at_s, value_micro), _index_at(end, at_s, value_micro)
    moved = np.diff(value_micro)
    inside = (at_s[1:] > start) & (at_s[1:] <= end)
    fell = int(-moved[inside & (moved < -resolution_micro)].sum())
    return LedgerMonth(month, first, last, last - first, fell, intervals_micro, estimated_hours)


def _index_at(at: int, at_s: Ints, value_micro: Ints) -> int:
    """Rounded down between two readings, as the hours are; during a fall the index stands as it was."""
    place = int(np.searchsorted(at_s, at, side="right")) - 1
    before = int(value_micro[place])
    if at_s[place] == at or place + 1 == len(at_s):
        return before
    moved = int(value_micro[place + 1]) - before
    if moved < 0:
        return before
    return before + moved * (at - int(at_s[place])) // int(at_s[place + 1] - at_s[place])


def ledger_of_sums(month: date, told_micro: int, intervals_micro: int, estimated_hours: int) -> LedgerMonth:
    return LedgerMonth(month, None, None, told_micro, 0, intervals_micro, estimated_hours)
