from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ops.energy.calendar_defaults import DEGREE_DAY_BODY
from ops.energy.rules.degree_days import (
    DegreeDayFigures,
    degree_day_sum,
    degree_days,
    degree_days_on,
    normal_degree_days,
    normalised,
)

SHIPPED = DegreeDayFigures.model_validate(DEGREE_DAY_BODY)
FIRST = date(2026, 1, 1)
temperatures = st.floats(-30, 45).map(lambda each: round(each, 1))


@pytest.mark.parametrize(("mean_c", "expected"), [(-2.0, 18.5), (16.5, 0.0), (16.4, 0.1), (30.0, 0.0)])
def test_a_day_counts_what_it_lies_below_the_base(mean_c: float, expected: float) -> None:
    assert degree_days(mean_c, 16.5) == pytest.approx(expected)


def test_the_two_days_before_count_too() -> None:
    means = {FIRST: 6.5, FIRST + timedelta(days=1): 16.5, FIRST + timedelta(days=2): 16.5}
    days = [degree_days_on(day, means, SHIPPED) for day in sorted(means)]
    assert days == pytest.approx([10.0, 3.0, 1.0])


def test_a_day_that_is_not_known_has_no_degree_days_and_makes_its_span_incomplete() -> None:
    means = {FIRST: 6.5, FIRST + timedelta(days=2): 6.5}
    assert degree_days_on(FIRST + timedelta(days=1), means, SHIPPED) is None
    found = degree_day_sum(means, FIRST, FIRST + timedelta(days=3), SHIPPED)
    assert found.actual == pytest.approx(20.0)
    assert (found.known_days, found.days, found.is_complete) == (2, 3, False)


def test_a_usual_year_has_the_degree_days_of_its_months() -> None:
    assert normal_degree_days(FIRST, date(2027, 1, 1), SHIPPED) == pytest.approx(2252.0)
    assert normal_degree_days(date(2028, 2, 1), date(2028, 2, 15), SHIPPED) == pytest.approx(349 * 14 / 29)
    assert normal_degree_days(FIRST, FIRST, SHIPPED) == 0


@given(st.lists(temperatures, min_size=4, max_size=60), st.integers(0, 60))
def test_degree_days_of_a_span_are_those_of_its_parts(found: list[float], at: int) -> None:
    means = {FIRST + timedelta(days=number): mean_c for number, mean_c in enumerate(found)}
    end = FIRST + timedelta(days=len(found))
    cut = min(FIRST + timedelta(days=at), end)
    whole = degree_day_sum(means, FIRST, end, SHIPPED)
    parts = degree_day_sum(means, FIRST, cut, SHIPPED), degree_day_sum(means, cut, end, SHIPPED)
    assert whole.actual == pytest.approx(sum(each.actual for each in parts))
    assert whole.normal == pytest.approx(sum(each.normal for each in parts))


@given(st.lists(temperatures, min_size=1, max_size=40), st.floats(0, 10))
def test_colder_days_never_have_fewer_degree_days(found: list[float], colder: float) -> None:
    means = {FIRST + timedelta(days=number): mean_c for number, mean_c in enumerate(found)}
    below = {day: mean_c - colder for day, mean_c in means.items()}
    end = FIRST + timedelta(days=len(found))
    assert degree_day_sum(below, FIRST, end, SHIPPED).actual >= degree_day_sum(means, FIRST, end, SHIPPED).actual - 1e-9


def test_only_what_follows_the_weather_is_turned_into_usual_weather() -> None:
    assert normalised(1100, 100, actual=200, normal=250) == pytest.approx(1350)
    assert normalised(1100, 100, actual=250, normal=250) == pytest.approx(1100)
    assert normalised(120, 100, actual=0.4, normal=10) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"weights": {"same_day": 0.6, "day_before": 0.3, "two_days_before": 0.2}},
        {"base_c": 60.0},
        {"normal": {"january": 400.0}},
    ],
    ids=["weights above one", "a base that is no room", "eleven months missing"],
)
def test_figures_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        DegreeDayFigures.model_validate({**DEGREE_DAY_BODY, **wrong})
