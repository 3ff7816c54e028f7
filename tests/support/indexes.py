"""Made-up histories of an index: it rises, rolls over, is reset, dips, peaks, falls, and its meter is replaced."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from ops.energy.rules.arrays import Ints
from ops.energy.rules.falls import DECISIONS, Fall
from ops.energy.rules.segments import Counter, Segment, modulus_micro
from ops.kit.units import MICRO

HOUR, STEP = 3600, 900
RESOLUTION = 1_000
#: Small, so that histories reach the end of it.
DIGITS = 5
MODULUS = modulus_micro(DIGITS, MICRO)


@dataclass(frozen=True, eq=False)
class History:
    """Readings in order of time, by what they are counted, and what people said of falls."""

    counter: Counter
    at_s: Ints
    value_micro: Ints
    decided: list[Fall]


def _usual(value: int, amount: int) -> int:
    return value + amount


#: What can happen between two readings: from the index before and a usual amount to the index after.
_HAPPENINGS: Mapping[str, Callable[[int, int], int]] = {
    "rise": _usual,
    "stands": lambda value, amount: value,
    "rounding": lambda value, amount: value - RESOLUTION,
    "reset": lambda value, amount: amount,
    "to zero": lambda value, amount: 0,
    "falls": lambda value, amount: value // 2,
    "leaps": lambda value, amount: value + 3_000 * MICRO,
    "near the end": lambda value, amount: MODULUS - MICRO + amount % MICRO,
    "dips": lambda value, amount: value - 3 * RESOLUTION,
    "back up": lambda value, amount: value * 2 + amount,
}
_WHAT = st.sampled_from([*["rise"] * 12, *_HAPPENINGS])
_GAPS = st.one_of(st.just(HOUR), st.just(STEP), st.integers(60, 2 * HOUR), st.integers(60, 9 * 24 * HOUR))


@st.composite
def readings(draw: st.DrawFn, first_s: int, last_s: int, most: int = 70) -> tuple[Ints, Ints]:
    """Distinct instants from `first_s` on, and an index that mostly rises by usual amounts."""
    count = draw(st.integers(1, most))
    gaps = draw(st.lists(_GAPS, min_size=count, max_size=count))
    at_s = draw(st.integers(first_s, last_s)) + np.cumsum(gaps)
    value, values = draw(st.integers(0, MODULUS - 1)), []
    for _ in range(count):
        amount = draw(st.integers(0, 2 * MICRO))
        value = max(_HAPPENINGS[draw(_WHAT)](value, amount), 0)
        value = value if value < MODULUS else value - MODULUS
        values.append(value)
    return at_s.astype(np.int64), np.array(values, dtype=np.int64)


@st.composite
def segments(draw: st.DrawFn, at_s: Ints) -> list[Segment]:
    """At most two replacements within a history; what the counters stood at is noted or not."""
    first, last = int(at_s[0]), int(at_s[-1])
    starts = draw(st.lists(st.integers(first - HOUR, last + HOUR), max_size=2, unique=True))
    noted = st.one_of(st.none(), st.integers(0, MODULUS - 1))
    found = [Segment(0, MODULUS, None, draw(noted))]
    return [*found, *(Segment(start, MODULUS, draw(noted), draw(noted)) for start in sorted(starts))]


@st.composite
def histories(draw: st.DrawFn, first_s: int, last_s: int) -> History:
    at_s, value = draw(readings(first_s, last_s))
    counter = Counter(draw(segments(at_s)), RESOLUTION, STEP)
    drops = np.flatnonzero(np.diff(value) < -RESOLUTION).tolist()
    judged = draw(st.lists(st.sampled_from(drops), max_size=3, unique=True)) if drops else []
    decided = [
        Fall(int(at_s[i + 1]), 0, int(value[i]), int(value[i + 1]), draw(st.sampled_from(DECISIONS))) for i in judged
    ]
    return History(counter, at_s, value, decided)
