"""The order of a technician's day, the way through it, and its end."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.repairs.rules.my_day import Job, is_for_today, plan, turn

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
TODAY = date(2026, 11, 20)
HOUR = timedelta(hours=1)
ROUTINE = Job("W1", "P4", "1020", minutes=60)


def _day(at: datetime) -> date:
    return at.date()


def _order(*jobs: Job) -> list[str]:
    return [job.ref for job in sorted(jobs, key=lambda job: turn(job, _day, TODAY))]


def _due(ref: str, priority: str, hours: float) -> Job:
    return replace(ROUTINE, ref=ref, priority=priority, due_at=NOW + hours * HOUR)


def test_danger_goes_before_what_is_late_for_longer() -> None:
    assert _order(_due("late", "P3", -20), _due("danger", "P1", 5)) == ["danger", "late"]


def test_danger_of_tomorrow_comes_after_the_work_of_today() -> None:
    assert _order(_due("tomorrow", "P1", 24), _due("today", "P4", 2)) == ["today", "tomorrow"]


def test_without_danger_the_first_deadline_goes_first_and_what_has_none_last() -> None:
    assert _order(replace(ROUTINE, ref="none"), _due("soon", "P2", 4), _due("late", "P3", -20)) == [
        "late",
        "soon",
        "none",
    ]


def test_where_he_is_comes_first() -> None:
    here = replace(ROUTINE, ref="here", on_site_at=NOW - HOUR)
    assert _order(_due("danger", "P1", 1), here) == ["here", "danger"]


def test_an_appointment_counts_before_its_deadline() -> None:
    at_ten = replace(_due("ten", "P4", 400), slot_from_at=NOW + HOUR)
    assert _order(_due("noon", "P4", 3), at_ten) == ["ten", "noon"]


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        pytest.param(_due("", "P3", -30), True, id="what is late"),
        pytest.param(
            replace(ROUTINE, slot_from_at=NOW + 24 * HOUR, due_at=NOW), False, id="an appointment for tomorrow"
        ),
        pytest.param(_due("", "P1", 24), True, id="danger whatever its deadline"),
        pytest.param(ROUTINE, False, id="work without a deadline waits for another day"),
        pytest.param(replace(ROUTINE, on_site_at=NOW), True, id="where he is"),
    ],
)
def test_what_is_for_today(job: Job, expected: bool) -> None:
    assert is_for_today(job, _day, TODAY) is expected


def _twelve(_from: str, _to: str) -> int:
    return 12


def test_he_waits_for_an_appointment_and_drives_home_at_the_end() -> None:
    first = replace(ROUTINE, ref="W1", slot_from_at=NOW + HOUR)
    found = plan([first, replace(ROUTINE, ref="W2")], "1000", NOW, _twelve)
    assert [(leg.arrives_at, leg.leaves_at) for leg in found.legs] == [
        (NOW + HOUR, NOW + 2 * HOUR),
        (NOW + 2 * HOUR + timedelta(minutes=12), NOW + 3 * HOUR + timedelta(minutes=12)),
    ]
    assert found.home_at == NOW + 3 * HOUR + timedelta(minutes=24)


def test_a_job_that_takes_longer_than_thought_ends_now_at_the_earliest() -> None:
    [leg] = plan([replace(ROUTINE, on_site_at=NOW - 3 * HOUR)], "1000", NOW, _twelve).legs
    assert (leg.drive_minutes, leg.leaves_at) == (0, NOW)


def test_a_day_without_jobs_is_over() -> None:
    assert plan([], "1000", NOW, _twelve).home_at == NOW


@given(st.lists(st.tuples(st.integers(5, 300), st.integers(0, 90)), max_size=8))
def test_nobody_is_in_two_places_at_once(work: list[tuple[int, int]]) -> None:
    ways = iter([way for _, way in work] + [0])
    jobs = [replace(ROUTINE, ref=f"W{i}", minutes=minutes) for i, (minutes, _) in enumerate(work)]
    found = plan(jobs, "1000", NOW, lambda _from, _to: next(ways))
    ends = [NOW, *(leg.leaves_at for leg in found.legs)]
    for end, leg in zip(ends, found.legs, strict=False):
        assert leg.arrives_at == end + timedelta(minutes=leg.drive_minutes)
    assert found.home_at == ends[-1]
