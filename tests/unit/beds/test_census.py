"""The census is a recount; rates keep their denominators; the bridge from budget to actual adds up."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.beds.rules.billable import AbsenceRow, Away, TermFigures, billed_after_death, unbilled
from ops.beds.rules.bridge import bridge
from ops.beds.rules.census import MEASURES, Counted, percent, take
from ops.kit.periods import OPEN_END

FIRST = date(2026, 3, 20)
NIGHTS = [FIRST + timedelta(days=number) for number in range(30)]
DAYS = st.sampled_from(NIGHTS) | st.just(OPEN_END) | st.just(date(2020, 1, 1))
COUNTED = st.builds(
    Counted, st.sampled_from(["a", "b", "c"]), st.sampled_from(MEASURES), DAYS, DAYS, st.integers(0, 5)
)  # fmt: skip


@given(st.lists(COUNTED, max_size=30))
def test_each_night_counts_what_lies_over_it(counted: Sequence[Counted]) -> None:
    census = take(counted, ["a", "b", "c"], NIGHTS[5], NIGHTS[25])
    wanted: Counter[tuple[str, str, date]] = Counter()
    for each in counted:
        for night in NIGHTS[5:25]:
            if each.from_on <= night < each.to_on:
                wanted[each.group, each.measure, night] += each.number
    for row, group in enumerate(census.groups):
        for number, night in enumerate(NIGHTS[5:25]):
            for measure in MEASURES:
                assert census.by_measure[measure][row, number] == wanted[group, measure, night]


@given(st.lists(COUNTED, max_size=20), st.integers(1, 19))
def test_homes_and_disjoint_periods_add_up(counted: Sequence[Counted], cut: int) -> None:
    whole = take(counted, ["a", "b", "c"], NIGHTS[5], NIGHTS[25])
    first, second = (
        take(counted, ["a", "b", "c"], *span) for span in ((NIGHTS[5], NIGHTS[5 + cut]), (NIGHTS[5 + cut], NIGHTS[25]))
    )
    for name in ("available", "present", "billable", "free", "contract"):
        assert whole.total(whole.of(name)) == first.total(first.of(name)) + second.total(second.of(name))
        assert whole.total(whole.of(name)) == sum(whole.total(whole.of(name), group) for group in whole.groups)


@pytest.mark.parametrize(
    ("budgeted", "capacity", "rate"),
    [
        (136, 148, "91.89"),
        (124, 137, "90.51"),
        (133, 152, "87.50"),
        (98, 115, "85.22"),
        (176, 180, "97.78"),
        (667, 732, "91.12"),
        (667, 728, "91.62"),
        (176, 176, "100.00"),
        (3, 2, "150.00"),
    ],
    ids=[
        "Heizel", "Ter Ursulinen", "Sint-Geertruide", "Vesale", "Wilde Rozen", "all five", "all five during works",
        "Wilde Rozen on what is available", "above a hundred stays what it is",
    ],
)  # fmt: skip
def test_a_rate_is_the_exact_one_with_two_decimals(budgeted: int, capacity: int, rate: str) -> None:
    assert percent(budgeted, capacity) == Decimal(rate)


def test_without_capacity_there_is_no_rate() -> None:
    assert percent(0, 0) is None


def test_four_beds_out_for_works_leave_the_licensed_rate_as_it_is() -> None:
    """De Wilde Rozen: 180, 176 while works run, 180."""
    works = Counted("rozen", "out:works", NIGHTS[10], NIGHTS[20], 4)
    census = take([*_rozen(), works], ["rozen"], NIGHTS[0], NIGHTS[29])
    assert census.available[0, [9, 10, 19, 20]].tolist() == [180, 176, 176, 180]
    assert (percent(int(census.contract[0, 10]), 180), percent(int(census.contract[0, 10]), 176)) == (
        Decimal("96.67"),
        Decimal("98.86"),
    )


def _rozen() -> list[Counted]:
    spans = (("alive", 180), ("licensed", 180), ("budgeted", 176), ("stay", 174))
    return [Counted("rozen", measure, date(2020, 1, 1), OPEN_END, count) for measure, count in spans]


def test_more_residents_than_beds_is_listed_and_not_clipped() -> None:
    census = take([*_rozen(), Counted("rozen", "out:other", NIGHTS[3], NIGHTS[4], 7)], ["rozen"], NIGHTS[0], NIGHTS[9])
    assert census.over_full() == [("rozen", NIGHTS[3])]
    assert census.free[0, 3] == -1


@given(st.lists(COUNTED, max_size=30), st.sampled_from(["contract", "present", "billable"]))
def test_the_bridge_leads_from_the_budget_to_what_was_occupied_to_the_bed_night(
    counted: Sequence[Counted], basis: str
) -> None:
    census = take(counted, ["a", "b", "c"], NIGHTS[5], NIGHTS[25])
    found = bridge(census, basis, np.full(census.alive.shape, 6_800))
    assert found.budgeted + sum(step.bed_nights for step in found.steps) == found.actual
    assert all(step.cents == step.bed_nights * 6_800 for step in found.steps)


def test_without_a_price_a_step_has_no_money() -> None:
    census = take(_rozen(), ["rozen"], NIGHTS[0], NIGHTS[2])
    prices = np.array([[6_800, -1]])
    steps = {step.part: step.cents for step in bridge(census, "contract", prices).steps}
    assert steps["planned"] is None
    assert steps["works"] == 0


FIGURES = TermFigures(
    hold_days=3, clearing_days=5, clearing_days_after_death=7, nights_billed_after_death=2,
    absences=[AbsenceRow(kind="hospital", unbilled_from_night=8)],
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "out", "back", "wanted"),
    [
        ("hospital", NIGHTS[0], NIGHTS[7], None),
        ("hospital", NIGHTS[0], NIGHTS[10], (NIGHTS[7], NIGHTS[10])),
        ("hospital", NIGHTS[0], OPEN_END, (NIGHTS[7], OPEN_END)),
        ("holiday", NIGHTS[0], NIGHTS[20], None),
        ("hospital", NIGHTS[3], NIGHTS[3], None),
    ],
    ids=["short enough", "the nights from the eighth on", "without an end", "no row for it", "back the same day"],
)
def test_the_first_nights_of_an_absence_are_paid(
    kind: str, out: date, back: date, wanted: tuple[date, date] | None
) -> None:
    assert unbilled(Away(kind, out, back), FIGURES) == wanted


def test_some_nights_after_a_death_are_paid_and_none_after_a_move() -> None:
    assert billed_after_death("death", NIGHTS[0], NIGHTS[9], FIGURES) == (NIGHTS[0], NIGHTS[2])
    assert billed_after_death("death", NIGHTS[0], NIGHTS[1], FIGURES) == (NIGHTS[0], NIGHTS[1])
    assert billed_after_death("moved", NIGHTS[0], NIGHTS[9], FIGURES) is None
