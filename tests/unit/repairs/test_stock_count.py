"""Counting a store: what is large, what is booked, and in which order shelves are walked along."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.repairs.rules.stock_count import LargeFrom, booked_quantity, is_large, shelf_key

LARGE = LargeFrom(pieces=5, cents=10_000)


@pytest.mark.parametrize(
    ("difference", "cents", "large"),
    [(4, 100, False), (-5, None, True), (-1, 10_000, True), (2, 4_999, False), (0, 1_000_000, False)],
    ids=["few and cheap", "many without a price", "one that is dear", "just under", "none at all"],
)
def test_a_difference_is_large_by_number_or_by_money(difference: int, cents: int | None, large: bool) -> None:
    assert is_large(difference, cents, LARGE) is large


@given(st.integers(0, 99), st.integers(0, 99), st.integers(-99, 99))
def test_what_moves_after_the_count_stays_on_top_of_it(expected: int, counted: int, moved: int) -> None:
    assert booked_quantity(expected + moved, expected, counted) == max(0, counted + moved)


def test_shelves_come_in_the_order_in_which_they_stand() -> None:
    assert sorted(["", "B1", "A10", "A2", "2", "10"], key=shelf_key) == ["2", "10", "A2", "A10", "B1", ""]
