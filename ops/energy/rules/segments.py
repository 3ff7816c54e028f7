"""What an index counted, segment by segment: a counter (serial, digits, factor) from its first instant on.

The amount between two neighbouring points of a segment is what the index moved, unless a fall says otherwise
(see `falls`). So the amounts of a segment always add up to the difference of its index and what its falls explain.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ops.energy.rules.arrays import Bools, Ints
from ops.energy.rules.falls import Fall, classify
from ops.energy.rules.intervals import Pieces

#: What made an amount differ from the movement of the index; its place in this row is the code of the piece.
EVENTS = ("", "roll_over", "reset", "replaced", "unexplained")


@dataclass(frozen=True, slots=True)
class Segment:
    """A counter from `from_s` (epoch seconds) on. `modulus_micro` is where it starts anew: 10^digits x factor.

    `start_micro` is where it stood then, `end_micro` where it stood when the next one took its place; None = not noted.
    """

    from_s: int
    modulus_micro: int
    start_micro: int | None = None
    end_micro: int | None = None


def modulus_micro(digits: int, factor_micro: int) -> int:
    """The first index that a counter of so many digits can't show, in millionths of the register's unit."""
    return int(10**digits) * factor_micro


@dataclass(frozen=True, eq=False)
class Points:
    """Instants and index of one segment, in order of time."""

    at_s: Ints
    value_micro: Ints

    def __len__(self) -> int:
        return len(self.at_s)


@dataclass(frozen=True, eq=False)
class Counted:
    """The points that count, and for each neighbouring pair the amount, its event (place in EVENTS) and whether it
    lies over a gap. One array is shorter by one than `at_s`.
    """

    at_s: Ints
    value_micro: Ints
    amount_micro: Ints
    event: NDArray[np.int64]
    gap: Bools

    def pieces(self) -> Pieces:
        """What took time; a meter is replaced in an instant."""
        lasts = np.diff(self.at_s) > 0
        return Pieces(self.at_s[:-1][lasts], self.at_s[1:][lasts], self.amount_micro[lasts], self.gap[lasts])


@dataclass(frozen=True, slots=True)
class Counter:
    """What a register's index is counted by: its segments in order of time, its resolution and usual step."""

    segments: Sequence[Segment]
    resolution_micro: int
    step_s: int


def points_of(counter: Counter, at_s: Ints, value_micro: Ints) -> list[tuple[Segment, Points]]:
    """Shares the readings among the segments and adds what was noted at their ends."""
    found = []
    for place, segment in enumerate(counter.segments):
        is_last = place + 1 == len(counter.segments)
        end_s = None if is_last else counter.segments[place + 1].from_s
        first = 0 if place == 0 else int(np.searchsorted(at_s, segment.from_s))
        last = len(at_s) if end_s is None else int(np.searchsorted(at_s, end_s))
        found.append((segment, _with_noted(segment, end_s, at_s[first:last], value_micro[first:last])))
    return [(segment, points) for segment, points in found if len(points)]


def _with_noted(segment: Segment, end_s: int | None, at_s: Ints, value_micro: Ints) -> Points:
    """A reading of the very instant counts more than what somebody wrote down."""
    if segment.start_micro is not None and not (len(at_s) and at_s[0] == segment.from_s):
        at_s, value_micro = np.insert(at_s, 0, segment.from_s), np.insert(value_micro, 0, segment.start_micro)
    if segment.end_micro is not None and end_s is not None:
        at_s, value_micro = np.append(at_s, end_s), np.append(value_micro, segment.end_micro)
    return Points(at_s, value_micro)


def falls_of(counter: Counter, at_s: Ints, value_micro: Ints, decided: Sequence[Fall], *, from_s: int) -> list[Fall]:
    """Every fall at or after `from_s`, each with what it is; `decided` are those that a person has judged."""
    return [
        fall
        for segment, points in points_of(counter, at_s, value_micro)
        for fall in classify(
            points.at_s, points.value_micro, segment.modulus_micro, counter.resolution_micro, decided, from_s=from_s
        )
    ]


def counted(counter: Counter, at_s: Ints, value_micro: Ints, falls: Sequence[Fall]) -> Counted:
    """What flowed between the points that count, over all segments."""
    parts = [
        _counted_part(counter, segment, points, falls) for segment, points in points_of(counter, at_s, value_micro)
    ]
    if not parts:
        nothing = np.empty(0, dtype=np.int64)
        return Counted(nothing, nothing, nothing, nothing, np.empty(0, dtype=np.bool_))
    whole = parts[0]
    for part in parts[1:]:
        whole = _joined(whole, part)
    return whole


def _counted_part(counter: Counter, segment: Segment, points: Points, falls: Sequence[Fall]) -> Counted:
    kept = ~_left_out(points.at_s, falls)
    at_s, value = points.at_s[kept], points.value_micro[kept]
    amount = np.diff(value)
    event = np.zeros(len(amount), dtype=np.int64)
    gap = np.diff(at_s) > 2 * counter.step_s
    # Over what was left out nobody knows when it flowed.
    gap |= np.diff(np.flatnonzero(kept)) > 1
    for fall in falls:
        place = int(np.searchsorted(at_s, fall.at_s)) - 1
        if fall.kind in EVENTS and 0 <= place < len(amount) and at_s[place + 1] == fall.at_s:
            amount[place] = _amount_of(fall, int(amount[place]), int(value[place + 1]), segment.modulus_micro)
            event[place] = EVENTS.index(fall.kind)
            gap[place] |= fall.kind != "roll_over"
    return Counted(at_s, value, amount, event, gap)


def _left_out(at_s: Ints, falls: Sequence[Fall]) -> Bools:
    marks = np.zeros(len(at_s), dtype=np.bool_)
    for fall in falls:
        if fall.left_to_s:
            first, end = np.searchsorted(at_s, (fall.left_from_s, fall.left_to_s))
            marks[first:end] = True
    return marks


def _amount_of(fall: Fall, moved: int, after: int, modulus: int) -> int:
    """A roll-over counts through zero, a reset from zero; what nobody can explain counts nothing."""
    if fall.kind == "roll_over":
        return moved + modulus
    return after if fall.kind == "reset" else 0


def _joined(before: Counted, after: Counted) -> Counted:
    """Between two counters nothing is known to have flowed; at one instant there is no between."""
    if not len(before.at_s) or not len(after.at_s):
        return before if len(before.at_s) else after
    lasts = bool(after.at_s[0] > before.at_s[-1])
    link = np.array([EVENTS.index("replaced")], dtype=np.int64)
    return Counted(
        np.concatenate([before.at_s, after.at_s]),
        np.concatenate([before.value_micro, after.value_micro]),
        np.concatenate([before.amount_micro, np.zeros(1, dtype=np.int64), after.amount_micro]),
        np.concatenate([before.event, link, after.event]),
        np.concatenate([before.gap, np.array([lasts]), after.gap]),
    )
