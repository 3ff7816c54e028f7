"""The conservation ledger: what the hours of a month add up to is what the index counted in it."""

from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from ops.energy.rules.arrays import Ints
from ops.energy.rules.segments import EVENTS, Counted


@dataclass(frozen=True)
class LedgerMonth:
    """Quantities in millionths; only an index has index columns.

    `difference_micro` is end less start. Each event of the index adds what it counted beyond that movement: a roll-over
    its whole round, a reset and a replacement what the old counter stood at, an unexplained fall what is missing.
    """

    month: date
    index_start_micro: int | None
    index_end_micro: int | None
    difference_micro: int
    intervals_micro: int
    estimated_hours: int
    #: roll_over | reset | replaced | unexplained -> what it adds to the difference.
    added_micro: dict[str, int] = field(default_factory=dict)
    #: Readings of the month that do not count: dips that came back, peaks, and those that a person called wrong.
    left_out: int = 0
    #: Its readings are kept no longer: what its hours or days add up to stands, and no index is left to check it by.
    readings_gone: bool = False

    @property
    def counted_micro(self) -> int:
        """What the index counted, by its readings."""
        return self.difference_micro + sum(self.added_micro.values())

    @property
    def fell_micro(self) -> int:
        """What nobody has explained yet."""
        return self.added_micro.get("unexplained", 0)

    @property
    def deviation_micro(self) -> int:
        return self.intervals_micro - self.counted_micro

    @property
    def closes(self) -> bool:
        return self.deviation_micro == 0


def ledger_of_index(
    month: date,
    span_s: tuple[int, int],
    index: Counted,
    intervals_micro: int,
    estimated_hours: int,
    left_out: int = 0,
) -> LedgerMonth:
    """From the points around a month, the last one before it included; between two points it flows evenly."""
    if not len(index.at_s) or index.at_s[0] >= span_s[1] or index.at_s[-1] <= span_s[0]:
        return LedgerMonth(month, None, None, 0, intervals_micro, estimated_hours, left_out=left_out)
    start, end = max(span_s[0], int(index.at_s[0])), min(span_s[1], int(index.at_s[-1]))
    first, last = _index_at(start, index), _index_at(end, index)
    added = _added(index, start, end)
    return LedgerMonth(month, first, last, last - first, intervals_micro, estimated_hours, added, left_out)


def _index_at(at: int, index: Counted) -> int:
    """Rounded down between two readings, as the hours are; during an event the index stands as it was."""
    place = int(np.searchsorted(index.at_s, at, side="right")) - 1
    before = int(index.value_micro[place])
    if index.at_s[place] == at or place + 1 == len(index.at_s) or index.event[place]:
        return before
    return before + _share(index, place, at)


def _share(index: Counted, place: int, at: int) -> int:
    """What a piece counted up to an instant within it."""
    start, end = int(index.at_s[place]), int(index.at_s[place + 1])
    elapsed, length = min(max(at - start, 0), end - start), end - start
    return int(index.amount_micro[place]) * elapsed // length if length else 0


def _added(index: Counted, start: int, end: int) -> dict[str, int]:
    """By event, what it counted in the month less what the index moved by it."""
    added: dict[str, int] = {}
    for place in np.flatnonzero(index.event).tolist():
        counted = _share(index, place, end) - _share(index, place, start)
        falls_within = start < index.at_s[place + 1] <= end
        moved = int(index.value_micro[place + 1] - index.value_micro[place]) if falls_within else 0
        if counted or moved:
            name = EVENTS[int(index.event[place])]
            added[name] = added.get(name, 0) + counted - moved
    return added


def ledger_of_sums(month: date, told_micro: int, intervals_micro: int, estimated_hours: int) -> LedgerMonth:
    return LedgerMonth(month, None, None, told_micro, intervals_micro, estimated_hours)


def ledger_without_readings(month: date, intervals_micro: int, estimated_hours: int) -> LedgerMonth:
    return replace(ledger_of_sums(month, intervals_micro, intervals_micro, estimated_hours), readings_gone=True)


def left_out(at_s: Ints, index: Counted, span_s: tuple[int, int]) -> int:
    """How many readings of a month stand in no point that counts."""
    inside = at_s[(at_s >= span_s[0]) & (at_s < span_s[1])]
    return int(np.sum(~np.isin(inside, index.at_s)))
