"""Readings become hours, and nothing is lost or counted twice."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.arrays import Ints
from ops.energy.rules.intervals import HOUR, Hours, hours_of, pieces_of
from ops.energy.rules.segments import Counter, Segment, counted, falls_of, modulus_micro

STEP = 900
RESOLUTION = 1_000


def _ints(values: list[int]) -> Ints:
    return np.array(values, dtype=np.int64)


def _of_index(at: Ints, value: Ints, step_s: int) -> Hours:
    counter = Counter([Segment(0, modulus_micro(12, 1_000_000))], RESOLUTION, step_s)
    return hours_of(counted(counter, at, value, falls_of(counter, at, value, [], from_s=0)).pieces())


_gaps = st.lists(st.integers(1, 5 * 24 * HOUR), min_size=1, max_size=60)
_amounts = st.integers(-RESOLUTION, 10**13)


@given(start=st.integers(0, 2 * 10**9), gaps=_gaps, data=st.data())
def test_the_hours_of_an_index_add_up_to_its_difference(start: int, gaps: list[int], data: st.DataObject) -> None:
    moved = data.draw(st.lists(_amounts, min_size=len(gaps), max_size=len(gaps)))
    at = _ints([start, *(start + np.cumsum(gaps)).tolist()])
    value = _ints([10**9, *(10**9 + np.cumsum(moved)).tolist()])
    hours = _of_index(at, value, STEP)
    assert int(hours.amount_micro.sum()) == int(value[-1] - value[0])
    assert len(set(hours.hour.tolist())) == len(hours.hour)


@given(starts=st.lists(st.integers(0, 10**6), min_size=1, max_size=50, unique=True), data=st.data())
def test_the_hours_of_intervals_add_up_to_what_was_sent(starts: list[int], data: st.DataObject) -> None:
    amounts = data.draw(st.lists(st.integers(0, 10**12), min_size=len(starts), max_size=len(starts)))
    at = _ints([start * STEP for start in sorted(starts)])
    hours = hours_of(pieces_of("interval", at, _ints(amounts), STEP))
    assert int(hours.amount_micro.sum()) == sum(amounts)


@given(cut=st.integers(1, 58), gaps=st.lists(st.integers(60, 3 * HOUR), min_size=60, max_size=60))
def test_computing_from_an_anchor_gives_the_same_hours_as_computing_all(cut: int, gaps: list[int]) -> None:
    at = _ints([0, *np.cumsum(gaps).tolist()])
    value = _ints([number * 777_777 for number in range(len(at))])
    whole = _of_index(at, value, STEP)
    first = int(at[cut]) // HOUR
    anchor = int(np.searchsorted(at, first * HOUR, side="right")) - 1
    part = _of_index(at[anchor:], value[anchor:], STEP)
    later, again = whole.hour >= first, part.hour >= first
    assert part.amount_micro[again].tolist() == whole.amount_micro[later].tolist()


@pytest.mark.parametrize(
    ("at", "value", "expected"),
    [
        ([0, HOUR, 2 * HOUR], [0, 5, 9], {0: 5, 1: 4}),
        ([0, HOUR // 2, HOUR], [0, 2, 5], {0: 5}),
        ([1800, 5400], [0, 11], {0: 5, 1: 6}),
        ([0, HOUR, 2 * HOUR], [9_000_000, 1_000_000, 1_000_004], {0: 0, 1: 4}),
        ([0, HOUR, 2 * HOUR], [500, 400, 600], {0: -100, 1: 200}),
        ([0], [7], {}),
    ],
    ids=[
        "one reading an hour counts in the hour before it",
        "readings within the hour add up",
        "a reading across the hour is shared by time",
        "an index that falls counts nothing, and goes on from there",
        "a dip of one step is rounding and is given back",
        "one reading alone counts nothing",
    ],
)
def test_an_index_counts_in_the_hours_between_its_readings(
    at: list[int], value: list[int], expected: dict[int, int]
) -> None:
    hours = _of_index(_ints(at), _ints(value), HOUR)
    assert dict(zip(hours.hour.tolist(), hours.amount_micro.tolist(), strict=True)) == expected


def test_a_gap_of_more_than_two_steps_is_spread_and_marked() -> None:
    hours = _of_index(_ints([0, HOUR, 5 * HOUR]), _ints([0, 10, 50]), HOUR)
    assert hours.amount_micro.tolist() == [10, 10, 10, 10, 10]
    assert hours.estimated.tolist() == [False, True, True, True, True]


def test_the_running_hour_is_only_partly_known() -> None:
    hours = _of_index(_ints([0, HOUR, HOUR + 900]), _ints([0, 10, 12]), 900)
    assert hours.partial.tolist() == [False, True]


def test_power_counts_its_mean_over_the_time_between() -> None:
    hours = hours_of(pieces_of("power", _ints([0, HOUR]), _ints([2_000_000, 4_000_000]), HOUR))
    assert hours.amount_micro.tolist() == [3_000_000]
