"""What waste costs a building: the sum of its alerts, none twice, none of it before the span that is asked."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.waste import Waste, by_building, lost_cents

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOURS = st.integers(1, 2000).map(lambda hours: timedelta(hours=hours))


@st.composite
def wastes(draw: st.DrawFn) -> list[Waste]:
    found = []
    for number in range(draw(st.integers(0, 12))):
        to_at = NOW - draw(HOURS)
        cents, stands = draw(st.integers(0, 50_000)), draw(st.booleans())
        building = draw(st.integers(1, 4))
        found.append(Waste(building, f"A26-{number:06d}", cents, to_at - draw(HOURS), to_at, stands))
    return found


def test_a_waste_of_ten_euro_a_day_has_lost_fifteen_after_a_day_and_a_half() -> None:
    waste = Waste(1, "A26-000001", 1000, NOW - timedelta(hours=36), NOW, True)
    assert lost_cents(waste) == 1500
    assert lost_cents(waste, NOW - timedelta(hours=12)) == 500
    assert lost_cents(waste, NOW + timedelta(hours=1)) == 0


@given(wastes=wastes(), back=HOURS)
def test_the_buildings_add_up_to_the_alerts(wastes: list[Waste], back: timedelta) -> None:
    from_at = NOW - back
    found = by_building(wastes, from_at)
    assert sum(each.cents_per_day for each in found) == sum(each.cents_per_day for each in wastes if each.stands)
    assert sum(each.lost_cents for each in found) == sum(lost_cents(each, from_at) for each in wastes)
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


@given(wastes=wastes(), nearer=HOURS, further=HOURS)
def test_a_longer_look_back_never_loses_less(wastes: list[Waste], nearer: timedelta, further: timedelta) -> None:
    short, long = sorted((nearer, further))
    for waste in wastes:
        assert lost_cents(waste, NOW - short) <= lost_cents(waste, NOW - long) <= lost_cents(waste)
