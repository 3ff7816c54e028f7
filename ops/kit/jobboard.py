"""What is shown of the jobs: the timetable that the scheduler publishes, the ledger, and the wishes that wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from ops.errors import N_, NotFound, Unavailable
from ops.kit import commands, heartbeats, leases, runs
from ops.kit.locale import Text
from ops.kit.models import Command, Heartbeat, JobRun, Lease

#: A scheduler without a sign of life for so long counts as away.
AWAY_AFTER = timedelta(seconds=60)
#: A run that has not started so long after its time is late.
LATE_AFTER = timedelta(minutes=2)

#: What an entry holds; those of an older version are left out until the new scheduler has written its own.
_FIELDS = {
    "name", "reason", "trigger", "loop", "after", "limit_s", "next_at", "last_started_at", "last_ended_at",
    "last_seconds", "running_since", "hanging", "failing",
}  # fmt: skip

State = Literal["running", "hanging", "failed", "late", "waiting", "done", "never"]


class JobNotFound(NotFound):
    code = "job_not_found"
    text = N_("There is no job with this name.")


class NoScheduler(Unavailable):
    code = "no_scheduler"
    text = N_("The scheduler has not started yet on this database, so nothing can be run.")


@dataclass(frozen=True)
class JobView:
    """One job as people see it."""

    name: str
    reason: str
    trigger: Text
    is_loop: bool
    after: tuple[str, ...]
    limit: timedelta
    next_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    took: timedelta | None
    did: Mapping[str, int]
    error: str | None
    requested_by: str | None
    state: State
    running_since: datetime | None
    wished_by: str | None

    @property
    def is_troubled(self) -> bool:
        """It needs a person: it failed, hangs or is late."""
        return self.state in ("failed", "hanging", "late")


@dataclass(frozen=True)
class Scheduler:
    """The process that runs the jobs."""

    holder: str | None
    token: int
    at: datetime | None
    is_alive: bool


@dataclass(frozen=True)
class JobBoard:
    scheduler: Scheduler
    jobs: list[JobView]
    beats: list[Heartbeat]


def board(session: Session, now: datetime) -> JobBoard:
    beat = heartbeats.latest(session, heartbeats.SCHEDULER)
    last = runs.latest_of_all(session)
    wishes = {str(each.params.get("job")): each for each in commands.open_commands(session, commands.RUN_JOB)}
    entries = [entry for entry in beat.detail.get("jobs", []) if entry.keys() >= _FIELDS] if beat else []
    jobs = [_view(entry, last.get(entry["name"]), wishes.get(entry["name"]), now) for entry in entries]
    return JobBoard(_scheduler(session, beat, now), jobs, heartbeats.all_beats(session))


def job(session: Session, name: str, now: datetime) -> JobView:
    """Raises JobNotFound."""
    found = [each for each in board(session, now).jobs if each.name == name]
    if not found:
        raise JobNotFound()
    return found[0]


def wish_run(session: Session, name: str, *, by: str, now: datetime) -> Command:
    """Asks the scheduler to run the job now; a wish that waits already is not doubled.

    Raises NoScheduler, JobNotFound.
    """
    if heartbeats.latest(session, heartbeats.SCHEDULER) is None:
        raise NoScheduler()
    job(session, name, now)
    waiting = commands.open_commands(session, commands.RUN_JOB, ("waiting",))
    for each in waiting:
        if each.params.get("job") == name:
            return each
    return commands.request(session, commands.RUN_JOB, {"job": name}, by=by, now=now)


def count_troubled(session: Session, now: datetime) -> int:
    """Jobs that failed, hang or are late: the figure in the navigation."""
    return sum(each.is_troubled for each in board(session, now).jobs)


def _scheduler(session: Session, beat: Heartbeat | None, now: datetime) -> Scheduler:
    lease = session.get(Lease, leases.SCHEDULER)
    at = beat.at if beat else None
    alive = heartbeats.is_alive(at, now, AWAY_AFTER)
    return Scheduler(lease.holder if lease else None, lease.token if lease else 0, at, alive)


def _view(entry: Mapping[str, Any], run: JobRun | None, wish: Command | None, now: datetime) -> JobView:
    started_at, ended_at, took = _last_times(entry, run)
    running_since = run.started_at if run and run.state == runs.RUNNING else None
    is_last_recorded = run is not None and started_at == run.started_at
    return JobView(
        name=entry["name"],
        reason=entry["reason"],
        trigger=Text.from_json(entry["trigger"]),
        is_loop=entry["loop"],
        after=tuple(entry["after"]),
        limit=timedelta(seconds=entry["limit_s"]),
        next_at=datetime.fromisoformat(entry["next_at"]),
        started_at=started_at,
        ended_at=ended_at,
        took=took,
        did={key: count for key, count in run.did.items() if count} if run and is_last_recorded else {},
        error=run.error if run and run.state == runs.FAILED and (is_last_recorded or entry["failing"]) else None,
        requested_by=run.requested_by if run and is_last_recorded else None,
        state=_state(entry, run, started_at, wish, now),
        running_since=_at(entry["running_since"]) if entry["hanging"] else running_since,
        wished_by=wish.requested_by if wish else None,
    )


def _last_times(
    entry: Mapping[str, Any], run: JobRun | None
) -> tuple[datetime | None, datetime | None, timedelta | None]:
    """The younger of what the ledger and the scheduler say: rounds with nothing to do stand only in the latter."""
    started, ended, seconds = _at(entry["last_started_at"]), _at(entry["last_ended_at"]), entry["last_seconds"]
    if run is not None and (started is None or run.started_at >= started):
        took = run.finished_at - run.started_at if run.finished_at else None
        return run.started_at, run.finished_at, took
    return started, ended, timedelta(seconds=seconds) if seconds is not None else None


def _state(
    entry: Mapping[str, Any], run: JobRun | None, started_at: datetime | None, wish: Command | None, now: datetime
) -> State:
    if entry["hanging"]:
        return "hanging"
    if run is not None and run.state == runs.RUNNING:
        return "running"
    if wish is not None:
        return "waiting"
    if run is not None and run.state == runs.FAILED and (entry["failing"] or started_at == run.started_at):
        return "failed"
    if now > datetime.fromisoformat(entry["next_at"]) + LATE_AFTER:
        return "late"
    return "done" if started_at is not None else "never"


def _at(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
