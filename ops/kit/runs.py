"""The ledger of job runs: one row for each planned run, so that due, late and failed ones can be read."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ops.inserts import insert_if_absent
from ops.kit.models import JobRun

RUNNING, DONE, FAILED = "running", "done", "failed"
#: Error of a run whose process died.
INTERRUPTED = "interrupted"
_ERROR_LENGTH = 2000


@dataclass(frozen=True)
class Planned:
    """One run before it starts; `run_key` is unique for its job."""

    job: str
    run_key: str
    planned_at: datetime
    requested_by: str | None = None


def begin(session: Session, plan: Planned, *, runner: str, now: datetime) -> int | None:
    """Starts a planned run, or a failed one again; None when another has it or had it."""
    row = JobRun(
        job=plan.job,
        run_key=plan.run_key,
        planned_at=plan.planned_at,
        state=RUNNING,
        started_at=now,
        runner=runner,
        requested_by=plan.requested_by,
        attempt=1,
        did={},
    )
    if not insert_if_absent(session, row) and not _begin_again(session, plan, runner, now):
        return None
    return session.scalar(select(JobRun.id).where(JobRun.job == plan.job, JobRun.run_key == plan.run_key))


def _begin_again(session: Session, plan: Planned, runner: str, now: datetime) -> bool:
    again = update(JobRun).where(JobRun.job == plan.job, JobRun.run_key == plan.run_key, JobRun.state == FAILED)
    again = again.values(
        state=RUNNING, started_at=now, finished_at=None, runner=runner, attempt=JobRun.attempt + 1, error=None
    )
    return session.scalar(again.returning(JobRun.id).execution_options(synchronize_session=False)) is not None


def finish(session: Session, run_id: int, *, now: datetime, did: Mapping[str, int], error: str | None = None) -> None:
    """Ends a run; it counts as failed when it has an error."""
    end = update(JobRun).where(JobRun.id == run_id)
    end = end.values(
        state=FAILED if error else DONE, finished_at=now, did=dict(did), error=error and error[:_ERROR_LENGTH]
    )
    session.execute(end.execution_options(synchronize_session=False))


def note_loop_failure(session: Session, plan: Planned, *, runner: str, started_at: datetime, error: str) -> bool:
    """Writes a failed round of a fast loop; a loop that keeps failing alike counts on in one row.

    True when the loop was well before.
    """
    last = latest(session, plan.job)
    if last is not None and last.state == FAILED and last.error == error[:_ERROR_LENGTH]:
        last.attempt += 1
        last.finished_at = plan.planned_at
        return False
    run_id = begin(session, plan, runner=runner, now=started_at)
    if run_id is not None:
        finish(session, run_id, now=plan.planned_at, did={}, error=error)
    return last is None or last.state != FAILED


def close_interrupted(session: Session, *, now: datetime) -> list[str]:
    """Runs that nobody runs any more, found by a new holder of the lease; returns the jobs."""
    end = update(JobRun).where(JobRun.state == RUNNING).values(state=FAILED, finished_at=now, error=INTERRUPTED)
    return list(session.scalars(end.returning(JobRun.job).execution_options(synchronize_session=False)))


def latest(session: Session, job: str) -> JobRun | None:
    return session.scalars(select(JobRun).where(JobRun.job == job).order_by(JobRun.id.desc()).limit(1)).first()


def by_key(session: Session, job: str, run_key: str) -> JobRun | None:
    return session.scalar(select(JobRun).where(JobRun.job == job, JobRun.run_key == run_key))


def latest_of_all(session: Session) -> dict[str, JobRun]:
    """The youngest run of each job: a step a job through the index, however long the ledger is."""
    jobs = select(func.min(JobRun.job).label("job")).cte("jobs", recursive=True)
    following = select(func.min(JobRun.job)).where(JobRun.job > jobs.c.job).scalar_subquery()
    jobs = jobs.union_all(select(following).where(jobs.c.job.is_not(None)))
    youngest = select(func.max(JobRun.id)).where(JobRun.job == jobs.c.job).correlate(jobs).scalar_subquery()
    newest = select(youngest).select_from(jobs)
    return {run.job: run for run in session.scalars(select(JobRun).where(JobRun.id.in_(newest)))}


def history(session: Session, job: str, *, limit: int = 50, before_id: int | None = None) -> list[JobRun]:
    """Newest first."""
    query = select(JobRun).where(JobRun.job == job)
    if before_id is not None:
        query = query.where(JobRun.id < before_id)
    return list(session.scalars(query.order_by(JobRun.id.desc()).limit(limit)))


def forget_before(session: Session, before: datetime, *, jobs: Collection[str]) -> int:
    """Old rows of these jobs go; the last run of each stays, so that nothing looks as if it had never run."""
    newest = select(func.max(JobRun.id)).group_by(JobRun.job)
    gone = delete(JobRun).where(JobRun.job.in_(jobs), JobRun.started_at < before, JobRun.id.not_in(newest))
    return len(session.execute(gone.returning(JobRun.id)).all())
