"""What the ledger and the people learn of a run: its beginning, its end, and that a job begins to fail or hangs."""

from datetime import datetime

import structlog
from sqlalchemy.orm import Session

from ops.access.notify import tell
from ops.errors import N_
from ops.kit import commands, runs
from ops.kit.jobs import JobContext
from ops.kit.locale import Text
from ops.kit.outbox import Message
from ops.kit.runs import Planned
from scheduler.order import Ended, Order

_log = structlog.get_logger(__name__)


def begin(context: JobContext, order: Order, runner: str) -> int | None:
    """The row of a planned or wanted run; None when it has been done. Raises Fenced."""
    with context.unit_of_work() as session:
        return runs.begin(session, order.plan, runner=runner, now=context.now)


def end(context: JobContext, order: Order, run_id: int, ended: Ended) -> None:
    """Raises Fenced: then another process has already closed this run as interrupted."""
    with context.unit_of_work() as session:
        was_well = _was_well(session, order, run_id)
        runs.finish(session, run_id, now=context.now, did=ended.did, error=ended.error)
        if order.command_id is not None:
            commands.finish(session, order.command_id, now=context.now, error=ended.error)
        if ended.error and was_well:
            _tell_failed(session, order, ended.error, context.now)


def end_round(context: JobContext, order: Order, started_at: datetime, ended: Ended, runner: str) -> None:
    """Leaves a row only when the round did something, failed, or ended a row of failures."""
    if ended.error:
        _end_failed_round(context, order, started_at, ended.error, runner)
        return
    if not any(ended.did.values()):
        return
    with context.unit_of_work() as session:
        run_id = runs.begin(session, order.plan, runner=runner, now=started_at)
        if run_id is not None:
            runs.finish(session, run_id, now=context.now, did=ended.did)


def _end_failed_round(context: JobContext, order: Order, started_at: datetime, error: str, runner: str) -> None:
    with context.unit_of_work() as session:
        plan = Planned(order.plan.job, order.plan.run_key, context.now)
        if runs.note_loop_failure(session, plan, runner=runner, started_at=started_at, error=error):
            _tell_failed(session, order, error, context.now)


def end_failures(context: JobContext, order: Order, started_at: datetime, runner: str) -> None:
    """A loop that works again says so in the ledger, even when it had nothing to do."""
    with context.unit_of_work() as session:
        run_id = runs.begin(session, order.plan, runner=runner, now=started_at)
        if run_id is not None:
            runs.finish(session, run_id, now=context.now, did={})


def note_hanging(context: JobContext, order: Order) -> None:
    """Tells the people once that a run takes longer than it may."""
    minutes = int(order.row.limit.total_seconds() // 60)
    with context.unit_of_work() as session:
        _tell(
            session,
            order,
            Text(N_("Job %(job)s hangs"), {"job": order.row.name}),
            Text(
                N_("The job %(job)s has been running for more than %(minutes)s minutes. The other jobs go on."),
                {"job": order.row.name, "minutes": minutes},
            ),
            context.now,
        )


def _was_well(session: Session, order: Order, run_id: int) -> bool:
    """True when the run before this one did not fail: people are told at the transition, not each time."""
    before = runs.history(session, order.plan.job, limit=1, before_id=run_id)
    run = runs.by_key(session, order.plan.job, order.plan.run_key)
    first_attempt = run is None or run.attempt == 1
    return first_attempt and (not before or before[0].state != runs.FAILED)


def _tell_failed(session: Session, order: Order, error: str, now: datetime) -> None:
    if error == runs.INTERRUPTED:
        return
    _tell(
        session,
        order,
        Text(N_("Job %(job)s failed"), {"job": order.row.name}),
        Text(
            N_("The job %(job)s failed: %(error)s. It is tried again by itself; this message comes once."),
            {"job": order.row.name, "error": error},
        ),
        now,
    )


def _tell(session: Session, order: Order, subject: Text, body: Text, now: datetime) -> None:
    occasion = f"{order.row.name}:{order.plan.run_key}:{subject.msgid}"
    tell(session, Message("job_failed", subject, body, ("job", order.row.name), occasion), location=None, now=now)


def log_end(order: Order, ended: Ended, seconds: float) -> None:
    name, took = order.row.name, round(seconds, 2)
    if ended.error:
        _log.error("job_failed", job=name, seconds=took, error=ended.error)
    elif any(ended.did.values()) or not order.is_round:
        _log.info("job_done", job=name, seconds=took, **{f"did_{key}": n for key, n in ended.did.items() if n})
