"""Dips, spikes and what is counted late: short, sudden, and told from what came before only."""

from collections.abc import Callable
from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.catch_up import catch_ups
from ops.energy.rules.channels.points import points, weekly
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.scale import usual_hours
from ops.energy.rules.point_figures import CATCH_UP, DIP, SPIKE
from tests.support.smooth_buildings import building

_DAYS, _DAY = 84, 24
#: A working day, far from the ends; the first day is a Monday.
_ON = 72
_NOON = _ON * _DAY + 12


def _office(seed: int = 1) -> Floats:
    """kWh [1, days, 24]: used from 8 to 18 on weekdays; every hour strays a little."""
    chance = np.random.default_rng(seed)
    hour, day = np.arange(_DAY), np.arange(_DAYS)[:, None]
    usual = 20 + 80 * ((hour >= 8) & (hour < 18)) * (day % 7 < 5)
    return np.asarray((usual * chance.lognormal(0, 0.04, (_DAYS, _DAY)))[None])


def _found(days: Floats, cause: Literal["dip", "spike"]) -> list[Stretch]:
    return points(weekly(days, days), cause, DIP if cause == "dip" else SPIKE)[0]


def _at(hours: int, times: float, start: int = _NOON) -> Floats:
    days = _office()
    days.reshape(-1)[start : start + hours] *= times
    return days


@pytest.mark.parametrize(
    ("cause", "hours", "times"),
    [("dip", 1, 0.0), ("dip", 3, 0.4), ("dip", 12, 0.2), ("spike", 1, 2.5), ("spike", 5, 3.0)],
)
def test_it_tells_what_stood_far_off_once_it_is_over(cause: Literal["dip", "spike"], hours: int, times: float) -> None:
    start = _NOON if hours <= 6 else _NOON + 8
    assert [(each.start, each.found, each.end) for each in _found(_at(hours, times, start), cause)] == [
        (start, start + hours + 1, start + hours)
    ]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda days: None, id="an ordinary quarter"),
        pytest.param(lambda days: days[:, _ON, 8:18].__imul__(0.2), id="a day off that no calendar tells of"),
        pytest.param(lambda days: days[:, _ON:].__imul__(0.3), id="a level that stays"),
        pytest.param(lambda days: days[:, _ON, 11:13].__imul__(0.85), id="a fall that is hardly more than usual"),
        pytest.param(lambda days: days[:, ::7, 12].__imul__(0.2), id="an hour that is low every week"),
        pytest.param(lambda days: days[:, _ON, 12].__imul__(np.nan), id="an hour that is not known"),
    ],
)
def test_it_leaves_alone(change: Callable[[Floats], object]) -> None:
    days = _office()
    change(days)
    assert _found(days, "dip") == []


@pytest.mark.parametrize("hours", [7, 24])
def test_a_use_that_goes_on_is_no_spike(hours: int) -> None:
    assert _found(_at(hours, 3.0), "spike") == []


def test_it_leaves_a_register_alone_that_never_repeats_its_weeks() -> None:
    days = _at(2, 0.0) * np.random.default_rng(3).lognormal(0, 0.5, (1, _DAYS, _DAY))
    assert _found(days, "dip") == []


def test_it_is_quiet_for_some_days_after_it_spoke() -> None:
    days = _at(1, 0.0)
    days.reshape(-1)[_NOON + _DAY] = 0.0
    days.reshape(-1)[_NOON + 4 * _DAY] = 0.0
    assert [each.start for each in _found(days, "dip")] == [_NOON, _NOON + 4 * _DAY]


def test_what_still_lasts_at_the_last_known_hour_is_not_told_yet() -> None:
    days = _at(3, 0.0)
    days.reshape(-1)[_NOON + 2 :] = np.nan
    assert _found(days, "dip") == []


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(50 * _DAY, 200 * _DAY), seed=st.integers(0, 9), lively=st.booleans())
def test_what_comes_later_changes_nothing_that_was_told(cut: int, seed: int, lively: bool) -> None:
    days = building(seed, lively=lively)[0][:, :200]
    known = days.copy()
    known.reshape(-1)[cut:] = np.nan
    for cause in ("dip", "spike"):
        whole = [each for each in _found(days, cause) if each.found <= cut]
        assert _found(known, cause) == whole


def test_many_registers_are_told_what_each_is_told_alone() -> None:
    several = np.concatenate([building(seed)[0] for seed in range(4)])
    together = points(weekly(several, several), "dip", DIP)
    assert together == [_found(each[None], "dip") for each in several]
    assert any(together)


def _caught_up(days: Floats) -> list[Stretch]:
    return catch_ups(days, usual_hours(days), CATCH_UP)[0]


def _late(missing: float, hours: int = 5, share: float = 1.0) -> Floats:
    """The hours before noon tell `missing`, noon tells what they missed."""
    days = _office()
    hour = days.reshape(-1)
    missed = hour[_NOON - hours : _NOON].sum()
    hour[_NOON - hours : _NOON] = missing
    hour[_NOON] += share * missed
    return days


@pytest.mark.parametrize("missing", [0.0, np.nan, 3.5], ids=["zeros", "unknown hours", "one value again and again"])
def test_what_was_missed_and_comes_at_once_is_caught_up(missing: float) -> None:
    (found,) = _caught_up(_late(missing))
    assert (found.cause, found.end, found.found) == ("catch_up", _NOON + 1, _NOON + 1)
    assert found.start in (_NOON - 5, _NOON - 4)


@pytest.mark.parametrize(
    "days",
    [
        pytest.param(_late(0.0, share=0.0), id="nothing came of what was missed"),
        pytest.param(_late(0.0, share=0.3), id="little came of what was missed"),
        pytest.param(_late(0.0, hours=2), id="hardly anything was missed"),
        pytest.param(_at(1, 5.0), id="nothing was missed before a spike"),
    ],
)
def test_nothing_is_caught_up_where(days: Floats) -> None:
    assert _caught_up(days) == []
