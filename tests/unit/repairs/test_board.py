"""The columns of the planning board hold everything once, also on the days on which the clock changes."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.repairs.rules.board import Load, column_of, day_columns, load_of, monday_of, week_columns
from ops.repairs.rules.slots import Booked, Crew
from tests.support.ticket_events import BRUSSELS, local
from tests.unit.repairs.test_slots import RULES

DAYS = st.dates(date(2026, 1, 1), date(2027, 12, 31))
MINUTES = st.integers(0, 7 * 24 * 60 - 1)


@given(DAYS, MINUTES)
def test_every_instant_of_a_week_stands_in_exactly_one_column(day: date, minutes: int) -> None:
    columns = week_columns(RULES, day)
    at = columns[0].span.from_at + timedelta(minutes=minutes)
    held = [number for number, column in enumerate(columns) if column.span.holds(at)]
    assert held == ([column_of(columns, at)] if at < columns[-1].span.to_at else [])
    assert all(before.span.to_at == after.span.from_at for before, after in pairwise(columns))


@given(DAYS, st.integers(0, 22 * 60))
def test_every_instant_of_a_day_stands_in_one_of_its_windows(day: date, minutes: int) -> None:
    columns = day_columns(RULES, day)
    at = columns[0].span.from_at + timedelta(minutes=minutes)
    assert column_of(columns, at) is not None
    assert column_of(columns, columns[-1].span.to_at) is None


@pytest.mark.parametrize(
    ("at", "expected"),
    [("2026-11-10 06:00", 0), ("2026-11-10 09:59", 0), ("2026-11-10 10:00", 1), ("2026-11-10 12:15", 1),
     ("2026-11-10 12:30", 2), ("2026-11-10 22:00", 3), ("2026-11-11 00:00", None)],
    ids=["early", "first window", "second", "at noon", "third", "in the evening", "the next day"],
)  # fmt: skip
def test_what_begins_beside_a_window_stands_in_the_one_before(at: str, expected: int | None) -> None:
    assert column_of(day_columns(RULES, date(2026, 11, 10)), local(at)) == expected


def test_a_holiday_has_no_slots_but_keeps_its_column() -> None:
    wednesday = week_columns(RULES, date(2026, 11, 13))[2]
    assert (wednesday.on, wednesday.is_open, list(wednesday.slots)) == (date(2026, 11, 11), False, [])
    assert monday_of(date(2026, 11, 15)) == date(2026, 11, 9)


def test_a_load_weighs_promises_against_people() -> None:
    tuesday = week_columns(RULES, date(2026, 11, 10))[1]
    morning = Booked(tuesday.slots[0].span, 150)
    assert load_of(Crew(2, [morning], kept_free=50), tuesday) == Load(150, 510)
    assert not Load(510, 510).is_over
    assert Load(511, 510).is_over
    assert load_of(Crew(None, [morning]), tuesday) is None
    assert tuesday.span.from_at.astimezone(BRUSSELS).hour == 0
