"""The nightly clearing: what access forgets, and what the ledgers of the kit forget."""

from datetime import timedelta

from ops.access import jobs as access_jobs
from ops.kit import heartbeats, runs
from ops.kit.jobs import JobContext
from ops.repairs.service.drafts import purge_drafts
from scheduler import timetable

_RUNS_KEPT = timedelta(days=400)
#: Fast loops leave thousands of rows a day.
_ROUNDS_KEPT = timedelta(days=14)
_HEARTBEATS_KEPT = timedelta(days=30)


def session_purge(context: JobContext) -> dict[str, int]:
    did = dict(access_jobs.session_purge(context))
    with context.unit_of_work() as session:
        loops = {row.name for row in timetable.TIMETABLE if row.is_loop}
        planned = {row.name for row in timetable.TIMETABLE} - loops
        did["job_runs"] = runs.forget_before(session, context.now - _RUNS_KEPT, jobs=planned)
        did["job_runs"] += runs.forget_before(session, context.now - _ROUNDS_KEPT, jobs=loops)
    with context.unit_of_work() as session:
        did["heartbeats"] = heartbeats.forget_before(session, context.now - _HEARTBEATS_KEPT)
    with context.unit_of_work() as session:
        did["drafts"] = purge_drafts(session, context.now)
    return did
