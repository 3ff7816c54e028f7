"""An index that falls: a roll-over, a reset, a few wrong readings, or a thing that only a person can explain.

Each fall is judged by the readings near it alone (`REACH_S` on both sides, and the rates of `RATE_S` before), so that
the answer is the same whatever order the readings came in, and whichever part of a history is computed anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush

import numpy as np

from ops.energy.rules.arrays import Bools, Ints

_HOUR, _DAY = 3600, 86_400
#: Wrong readings that end within this time are seen as such by themselves.
REACH_S = 2 * _DAY
#: How far back the usual rates are looked at.
RATE_S = 14 * _DAY
#: More than so many times a high usual rate (nine in ten rises are lower) is no consumption.
_TIMES, _SHARE, _LEAST_RISES = 10.0, 0.9, 6
#: A counter rolls over near its end and starts anew near zero; so does one that is reset, from anywhere. Percent.
_NEAR_END, _NEAR_ZERO = 90, 10
#: What a person may say of a fall. That the meter was replaced makes a segment of its own.
DECISIONS = ("roll_over", "reset", "wrong_after", "wrong_before")
UNEXPLAINED = "unexplained"


@dataclass(frozen=True, slots=True)
class Fall:
    """At `at_s` the index stood lower than at the reading before. Epoch seconds and millionths.

    `kind` is unexplained or one of DECISIONS: wrong_after is a dip that came back, wrong_before a peak that went away.
    Readings of [left_from_s, left_to_s) do not count. What is computed changes from `since_s` on.
    """

    at_s: int
    before_s: int
    before_micro: int
    after_micro: int
    kind: str = UNEXPLAINED
    left_from_s: int = 0
    left_to_s: int = 0
    since_s: int = 0
    is_decided: bool = False

    @property
    def until_s(self) -> int:
        return max(self.at_s, self.left_to_s)

    @property
    def is_open(self) -> bool:
        """Nobody knows yet what it was."""
        return self.kind == UNEXPLAINED

    def is_about(self, other: "Fall") -> bool:
        """The same two readings: what was said of one holds for the other."""
        mine, others = ((fall.at_s, fall.before_micro, fall.after_micro) for fall in (self, other))
        return mine == others


def classify(
    at_s: Ints, value_micro: Ints, modulus_micro: int, resolution_micro: int, decided: Sequence[Fall], *, from_s: int
) -> list[Fall]:
    """The falls of one segment at or after `from_s`, in order of time. A dip of one step of the register is none."""
    drops = (np.flatnonzero(np.diff(value_micro) < -resolution_micro) + 1).tolist()
    places = [place for place in drops if at_s[place] >= from_s]
    if not places:
        return []
    return _judged(_Line(at_s, value_micro, modulus_micro, resolution_micro), places, decided)


@dataclass(frozen=True, eq=False)
class _Line:
    """The points of one segment."""

    at_s: Ints
    value: Ints
    modulus: int
    resolution: int

    def at(self, place: int) -> int:
        return int(self.at_s[place])

    def rise(self, first: int, last: int) -> int:
        return int(self.value[last] - self.value[first])

    def is_plausible(self, amount: int, first: int, last: int, known: int) -> bool:
        """Whether so much can have flowed between two points, by the rates before `known`; False if little is known."""
        rate = self._high_rate(known)
        hours = (self.at(last) - self.at(first)) / _HOUR
        return rate is not None and 0 <= amount <= rate * _TIMES * hours + self.resolution

    def _high_rate(self, known: int) -> float | None:
        """A high usual rate an hour, of the rises that lie wholly within RATE_S before a point."""
        first = int(np.searchsorted(self.at_s, self.at_s[known] - RATE_S))
        moved = np.diff(self.value[first : known + 1])
        rates = moved / np.diff(self.at_s[first : known + 1]) * _HOUR
        rates = rates[moved >= 0]
        return float(np.quantile(rates, _SHARE)) if len(rates) >= _LEAST_RISES else None


def _judged(line: _Line, places: list[int], decided: Sequence[Fall]) -> list[Fall]:
    """From left to right; a reading that is left out makes no fall, and where leaving out ends may be a new one."""
    kept = np.ones(len(line.at_s), dtype=np.bool_)
    found: list[Fall] = []
    while places:
        place = heappop(places)
        before = _last_kept(kept, place)
        if not kept[place] or before is None or line.rise(before, place) >= -line.resolution:
            continue
        if found and (found[-1].at_s, found[-1].before_s) == (line.at(place), line.at(before)):
            continue
        fall = _fall(line, kept, before, place, decided)
        # A fall to a reading that turned out to be wrong was none.
        while found and _was_none(found[-1], fall):
            found.pop()
        found.append(fall)
        if fall.left_to_s:
            first, following = np.searchsorted(line.at_s, (fall.left_from_s, fall.left_to_s)).tolist()
            kept[first:following] = False
            if following < len(kept):
                heappush(places, following)
    return found


def _was_none(each: Fall, later: Fall) -> bool:
    is_inside = not each.left_to_s or later.left_from_s <= each.left_from_s
    return later.left_from_s <= each.at_s < later.left_to_s and is_inside


def _last_kept(kept: Bools, place: int) -> int | None:
    before = place - 1
    while before >= 0 and not kept[before]:
        before -= 1
    return before if before >= 0 else None


def clean_from(from_s: int, standing: Sequence[Fall]) -> int:
    """From where on falls must be judged anew when readings changed from `from_s` on; nothing before hangs on those."""
    while earlier := [each.since_s for each in standing if each.since_s < from_s < each.until_s + REACH_S]:
        from_s = min(earlier)
    return from_s


def _fall(line: _Line, kept: Bools, before: int, place: int, decided: Sequence[Fall]) -> Fall:
    plain = Fall(
        line.at(place), line.at(before), int(line.value[before]), int(line.value[place]), since_s=line.at(before)
    )
    said = next((each for each in decided if each.is_about(plain)), None)
    if said is not None:
        return replace(_as_decided(line, kept, before, place, plain, said.kind), is_decided=True)
    return _by_itself(line, kept, before, place, plain)


def _by_itself(line: _Line, kept: Bools, before: int, place: int, plain: Fall) -> Fall:
    back = _back(line, before, place)
    if back is not None:
        return replace(plain, kind="wrong_after", left_from_s=plain.at_s, left_to_s=line.at(back))
    if _rolls_over(line, before, place):
        return replace(plain, kind="roll_over")
    foot = _foot(line, kept, before, place)
    if foot is not None:
        return _without_peak(line, plain, foot + 1)
    return replace(plain, kind="reset") if _is_reset(line, before, place) else plain


def _as_decided(line: _Line, kept: Bools, before: int, place: int, plain: Fall, kind: str) -> Fall:
    if kind == "wrong_after":
        back = _first_back(line, before, place)
        left_to = plain.at_s + REACH_S + 1 if back is None else line.at(back)
        return replace(plain, kind=kind, left_from_s=plain.at_s, left_to_s=left_to)
    if kind == "wrong_before":
        return _without_peak(line, plain, _first_higher(line, before, place))
    return replace(plain, kind=kind)


def _first_back(line: _Line, before: int, place: int) -> int | None:
    """Where the index stands again as high as before the fall, within reach."""
    end = int(np.searchsorted(line.at_s, line.at_s[place] + REACH_S, side="right"))
    back = np.flatnonzero(line.value[place:end] >= line.value[before] - line.resolution)
    return place + int(back[0]) if len(back) else None


def _back(line: _Line, before: int, place: int) -> int | None:
    """The same, when it goes on there as if nothing had been; a counter that was reset climbs back step by step."""
    back = _first_back(line, before, place)
    if back is None or not line.is_plausible(max(line.rise(before, back), 0), before, back, before):
        return None
    climbs = line.is_plausible(line.rise(back - 1, back), back - 1, back, before)
    return None if climbs and _is_near_zero(line, before, place) else back


def _foot(line: _Line, kept: Bools, before: int, place: int) -> int | None:
    """The last point that a peak stands on: after it the index leapt, and now it goes on from there."""
    first = int(np.searchsorted(line.at_s, line.at_s[place] - REACH_S))
    low = np.flatnonzero(line.value[first:before] <= line.value[place] + line.resolution)
    if not len(low):
        return None
    foot = first + int(low[-1])
    leapt = not line.is_plausible(line.rise(foot, foot + 1), foot, foot + 1, foot)
    goes_on = line.is_plausible(max(line.rise(foot, place), 0), foot, place, foot)
    return foot if kept[foot] and leapt and goes_on else None


def _first_higher(line: _Line, before: int, place: int) -> int:
    """The first of the readings that stand higher than the one after the fall without a break, within reach."""
    first = before
    while first > 0 and line.rise(place, first - 1) > 0 and line.at(first - 1) >= line.at(place) - REACH_S:
        first -= 1
    return first


def _without_peak(line: _Line, plain: Fall, first: int) -> Fall:
    since_s = line.at(max(first - 1, 0))
    return replace(plain, kind="wrong_before", left_from_s=line.at(first), left_to_s=plain.at_s, since_s=since_s)


def _rolls_over(line: _Line, before: int, place: int) -> bool:
    through_zero = line.modulus + line.rise(before, place)
    near_end = int(line.value[before]) * 100 >= line.modulus * _NEAR_END
    near_zero = int(line.value[place]) * 100 <= line.modulus * _NEAR_ZERO
    return near_end and near_zero and line.is_plausible(through_zero, before, place, before)


def _is_reset(line: _Line, before: int, place: int) -> bool:
    return _is_near_zero(line, before, place) and line.is_plausible(int(line.value[place]), before, place, before)


def _is_near_zero(line: _Line, before: int, place: int) -> bool:
    return int(line.value[place]) * 100 <= int(line.value[before]) * _NEAR_ZERO
