"""How often alerts were right: a share with what it is worth."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.precision import Realised


@given(st.integers(0, 500), st.data())
def test_the_interval_holds_the_share_and_stays_between_nothing_and_all(count: int, data: st.DataObject) -> None:
    realised = Realised(data.draw(st.integers(0, count)), count)
    low, high = realised.interval()
    assert 0 <= low <= realised.share + 1e-9
    assert realised.share - 1e-9 <= high <= 1


@given(st.integers(1, 50), st.integers(2, 20), st.data())
def test_more_work_of_the_same_share_narrows_it(count: int, times: int, data: st.DataObject) -> None:
    right = data.draw(st.integers(0, count))
    few, many = Realised(right, count).interval(), Realised(right * times, count * times).interval()
    assert many[1] - many[0] < few[1] - few[0]


def test_nothing_judged_says_nothing() -> None:
    assert Realised().interval() == (0.0, 1.0)
    assert not Realised(4, 4).is_enough
    assert Realised(3, 5).is_enough


def test_it_is_the_interval_of_wilson() -> None:
    # 81 of 263 at 90 %: by the formula in Newcombe (1998), Two-sided confidence intervals, method 3, with z = 1.6449.
    assert Realised(81, 263).interval() == pytest.approx((0.2632, 0.3567), abs=5e-4)
