"""Working days and hours, through holidays, closing days and changes of the clock."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.holidays import belgian_holidays
from ops.kit.working_time import WorkingCalendar

BRUSSELS = ZoneInfo("Europe/Brussels")
CALENDAR = WorkingCalendar(BRUSSELS, time(8), time(16, 30))
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


def test_belgian_holidays_are_computed_for_any_year() -> None:
    assert {len(belgian_holidays(year)) for year in (2025, 2026, 2031, 2050)} == {12}
    assert date(2026, 11, 11) in belgian_holidays(2026)
    assert date(2031, 4, 14) in belgian_holidays(2031)


@pytest.mark.parametrize(
    ("at", "n", "due"),
    [
        ("2026-11-06 09:12", 3, "2026-11-12 16:30"),
        ("2026-11-06 17:00", 1, "2026-11-10 16:30"),
        ("2026-11-09 06:00", 1, "2026-11-10 16:30"),
        ("2026-11-09 16:30", 1, "2026-11-12 16:30"),
        ("2026-11-07 00:00", 1, "2026-11-10 16:30"),
        ("2027-08-13 10:00", 1, "2027-08-16 16:30"),
        ("2026-03-27 10:00", 1, "2026-03-30 16:30"),
        ("2026-12-31 20:00", 2, "2027-01-06 16:30"),
    ],
    ids=[
        "three days step over the weekend and Armistice Day",
        "a call after closing begins on the next working day",
        "a call before opening begins on that same day",
        "closing time itself is out of hours, and the eleventh is a holiday",
        "midnight on Saturday waits for Monday",
        "a holiday that falls on Sunday moves nothing",
        "the night of the summer clock moves nothing",
        "New Year's Day is skipped",
    ],
)
def test_the_nth_working_day_ends_at_closing_time(at: str, n: int, due: str) -> None:
    assert CALENDAR.end_of_nth_working_day(local(at), n) == local(due)


def test_a_closing_day_of_the_centre_is_no_working_day() -> None:
    calendar = WorkingCalendar(BRUSSELS, time(8), time(16, 30), closing_days=frozenset({date(2026, 11, 23)}))
    assert calendar.end_of_nth_working_day(local("2026-11-20 10:00"), 1) == local("2026-11-24 16:30")
    assert calendar.is_out_of_hours(local("2026-11-23 10:00"))


@given(INSTANTS)
def test_an_instant_is_out_of_hours_exactly_when_no_working_segment_holds_it(at: datetime) -> None:
    around = CALENDAR.working_segments(at - timedelta(hours=30), at + timedelta(hours=30))
    assert CALENDAR.is_out_of_hours(at) is not any(part.holds(at) for part in around)


@given(INSTANTS, st.integers(0, 30))
def test_the_nth_day_holds_n_full_days_after_day_zero(at: datetime, n: int) -> None:
    zero, due = CALENDAR.end_of_nth_working_day(at, 0), CALENDAR.end_of_nth_working_day(at, n)
    assert CALENDAR.working_time(zero, due) == n * timedelta(hours=8, minutes=30)


@given(INSTANTS, st.integers(0, 20))
def test_a_later_call_is_never_due_earlier(at: datetime, n: int) -> None:
    later = at + timedelta(minutes=37)
    assert CALENDAR.end_of_nth_working_day(at, n) <= CALENDAR.end_of_nth_working_day(later, n)


def test_the_next_opening_skips_the_weekend() -> None:
    assert CALENDAR.next_opening(local("2026-11-20 20:00")) == local("2026-11-23 08:00")
