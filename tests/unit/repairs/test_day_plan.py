"""When somebody has time for one more job, and what an emergency moves."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.periods import Span
from ops.kit.working_time import WorkingCalendar
from ops.repairs.rules.day_plan import Job, first_gap, free_to_leave_at, moved_by, next_chance
from ops.repairs.rules.travel import TravelRules, travel_minutes

CALENDAR = WorkingCalendar(ZoneInfo("Europe/Brussels"), time(8), time(16, 30))
HOUR = timedelta(hours=1)


def at(hour: int, minute: int = 0, day: int = 20) -> datetime:
    """Local time in Brussels, on Friday 20 November 2026."""
    return datetime(2026, 11, day, hour - 1, minute, tzinfo=UTC)


def job(ref: str, hour: int, length: timedelta = HOUR, priority: str = "P4", **more: object) -> Job:
    return Job(ref, priority, Span(at(hour), at(hour) + length), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("jobs", "expected"),
    [
        pytest.param([], at(10), id="an empty day: now"),
        pytest.param([job("a", 14)], at(10), id="before the promise, when the job fits"),
        pytest.param([job("a", 11)], at(12), id="after it, when the gap is too short"),
        pytest.param([job("a", 10), job("b", 11)], at(12), id="after all that follow each other"),
        pytest.param([job("b", 13), job("a", 10)], at(11), id="in the first gap that is long enough"),
    ],
)
def test_the_first_gap(jobs: list[Job], expected: datetime) -> None:
    assert first_gap(jobs, at(10), 2 * HOUR) == expected


@pytest.mark.parametrize(
    ("ready", "jobs", "expected"),
    [
        pytest.param(at(10), [], at(10), id="within working hours at once"),
        pytest.param(at(20), [], at(8, day=23), id="on a Friday evening, on Monday morning"),
        pytest.param(at(15, 45), [], at(8, day=23), id="what does not end before closing begins the next day"),
        pytest.param(at(6), [job("a", 8)], at(9), id="after what the morning holds"),
    ],
)
def test_the_next_chance_lies_in_working_hours(ready: datetime, jobs: list[Job], expected: datetime) -> None:
    assert next_chance(jobs, ready, HOUR, CALENDAR) == expected


def test_he_leaves_what_is_less_urgent_and_finishes_what_is_as_urgent() -> None:
    busy = job("a", 9, 3 * HOUR, "P2", on_site=True)
    assert free_to_leave_at([busy], at(10), "P1") == at(10)
    assert free_to_leave_at([busy], at(10), "P2") == at(12)
    assert free_to_leave_at([busy, job("b", 10, HOUR, "P2")], at(10), "P2") == at(13)
    assert free_to_leave_at([job("b", 14, 3 * HOUR, "P1")], at(10), "P1") == at(10)


def test_an_emergency_moves_each_job_behind_the_one_before_it() -> None:
    jobs = [job("a", 10), job("b", 12), job("c", 15, due_at=at(16))]
    moved = moved_by(jobs, Span(at(10), at(13)), CALENDAR)
    assert [(each.ref, each.from_at, each.late) for each in moved] == [("a", at(13), False), ("b", at(14), False)]


def test_a_moved_job_says_when_it_breaks_its_own_deadline() -> None:
    (moved,) = moved_by([job("a", 10, due_at=at(12))], Span(at(10), at(13)), CALENDAR)
    assert moved.late


def test_a_job_that_does_not_fit_today_moves_to_the_next_working_day() -> None:
    (moved,) = moved_by([job("a", 15)], Span(at(14), at(16)), CALENDAR)
    assert moved.from_at == at(8, day=23)


def test_a_moved_emergency_does_not_wait_for_the_morning() -> None:
    (moved,) = moved_by([job("a", 16, priority="P2")], Span(at(15), at(18)), CALENDAR)
    assert moved.from_at == at(18)


def test_of_a_job_that_he_left_only_the_rest_remains() -> None:
    jobs = [job("a", 9, 2 * HOUR, on_site=True), job("b", 14)]
    moved = moved_by(jobs, Span(at(10), at(13)), CALENDAR)
    assert [(each.ref, each.from_at) for each in moved] == [("a", at(13))]


starts = st.lists(st.tuples(st.integers(0, 480), st.integers(10, 180)), max_size=6)


@given(starts, st.integers(0, 480), st.integers(10, 240))
def test_no_job_is_given_time_that_was_promised(found: list[tuple[int, int]], ready: int, length: int) -> None:
    jobs = [job(str(n), 8, timedelta(minutes=m)) for n, (_, m) in enumerate(found)]
    spans = [Span(at(8) + timedelta(minutes=s), at(8) + timedelta(minutes=s + m)) for s, m in found]
    jobs = [Job(each.ref, "P4", span) for each, span in zip(jobs, spans, strict=True)]
    gap = first_gap(jobs, at(8) + timedelta(minutes=ready), timedelta(minutes=length))
    taken = Span(gap, gap + timedelta(minutes=length))
    assert gap >= at(8) + timedelta(minutes=ready)
    assert all(span.clipped(taken) is None for span in spans)


@given(starts, st.integers(0, 400), st.integers(10, 240))
def test_what_an_emergency_moves_never_overlaps(found: list[tuple[int, int]], begins: int, length: int) -> None:
    jobs = [
        Job(str(n), "P4", Span(at(8) + timedelta(minutes=s), at(8) + timedelta(minutes=s + m)))
        for n, (s, m) in enumerate(found)
    ]
    busy = Span(at(8) + timedelta(minutes=begins), at(8) + timedelta(minutes=begins + length))
    lengths = {each.ref: each.span.length for each in jobs}
    moved = [Span(each.from_at, each.from_at + lengths[each.ref]) for each in moved_by(jobs, busy, CALENDAR)]
    for earlier, later in zip([busy, *moved], moved, strict=False):
        assert earlier.to_at <= later.from_at


WAYS = TravelRules({("1000", "1020"): 16}, same_postcode=8, other_ways=25)


@pytest.mark.parametrize(
    ("here", "there", "minutes"),
    [
        pytest.param("1000", "1020", 16, id="a way of the table"),
        pytest.param("1020", "1000", 16, id="the same way back"),
        pytest.param("1020", "1020", 8, id="within one postcode"),
        pytest.param("1020", "1130", 25, id="a way that nobody wrote down"),
        pytest.param("", "", 25, id="a place without a postcode"),
    ],
)
def test_travel_is_about_so_many_minutes(here: str, there: str, minutes: int) -> None:
    assert travel_minutes(WAYS, here, there) == minutes
