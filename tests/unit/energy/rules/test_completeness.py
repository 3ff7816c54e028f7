"""Measured, estimated and missing hours are all that was owed, no more and no less."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ops.energy.rules.arrays import Ints
from ops.energy.rules.completeness import HOUR_S, asked_hours, completeness, gaps

EDGES = np.array([0, 168, 335, 504], dtype=np.int64) * HOUR_S
SMALL = arrays.arrays(np.int64, (4, 3), elements=st.integers(0, 200))


@given(starts=st.lists(st.integers(-50, 600), min_size=1, max_size=5), length=st.integers(0, 700))
def test_the_spans_of_a_register_add_up_to_what_it_owes(starts: list[int], length: int) -> None:
    from_s = np.array(starts, dtype=np.int64) * HOUR_S
    until_s = from_s + length * HOUR_S
    within = np.maximum(np.minimum(until_s, EDGES[-1]) - np.maximum(from_s, EDGES[0]), 0) // HOUR_S
    assert asked_hours(EDGES, from_s, until_s).sum(axis=1).tolist() == within.tolist()


@given(asked=SMALL, known=SMALL, estimated=SMALL)
def test_the_parts_are_never_negative_and_add_up(asked: Ints, known: Ints, estimated: Ints) -> None:
    found = completeness(asked, known, estimated)
    for part in (found.measured, found.estimated, found.missing):
        assert (part >= 0).all()
    assert (found.measured + found.estimated + found.missing == asked).all()
    assert found.by_register().total().asked == asked.sum()


@given(known=st.lists(st.sampled_from([None, 0, 1]), max_size=60))
def test_gaps_hold_each_hour_that_is_not_measured_once(known: list[int | None]) -> None:
    places = [place for place, kind in enumerate(known) if kind is not None]
    kinds = np.array([known[place] for place in places], dtype=np.int64)
    found = gaps(np.array(places, dtype=np.int64) * HOUR_S, kinds, 0, len(known) * HOUR_S)
    said = {
        hour: gap.estimated for gap in found for hour in range(gap.from_s // HOUR_S, gap.to_s // HOUR_S)
    }  # fmt: skip
    assert said == {place: kind == 1 for place, kind in enumerate(known) if kind != 0}
    assert sum(gap.hours for gap in found) == len(said)
    starts = [gap.from_s for gap in found]
    assert starts == sorted(starts, reverse=True)
