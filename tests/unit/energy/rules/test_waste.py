"""What waste costs a building: the sum of its alerts, none twice; the cents of days are those of their sum."""

from datetime import UTC, datetime, timedelta
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.cost import whole_cents
from ops.energy.rules.waste import Waste, by_building

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOURS = st.integers(1, 2000).map(lambda hours: timedelta(hours=hours))
CENTS = st.integers(0, 50_000)


@st.composite
def wastes(draw: st.DrawFn) -> list[Waste]:
    return [
        Waste(
            draw(st.integers(1, 4)), f"A26-{number:06d}", draw(CENTS), draw(CENTS), NOW - draw(HOURS),
            draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 12)))
    ]  # fmt: skip


@given(wastes=wastes())
def test_the_buildings_add_up_to_the_alerts(wastes: list[Waste]) -> None:
    found = by_building(wastes)
    assert sum(each.cents_per_day for each in found) == sum(each.cents_per_day for each in wastes if each.stands)
    assert sum(each.lost_cents for each in found) == sum(each.lost_cents for each in wastes)
    assert sorted(waste.ref for each in found for waste in each.wastes) == sorted(waste.ref for waste in wastes)


@given(wastes=wastes())
def test_the_dearest_building_stands_first_with_its_dearest_alert(wastes: list[Waste]) -> None:
    found = by_building(wastes)
    costs = [each.cents_per_day for each in found]
    assert costs == sorted(costs, reverse=True)
    for each in found:
        standing = [waste.cents_per_day for waste in each.wastes if waste.stands]
        assert standing == sorted(standing, reverse=True)
        assert [waste.stands for waste in each.wastes] == sorted((w.stands for w in each.wastes), reverse=True)


@given(cents=st.lists(st.floats(0, 5_000), max_size=60))
def test_the_cents_of_days_add_up_to_their_sum_after_each_day(cents: list[float]) -> None:
    assert list(accumulate(whole_cents(cents))) == [round(each) for each in accumulate(cents)]
    assert min(whole_cents(cents), default=0) >= 0
