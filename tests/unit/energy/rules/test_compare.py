"""Buildings are compared by floor area, in the same weather, and only where their hours are known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.desk_defaults import COMPARE_BODY
from ops.energy.queries.compare import Days, last_summer
from ops.energy.rules.compare import CompareFigures, Measured, beside_peers, in_usual_weather
from ops.energy.rules.degree_days import DegreeDaySum

FIGURES = CompareFigures(**COMPARE_BODY)
MILD = DegreeDaySum(actual=1000.0, normal=1250.0, known_days=30, days=30)


def _measured(number: int, amount: float, *, area: int | None = 100, known: float = 1.0) -> Measured:
    return Measured(number, "school", area, amount, known, known >= FIGURES.known_share, before=None, base=0.0)


def test_a_mild_month_is_scaled_up_without_what_flows_in_summer() -> None:
    each = Measured(1, "school", 100, 1000.0, 1.0, True, base=200.0)
    assert in_usual_weather(each, MILD) == pytest.approx((200 + 800 * 1.25) / 100)


@pytest.mark.parametrize(
    ("each", "weather"),
    [
        pytest.param(_measured(1, 10.0, area=None), MILD, id="no floor area"),
        pytest.param(Measured(1, "school", 100, 10.0, 1.0, True), MILD, id="no summer known"),
        pytest.param(_measured(1, 10.0), None, id="a medium that does not heat"),
        pytest.param(_measured(1, 10.0), DegreeDaySum(900.0, 1250.0, 29, 30), id="a temperature is missing"),
        pytest.param(_measured(1, 10.0), DegreeDaySum(0.0, 10.0, 31, 31), id="no day asked for heating"),
    ],
)
def test_nothing_is_said_in_usual_weather_that_is_not_wholly_known(
    each: Measured, weather: DegreeDaySum | None
) -> None:
    assert in_usual_weather(each, weather) is None


@given(amounts=st.lists(st.floats(1, 1e6), min_size=3, max_size=9))
def test_half_of_the_buildings_take_at_most_the_middle_one(amounts: list[float]) -> None:
    measured = [_measured(number, amount) for number, amount in enumerate(amounts)]
    found = beside_peers(measured, {each.building_id: each.amount / 100 for each in measured}, FIGURES)
    assert sum(times <= 1 + 1e-9 for times in found.values()) * 2 >= len(amounts)


def test_a_building_with_gaps_is_neither_compared_nor_a_measure_for_others() -> None:
    measured = [_measured(1, 10.0), _measured(2, 20.0), _measured(3, 30.0), _measured(4, 1e9, known=0.5)]
    by_m2 = {each.building_id: each.amount / 100 for each in measured}
    assert beside_peers(measured, by_m2, FIGURES) == pytest.approx({1: 0.5, 2: 1.0, 3: 1.5})
    assert beside_peers(measured[:2], by_m2, FIGURES) == {}
    two = FIGURES.model_copy(update={"least_buildings": 2})
    assert beside_peers(measured[:2], by_m2, two) == pytest.approx({1: 2 / 3, 2: 4 / 3})


def test_a_year_before_and_the_last_summer_are_whole_months() -> None:
    leap = Days(date(2024, 2, 1), date(2024, 3, 1)).a_year_before()
    assert (leap.from_on, leap.to_on) == (date(2023, 2, 1), date(2023, 3, 1))
    assert last_summer(date(2026, 8, 31)).from_on == date(2025, 7, 1)
    assert last_summer(date(2026, 9, 1)).to_on == date(2026, 9, 1)
