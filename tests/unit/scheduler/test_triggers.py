from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.timetable import TIMETABLE
from scheduler.triggers import At, Every, last_time, next_time, run_key

BRUSSELS = ZoneInfo("Europe/Brussels")
WEEK = timedelta(days=7)


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("trigger", "now", "planned"),
    [
        (At(3, 30), "2026-11-20T10:00:00+01:00", "2026-11-20T03:30:00+01:00"),
        (At(3, 30), "2026-11-20T03:30:00+01:00", "2026-11-20T03:30:00+01:00"),
        (At(3, 30), "2026-11-20T03:29:59+01:00", "2026-11-19T03:30:00+01:00"),
        (At(3, 30), "2026-03-29T04:00:00+02:00", "2026-03-29T03:30:00+02:00"),
        (At(3, 30), "2026-10-25T04:00:00+01:00", "2026-10-25T03:30:00+01:00"),
        (At(1, 30), "2026-10-25T04:00:00+01:00", "2026-10-25T01:30:00+02:00"),
        (At(6, 0, "mon"), "2026-11-20T10:00:00+01:00", "2026-11-16T06:00:00+01:00"),
        (At(6, 0, "sun"), "2026-11-22T06:00:00+01:00", "2026-11-22T06:00:00+01:00"),
    ],
    ids=[
        "a daily run of this morning",
        "a run is due at its very minute",
        "a second earlier the last one was yesterday",
        "after the hour that March leaves out",
        "after the hour that October has twice",
        "before the hour that October has twice",
        "monday by name is the calendar's monday",
        "sunday by name is the calendar's sunday",
    ],
)
def test_it_finds_the_last_planned_instant(trigger: At, now: str, planned: str) -> None:
    assert last_time(trigger, _utc(now), WEEK, BRUSSELS) == _utc(planned)


def test_it_looks_back_no_further_than_it_may_catch_up() -> None:
    assert last_time(At(3, 30), _utc("2026-11-20T10:00:00+01:00"), timedelta(hours=6), BRUSSELS) is None


def test_the_next_run_of_a_weekly_job_is_within_a_week() -> None:
    at = next_time(At(6, 0, "tue"), _utc("2026-11-24T06:00:00+01:00"), BRUSSELS)
    assert at == _utc("2026-12-01T06:00:00+01:00")


@pytest.mark.parametrize("minute", [0, 30, 59])
def test_nothing_can_be_planned_between_two_and_three(minute: int) -> None:
    with pytest.raises(ValueError, match="between 2 and 3"):
        At(2, minute)


def test_the_hour_that_comes_twice_in_october_has_one_key() -> None:
    first, second = _utc("2026-10-25T02:30:00+02:00"), _utc("2026-10-25T02:30:00+01:00")
    assert first != second
    assert run_key(first, BRUSSELS) == run_key(second, BRUSSELS) == "2026-10-25T02:30"


PLANNED = {row.name: row.trigger for row in TIMETABLE if isinstance(row.trigger, At)}
_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize("trigger", [*PLANNED.values(), At(0), At(1, 59), At(23, 59), At(0, 0, "sun")], ids=str)
def test_a_job_runs_once_on_each_of_its_days_of_a_year(trigger: At) -> None:
    """Every day, or every such weekday; both changes of the clock, which fall on a Sunday, are in the year."""
    start = _utc("2026-01-01T00:00:00+01:00") - timedelta(seconds=1)
    times = list(trigger.times(start, start + timedelta(days=365), BRUSSELS))
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    own = [day for day in days if trigger.weekday in (None, _NAMES[day.weekday()])]
    assert [run_key(at, BRUSSELS) for at in times] == [f"{day}T{trigger.hour:02d}:{trigger.minute:02d}" for day in own]


@pytest.mark.parametrize(
    ("trigger", "text"),
    [
        (At(3, 5), "every day at 03:05"),
        (At(6, 0, "mon"), "every Monday at 06:00"),
        (Every(15), "every 15 s"),
        (Every(120), "every 2 min"),
    ],
    ids=["daily", "weekly", "seconds", "minutes"],
)
def test_a_trigger_says_in_words_when_it_runs(trigger: At | Every, text: str) -> None:
    assert trigger.text().render("en") == text
