import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ops.access.models import Grant, User
from ops.config import Settings
from ops.db import Database
from ops.kit import commands, heartbeats, leases, outbox, runs
from ops.kit.models import Command, JobRun, Lease
from scheduler.main import Scheduler
from scheduler.timetable import Row
from scheduler.triggers import At, Every
from tests.support import scheduler_jobs as jobs
from tests.support.moving_clock import MovingClock
from tests.support.world import NOW

DAILY = At(3, 30)
LOOP = Every(15)


@pytest.fixture
def clock() -> MovingClock:
    return MovingClock(NOW)


@pytest.fixture
def administrator(database: Database) -> None:
    with database.unit_of_work() as session:
        user = User(email="admin@example.org", name="Admin", language="en", state="active", created_at=NOW)
        user.grants = [Grant(role="admin", scope_kind="all", scope_code="")]
        session.add(user)


class Bench:
    """A scheduler that a test turns by hand."""

    def __init__(self, database: Database, settings: Settings, clock: MovingClock, rows: tuple[Row, ...]) -> None:
        self.database = database
        self.clock = clock
        self.scheduler = Scheduler(database, settings, clock=clock, rows=rows, holder="bench")

    def turn(self, **wait: float) -> None:
        self.clock.wait(**wait)
        self.scheduler.tick()
        assert self.scheduler.wait_for_runs(10)

    def runs(self, job: str) -> list[JobRun]:
        with self.database.unit_of_work() as session:
            return runs.history(session, job)[::-1]

    def messages(self) -> list[str]:
        with self.database.unit_of_work() as session:
            return [each.subject for each in outbox.messages(session)][::-1]

    def wish(self, job: str) -> int:
        with self.database.unit_of_work() as session:
            return commands.request(session, commands.RUN_JOB, {"job": job}, by="Ann", now=self.clock()).id

    def command(self, command_id: int) -> Command:
        with self.database.unit_of_work() as session:
            return session.get_one(Command, command_id)


class MakeBench:
    def __init__(self, database: Database, settings: Settings, clock: MovingClock) -> None:
        self.made: list[Bench] = []
        self._parts = (database, settings, clock)

    def __call__(self, *rows: Row) -> Bench:
        self.made.append(Bench(*self._parts, rows))
        return self.made[-1]


@pytest.fixture
def bench(database: Database, settings: Settings, clock: MovingClock) -> Iterator[MakeBench]:
    make = MakeBench(database, settings, clock)
    yield make
    jobs.release.set()
    for each in make.made:
        each.scheduler.leave()
    jobs.release.clear()


def test_a_missed_run_is_made_up_for_once_and_only_the_last_one(bench: MakeBench) -> None:
    house = bench(jobs.row("useful", DAILY))
    for _ in range(3):
        house.turn(minutes=1)
    assert [(run.run_key, run.state, run.did) for run in house.runs("useful")] == [
        ("2026-11-20T03:30", "done", {"found": 2})
    ]
    house.turn(days=3)
    assert [run.run_key for run in house.runs("useful")] == ["2026-11-20T03:30", "2026-11-23T03:30"]


def test_a_restarted_scheduler_does_not_run_again_what_was_run(bench: MakeBench) -> None:
    first = bench(jobs.row("useful", DAILY))
    first.turn()
    first.scheduler.leave()
    second = bench(jobs.row("useful", DAILY))
    second.turn(minutes=1)
    assert len(second.runs("useful")) == 1


@pytest.mark.parametrize("now", ["2026-10-25T01:00:00+02:00", "2026-03-29T01:00:00+01:00"], ids=["october", "march"])
def test_a_daily_job_runs_once_through_the_night_in_which_the_clock_changes(
    bench: MakeBench, clock: MovingClock, now: str
) -> None:
    clock.at = datetime.fromisoformat(now)
    house = bench(jobs.row("useful", DAILY))
    for _ in range(24):
        house.turn(minutes=20)
    day = now[:10]
    assert [run.run_key for run in house.runs("useful") if run.run_key.startswith(day)] == [f"{day}T03:30"]


def test_a_fast_loop_leaves_a_row_only_when_it_did_something(bench: MakeBench) -> None:
    house = bench(jobs.row("idle", LOOP), jobs.row("useful", LOOP))
    for _ in range(3):
        house.turn(seconds=15)
    assert house.runs("idle") == []
    assert [run.did for run in house.runs("useful")] == [{"found": 2}] * 3


@pytest.mark.usefixtures("administrator")
def test_a_loop_that_keeps_failing_is_one_row_and_one_message(
    bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = bench(jobs.row("broken", LOOP))
    for _ in range(4):
        house.turn(seconds=15)
    (run,) = house.runs("broken")
    assert (run.state, run.attempt, run.error) == ("failed", 4, "ValueError: the wheel came off")
    assert house.messages() == ["Job broken failed"]
    monkeypatch.setattr(jobs, "broken", jobs.idle)
    house.turn(seconds=15)
    house.turn(seconds=15)
    assert [run.state for run in house.runs("broken")] == ["failed", "done"]


@pytest.mark.usefixtures("administrator")
def test_a_planned_job_that_fails_is_tried_again_and_people_are_told_once(bench: MakeBench) -> None:
    house = bench(jobs.row("broken", DAILY))
    house.turn()
    house.turn(minutes=1)
    assert [run.attempt for run in house.runs("broken")] == [1]
    for _ in range(5):
        house.turn(minutes=6)
    (run,) = house.runs("broken")
    assert (run.state, run.attempt) == ("failed", 3)
    assert house.messages() == ["Job broken failed"]


@pytest.mark.usefixtures("administrator")
def test_a_job_that_fails_or_hangs_stops_no_other(bench: MakeBench) -> None:
    house = bench(jobs.row("hanging", LOOP, limit_s=0), jobs.row("broken", LOOP), jobs.row("useful", LOOP))
    for _ in range(3):
        house.clock.wait(seconds=15)
        house.scheduler.tick()
        house.scheduler.wait_for_runs(0.3)
    assert len(house.runs("useful")) == 3
    assert sorted(house.messages()) == ["Job broken failed", "Job hanging hangs"]


def test_a_job_waits_for_the_one_that_must_come_first(bench: MakeBench) -> None:
    house = bench(jobs.row("hanging", DAILY), jobs.row("useful", DAILY, after=("hanging",)))
    house.scheduler.tick()
    house.scheduler.tick()
    assert house.runs("useful") == []
    jobs.release.set()
    house.turn()
    house.turn()
    assert [run.state for run in house.runs("useful")] == ["done"]


def test_run_now_is_taken_as_a_command_and_noted_with_who_asked(bench: MakeBench) -> None:
    house = bench(jobs.row("idle", LOOP))
    house.turn()
    command_id = house.wish("idle")
    house.turn()
    (run,) = house.runs("idle")
    assert (run.run_key, run.state, run.requested_by) == (f"manual:{command_id}", "done", "Ann")
    assert house.command(command_id).state == "done"


def test_run_now_of_a_job_that_fails_or_is_unknown_says_so(bench: MakeBench) -> None:
    house = bench(jobs.row("broken", DAILY))
    failed, unknown = house.wish("broken"), house.wish("nothing")
    house.turn(hours=-8)
    assert (house.command(failed).state, house.command(failed).error) == ("failed", "ValueError: the wheel came off")
    assert (house.command(unknown).state, house.command(unknown).error) == ("failed", "unknown_job")


def test_a_job_that_somebody_runs_by_hand_is_left_alone(bench: MakeBench, clock: MovingClock) -> None:
    house = bench(jobs.row("useful", LOOP))
    with house.database.unit_of_work() as session:
        leases.acquire(session, "job:useful", "by hand", now=clock(), lasts=timedelta(minutes=1))
    house.turn()
    assert house.runs("useful") == []
    house.turn(minutes=1)
    assert len(house.runs("useful")) == 1


def test_the_heartbeat_tells_what_the_page_of_jobs_shows(bench: MakeBench, clock: MovingClock) -> None:
    house = bench(jobs.row("useful", DAILY))
    house.turn()
    house.turn(seconds=10)
    with house.database.unit_of_work() as session:
        beat = heartbeats.latest(session, heartbeats.SCHEDULER)
    assert beat is not None
    assert beat.at == clock()
    (job,) = beat.detail["jobs"]
    assert (job["name"], job["next_at"], job["failing"]) == ("useful", "2026-11-21T02:30:00+00:00", False)


def test_a_scheduler_that_stops_gives_its_lease_back_at_once(bench: MakeBench) -> None:
    first, second = bench(), bench()
    first.turn()
    second.turn()
    assert not second.scheduler.lease.is_held
    first.scheduler.leave()
    second.turn()
    assert second.scheduler.lease.is_held


def test_what_a_dead_holder_left_running_is_closed_and_run_again(bench: MakeBench, database: Database) -> None:
    with database.unit_of_work() as session:
        plan = runs.Planned("useful", "2026-11-20T03:30", NOW)
        runs.begin(session, plan, runner="dead", now=NOW)
        lost = commands.request(session, commands.RUN_JOB, {"job": "useful"}, by="Ann", now=NOW)
        commands.take(session, commands.RUN_JOB, now=NOW)
    house = bench(jobs.row("useful", DAILY))
    house.turn()
    house.turn()
    states = {run.run_key: (run.state, run.attempt) for run in house.runs("useful")}
    assert states == {"2026-11-20T03:30": ("done", 2), f"manual:{lost.id}": ("done", 1)}


def test_a_lease_has_one_holder_and_a_growing_token(database: Database) -> None:
    minute = timedelta(minutes=1)
    with database.unit_of_work() as session:
        assert leases.acquire(session, "x", "a", now=NOW, lasts=minute) == 1
    with database.unit_of_work() as session:
        assert leases.acquire(session, "x", "b", now=NOW + minute / 2, lasts=minute) is None
    with database.unit_of_work() as session:
        assert leases.acquire(session, "x", "b", now=NOW + minute, lasts=minute) == 2
    with database.unit_of_work() as session:
        assert not leases.renew(session, "x", 1, now=NOW + minute, lasts=minute)
        assert session.scalars(select(Lease.holder)).one() == "b"
    with pytest.raises(leases.Fenced), database.unit_of_work() as session:
        leases.check(session, "x", 1)


def test_a_database_without_a_free_connection_is_waited_for(database: Database, settings: Settings) -> None:
    stop = threading.Event()

    class Starved(Scheduler):
        looks = 0

        def tick(self) -> None:
            self.looks += 1
            if self.looks == 1:
                raise PoolTimeout("no connection left")
            stop.set()

    starved = Starved(database, settings, rows=())
    starved.run(stop)
    assert starved.looks == 2
