"""What `regie scheduler` and `regie job` do, apart from their signatures so that help needs no database."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from uuid import uuid4

from ops.config import Settings
from ops.db import Database
from ops.errors import N_, Conflict, InvalidInput, NotFound, NotMigrated
from ops.kit import leases, runs
from ops.kit.clock import utc_now
from ops.kit.jobs import JobContext, Token
from ops.kit.locale import format_exact_instant
from ops.kit.models import JobRun
from ops.kit.runs import Planned
from scheduler import record
from scheduler.due import next_at
from scheduler.main import BY_HAND, Scheduler
from scheduler.order import Ended, Order, run_here
from scheduler.timetable import TIMETABLE, Row, UnknownJob, row_of


class NoSuchJob(NotFound):
    code = "no_such_job"
    text = N_("There is no job %(job)s. `regie job list` names them all.")


class JobUnderWay(Conflict):
    code = "job_under_way"
    text = N_("The job %(job)s is being run by hand by somebody else. Wait until it has ended.")


class BadInstant(InvalidInput):
    code = "bad_instant"
    text = N_("Give --now as an instant with its zone, for example 2026-11-20T10:00:00+01:00.")


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = Database(settings.sqlalchemy_url, settings.zone, settings.base_url)
    try:
        if not database.is_current():
            raise NotMigrated()
        yield database
    finally:
        database.dispose()


def run_scheduler() -> None:
    """Until a signal."""
    settings = Settings()
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    with _database(settings) as database:
        Scheduler(database, settings).run(stop)


def lines_of_jobs() -> list[str]:
    """One entry a job, for the terminal."""
    settings = Settings()
    with _database(settings) as database, database.reading() as session:
        last = runs.latest_of_all(session)
    return [_line(row, last.get(row.name), settings) for row in TIMETABLE]


def _line(row: Row, last: JobRun | None, settings: Settings) -> str:
    now = utc_now()
    ended = f"{last.state} {format_exact_instant(last.started_at, 'en', settings.zone)}" if last else "never ran"
    when = row.trigger.text().render("en")
    following = next_at(row, last.started_at if last else None, now, settings.zone).astimezone(settings.zone)
    return f"{row.name:<14} {when:<22} next {following:%Y-%m-%d %H:%M:%S}  last: {ended}\n{'':<14} {row.reason}"


def run_one(name: str, now: str) -> Ended:
    """Raises NoSuchJob, BadInstant, JobUnderWay."""
    settings = Settings()
    row, clock_at = _row(name), _parse(now)
    with _database(settings) as database:
        return _run_by_hand(database, settings, row, clock_at)


def _run_by_hand(database: Database, settings: Settings, row: Row, clock_at: datetime | None) -> Ended:
    """Holds the job's own lease meanwhile, so that the scheduler leaves the job alone. Raises JobUnderWay, Fenced."""
    lease = f"{BY_HAND}{row.name}"
    with database.unit_of_work() as session:
        number = leases.acquire(session, lease, "by hand", now=utc_now(), lasts=row.limit)
    if number is None:
        raise JobUnderWay(job=row.name)
    try:
        context = JobContext(database, settings, (lambda: clock_at) if clock_at else utc_now, Token(lease, number))
        plan = Planned(row.name, f"manual:{uuid4()}", context.now, "command line")
        return _run(context, Order(row, plan, by_hand=True))
    finally:
        with database.unit_of_work() as session:
            leases.release(session, lease, number, now=utc_now())


def _run(context: JobContext, order: Order) -> Ended:
    run_id = record.begin(context, order, "by hand")
    ended = run_here(order.row, context)
    if run_id is not None:
        record.end(context, order, run_id, ended)
    return ended


def _row(name: str) -> Row:
    try:
        return row_of(name)
    except UnknownJob as error:
        raise NoSuchJob(job=name) from error


def _parse(text: str) -> datetime | None:
    if not text:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInstant(field="now") from error
    if at.tzinfo is None:
        raise BadInstant(field="now")
    return at.astimezone(UTC)
