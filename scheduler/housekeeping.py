"""The nightly clearing: what access forgets, and what the ledgers of the kit forget."""

from datetime import timedelta

from ops.access import jobs as access_jobs
from ops.kit import heartbeats, runs
from ops.kit.jobs import JobContext

_RUNS_KEPT = timedelta(days=400)
_HEARTBEATS_KEPT = timedelta(days=30)


def session_purge(context: JobContext) -> dict[str, int]:
    did = dict(access_jobs.session_purge(context))
    with context.unit_of_work() as session:
        did["job_runs"] = runs.forget_before(session, context.now - _RUNS_KEPT)
    with context.unit_of_work() as session:
        did["heartbeats"] = heartbeats.forget_before(session, context.now - _HEARTBEATS_KEPT)
    return did
