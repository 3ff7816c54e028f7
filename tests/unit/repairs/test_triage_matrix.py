"""What the matrix proposes with the shipped figures, and why."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.repairs import reasons
from ops.repairs.matrix import proposal, shipped_matrix
from ops.repairs.rules.triage import AFFECTED, PRIORITIES, SERVICES, Circumstances

MATRIX = shipped_matrix()
NOVEMBER, JULY = date(2026, 11, 21), date(2026, 7, 10)
WINTER = Circumstances(day=NOVEMBER, at=time(11))
SUMMER = replace(WINTER, day=JULY)
BABY = frozenset({"infant"})
RESIDENT = replace(WINTER, affected=frozenset({"resident"}), use="rest_home")


def means(until: date, *values: float) -> dict[date, float]:
    """Daily means, the last one on `until`."""
    return {until - timedelta(days=ago): value for ago, value in enumerate(reversed(values))}


FROST = replace(WINTER, means=means(NOVEMBER - timedelta(days=1), -2.1))


@pytest.mark.parametrize(
    ("hazard", "known", "priority", "why"),
    [
        ("no_heating", WINTER, "P2", ["hazard"]),
        ("no_heating", SUMMER, "P3", ["hazard"]),
        ("no_heating", replace(SUMMER, means=means(JULY - timedelta(days=1), 9, 12, 11)), "P2",
         ["hazard", "cool_days"]),
        ("no_heating", replace(SUMMER, means=means(JULY - timedelta(days=1), 12, 12, 12)), "P3", ["hazard"]),
        ("no_heating", replace(SUMMER, means=means(JULY - timedelta(days=1), 2, 2)), "P3", ["hazard"]),
        ("no_heating", replace(WINTER, affected=BABY), "P1", ["hazard", "affected"]),
        ("no_heating", replace(SUMMER, affected=BABY), "P2", ["hazard", "affected"]),
        ("no_heating", FROST, "P1", ["hazard", "frost"]),
        ("no_heating", replace(FROST, affected=BABY), "P1", ["hazard", "affected", "frost"]),
        ("no_heating", replace(WINTER, means=means(NOVEMBER, -2, 1)), "P2", ["hazard"]),
        ("no_heating", replace(WINTER, means=means(NOVEMBER - timedelta(days=2), -9)), "P2", ["hazard"]),
        ("no_water", FROST, "P2", ["hazard"]),
        ("leak", replace(WINTER, affected=BABY), "P3", ["hazard"]),
        ("gas_smell", replace(FROST, affected=BABY), "P1", ["hazard"]),
        ("no_power", replace(WINTER, affected=frozenset({"oxygen"})), "P1", ["hazard", "affected"]),
        ("only_lift", RESIDENT, "P1", ["hazard", "affected"]),
        ("routine", RESIDENT, "P4", ["hazard"]),
        ("part_of_service", replace(RESIDENT, services=frozenset({"laundry"})), "P2", ["hazard", "service"]),
        ("part_of_service", replace(WINTER, services=frozenset({"laundry"}), use="housing"), "P3", ["hazard"]),
        ("door_will_not_lock", replace(WINTER, at=time(23)), "P1", ["hazard", "hour"]),
        ("door_will_not_lock", replace(WINTER, at=time(5, 59)), "P1", ["hazard", "hour"]),
        ("door_will_not_lock", replace(WINTER, at=time(6)), "P2", ["hazard"]),
    ],
    ids=[
        "no heating in November", "no heating in July", "no heating after three cool days of July",
        "twelve degrees is not under twelve", "two known days say nothing of three", "a baby without heating",
        "a baby without heating in July", "no heating in frost", "a baby and frost raise by one step together",
        "today is warmer than yesterday's frost", "frost of three days ago is over", "frost is nothing to the water",
        "a leak that can be caught does not hit a baby", "never above the highest", "oxygen without power",
        "the only lift of a home", "what a resident can live with", "the laundry of a home stands still",
        "a washing machine in a flat is no laundry", "an open door at night", "an open door before dawn",
        "an open door by day",
    ],
)  # fmt: skip
def test_the_matrix_proposes(hazard: str, known: Circumstances, priority: str, why: list[str]) -> None:
    proposed = proposal(MATRIX, hazard, known)
    assert proposed is not None
    assert (proposed.priority, [reason.code for reason in proposed.reasons]) == (priority, why)


def test_every_reason_is_said_in_the_words_of_the_reader() -> None:
    proposed = proposal(MATRIX, "no_heating", replace(FROST, affected=BABY))
    assert proposed is not None
    assert reasons.why(proposed).render("en") == (
        "Hazard: No heating, in the heating season; baby under one year: No heating; mean of -2.1 °C on Fri 20 Nov"
    )


def test_a_hazard_that_is_not_in_the_list_proposes_nothing() -> None:
    assert proposal(MATRIX, "dragon", WINTER) is None


circumstances = st.builds(
    Circumstances,
    day=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    at=st.times(),
    affected=st.frozensets(st.sampled_from(AFFECTED)),
    services=st.frozensets(st.sampled_from(SERVICES)),
    use=st.sampled_from(["", "housing", "rest_home", "laundry"]),
)


@given(st.sampled_from(sorted(MATRIX.hazards)), circumstances, st.lists(st.floats(-30, 40), max_size=5))
def test_it_raises_by_at_most_one_step_and_the_same_inputs_give_the_same_answer(
    code: str, known: Circumstances, temperatures: list[float]
) -> None:
    known = replace(known, means=means(known.day, *temperatures) if temperatures else {})
    hazard, proposed = MATRIX.hazards[code], proposal(MATRIX, code, known)
    assert proposed is not None
    assert proposed == proposal(MATRIX, code, known)
    own = {hazard.priority, hazard.out_of_season or hazard.priority}
    steps = {PRIORITIES.index(each) - PRIORITIES.index(proposed.priority) for each in own}
    assert steps & {0, 1}
    raising = {reason.code for reason in proposed.reasons} - {"hazard", "cool_days"}
    assert raising or proposed.priority in own
    assert reasons.why(proposed).render("fr")
