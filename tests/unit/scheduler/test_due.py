from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduler.due import Found, is_settled, loop_is_due, loop_run, may_go, may_start, next_at, planned_run
from scheduler.timetable import TIMETABLE, Row, load
from scheduler.triggers import At, Every

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
DAILY = Row("close", At(3, 30), "x:y", "why", attempts=3)
LOOP = Row("send", Every(15), "x:y", "why")


def _failed(attempt: int, minutes_ago: float, error: str = "ValueError: no") -> Found:
    return Found("failed", attempt, NOW - timedelta(minutes=minutes_ago), error)


@pytest.mark.parametrize(
    ("found", "starts"),
    [
        (None, True),
        (Found("done", 1, NOW, None), False),
        (Found("running", 1, None, None), False),
        (_failed(1, 2), False),
        (_failed(1, 6), True),
        (_failed(3, 60), False),
        (_failed(1, 0, "interrupted"), True),
        (_failed(3, 0, "interrupted"), False),
    ],
    ids=[
        "never begun",
        "done once is done",
        "under way",
        "failed a moment ago, so not yet again",
        "failed five minutes ago, so once more",
        "failed three times, so a person must look",
        "interrupted by a dead process, so at once",
        "interrupted each time, so no more",
    ],
)
def test_a_planned_run_starts(found: Found | None, starts: bool) -> None:
    assert may_start(DAILY, found, NOW) is starts


def test_only_the_last_missed_run_is_made_up_for() -> None:
    after_three_days_away = NOW + timedelta(days=3)
    plan = planned_run(DAILY, after_three_days_away, BRUSSELS)
    assert plan is not None
    assert plan.run_key == "2026-11-23T03:30"


def test_a_run_missed_for_longer_than_it_may_be_late_is_left_out() -> None:
    row = Row("close", At(3, 30), "x:y", "why", catch_up=timedelta(hours=2))
    assert planned_run(row, NOW, BRUSSELS) is None


def test_a_settled_run_is_not_looked_up_again() -> None:
    assert is_settled(DAILY, Found("done", 1, NOW, None))
    assert is_settled(DAILY, _failed(3, 0))
    assert not is_settled(DAILY, _failed(2, 0))
    assert not is_settled(DAILY, None)


@pytest.mark.parametrize(
    ("seconds_since_start", "due"),
    [(None, True), (14.9, False), (15.0, True), (-3600.0, True)],
    ids=["at the start of the process", "too early", "in time", "also after the clock was set back"],
)
def test_a_fast_loop_is_due(seconds_since_start: float | None, due: bool) -> None:
    started = None if seconds_since_start is None else NOW - timedelta(seconds=seconds_since_start)
    assert loop_is_due(LOOP, started, NOW) is due


def test_the_rounds_of_the_double_hour_have_different_keys() -> None:
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert loop_run(LOOP, first).run_key != loop_run(LOOP, first + timedelta(hours=1)).run_key


@pytest.mark.parametrize(
    ("due", "running", "hanging", "goes"),
    [
        ([], [], [], True),
        (["partitions"], [], [], False),
        ([], ["partitions"], [], False),
        ([], ["partitions"], ["partitions"], True),
        (["other"], ["other"], [], True),
        ([], ["close"], [], False),
    ],
    ids=[
        "nothing before it",
        "the first one is due too",
        "the first one is under way",
        "the first one hangs, so it is not waited for",
        "jobs without an order between them don't wait",
        "never twice at once",
    ],
)
def test_the_order_between_jobs_is_kept(due: list[str], running: list[str], hanging: list[str], goes: bool) -> None:
    row = Row("close", At(3, 30), "x:y", "why", after=("partitions",))
    assert may_go(row, due, running, hanging) is goes


def test_the_page_can_say_when_a_job_runs_next() -> None:
    assert next_at(DAILY, None, NOW, BRUSSELS) == datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
    assert next_at(LOOP, NOW - timedelta(seconds=5), NOW, BRUSSELS) == NOW + timedelta(seconds=10)
    assert next_at(LOOP, None, NOW, BRUSSELS) == NOW


@pytest.mark.parametrize("row", TIMETABLE, ids=lambda row: row.name)
def test_each_row_of_the_timetable_names_a_job_that_stands(row: Row) -> None:
    assert callable(load(row))
    assert row.reason.endswith(".")


def test_jobs_wait_only_for_jobs_above_them_in_the_table() -> None:
    names = [row.name for row in TIMETABLE]
    assert len(names) == len(set(names))
    for place, row in enumerate(TIMETABLE):
        assert set(row.after) <= set(names[:place])
