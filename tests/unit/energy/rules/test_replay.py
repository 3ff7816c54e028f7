"""A year looked at day by day: each decision from the past only, and what is found in plausible use."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import day_table
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.replay import replay
from ops.energy.rules.thresholds import BUDGETS, stricter, strictness_for

FIGURES = DetectionFigures.model_validate(DETECTION_BODY)
DAYS = 90
#: The day from which on something is wrong, in the tests below.
_FROM = 60


def _home(seed: int, days: int = DAYS) -> Floats:
    """kWh: a quiet night, a breakfast, a long evening; every hour differs a little. [1, days, 24]"""
    chance = np.random.default_rng(seed)
    hour = np.arange(24)
    usual = 0.3 + 1.2 * ((hour >= 17) & (hour < 23)) + 0.6 * ((hour >= 7) & (hour < 9))
    return np.asarray(usual * chance.lognormal(0, 0.25, (1, days, 24)))


def _found(change: Callable[[Floats], None], medium: str = "electricity") -> list[Stretch]:
    days = _home(1)
    change(days)
    return replay(days, [medium], FIGURES)[0]


def _leak(days: Floats) -> None:
    days[:, _FROM:75] += 0.8


def _nights(days: Floats) -> None:
    days[:, _FROM:75, :6] += 0.8
    days[:, _FROM:75, 22:] += 0.8


def _dropout(days: Floats) -> None:
    days[:, _FROM, :20] = 0


def _stuck(days: Floats) -> None:
    days[:, _FROM, :20] = 0.37


def _tenfold(days: Floats) -> None:
    days[:, _FROM : _FROM + 2] *= 10


def _thousandth(days: Floats) -> None:
    days[:, _FROM : _FROM + 2] /= 1000


def _late_clock(days: Floats) -> None:
    days[:, _FROM:68] = np.roll(days[:, _FROM:68], 3, axis=2)


@pytest.mark.parametrize(
    ("change", "cause", "within_hours"),
    [
        (_leak, "base_load", 48),
        (_nights, "night_left_on", 72),
        (_dropout, "zero_run", 12),
        (_stuck, "stuck", 13),
        (_tenfold, "scale", 24),
        (_thousandth, "scale", 12),
        (_late_clock, "clock_shift", 5 * 24),
    ],
)
def test_what_is_wrong_is_found_once_in_time_and_by_its_name(
    change: Callable[[Floats], None], cause: str, within_hours: int
) -> None:
    found = _found(change)
    assert cause in [each.cause for each in found]
    assert 0 < min(each.found for each in found) - _FROM * 24 <= within_hours
    assert len([each for each in found if each.cause == cause]) == 1


@pytest.mark.parametrize("seed", range(6))
def test_ordinary_use_raises_nothing(seed: int) -> None:
    assert replay(_home(seed, 200), ["electricity"], FIGURES) == [[]]


def test_water_that_runs_for_twenty_hours_is_a_leak_after_a_week_of_warm_up() -> None:
    days = np.zeros((1, 20, 24))
    days[:, :, 8:20] = 0.2
    days[:, 15:18] += 0.05
    [[leak]] = replay(days, ["water"], FIGURES)
    assert (leak.cause, leak.found - 15 * 24) == ("continuous_flow", 20 + 0)


def _broken(seed: int) -> Floats:
    """Three registers with gaps, zeros, flat runs, jumps and wrong units at any place."""
    chance = np.random.default_rng(seed)
    days = np.concatenate([_home(seed + n) for n in range(3)])
    hours = days.reshape(3, -1)
    for _ in range(12):
        row, start, length = chance.integers(3), chance.integers(40 * 24, DAYS * 24), chance.integers(1, 300)
        part = hours[row, start : start + length]
        part[:] = [np.nan * part, 0 * part, part * 0 + 0.2, part + 1, part * 10, part / 1000][chance.integers(6)]
    return days


def _by(found: list[Stretch], hour: int) -> list[tuple[str, int, int]]:
    """What was raised by an hour; how long it lasts is told later."""
    return [(each.cause, each.start, each.found) for each in found if each.found <= hour]


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), cut=st.integers(45 * 24, DAYS * 24 - 1))
def test_what_comes_later_changes_no_decision_before(seed: int, cut: int) -> None:
    days = _broken(seed)
    known = days.copy().reshape(3, -1)
    known[:, cut:] = np.nan
    whole = replay(days, ["electricity", "gas", "water"], FIGURES)
    till_then = replay(known.reshape(days.shape), ["electricity", "gas", "water"], FIGURES)
    # What was not known by the last known hour is said when the next hour comes.
    by = [int(np.flatnonzero(~np.isnan(hours))[-1]) + 1 for hours in known]
    assert list(map(_by, till_then, by)) == list(map(_by, whole, by))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_a_register_is_judged_by_itself(seed: int) -> None:
    days = _broken(seed)
    media = ["electricity", "gas", "water"]
    alone = [replay(days[row : row + 1], [media[row]], FIGURES)[0] for row in range(3)]
    assert replay(days, media, FIGURES) == alone


def test_the_hour_that_an_autumn_night_has_twice_is_the_mean_of_both() -> None:
    hours = np.array([0, 1, 2, 2, 3])
    table = day_table(np.array([[1.0, 2.0, 3.0, 5.0, 6.0]]), np.full(5, 700_000), hours)
    assert table[0, 0, :4].tolist() == [1.0, 2.0, 4.0, 6.0]
    assert np.isnan(table[0, 0, 4:]).all()


@given(st.floats(0.01, 100))
def test_a_smaller_budget_is_never_looser(budget: float) -> None:
    assert strictness_for(budget) >= strictness_for(budget + 1)
    assert stricter(FIGURES, strictness_for(budget)).base_load.spreads >= FIGURES.base_load.spreads


def test_the_budgets_fall_as_strictness_grows() -> None:
    assert list(BUDGETS) == sorted(BUDGETS, key=lambda row: (-row[0], row[1]))
