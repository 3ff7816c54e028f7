"""The one table of jobs. What is due together starts in the order of the table.

A job is named, not imported: the scheduler itself stays small, and the numerical libraries load in the child process.
"""

from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import cast

from ops.errors import N_
from ops.kit.jobs import Job
from scheduler.triggers import At, Every

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Row:
    """One job. `reason` is a msgid; `catch_up` is how late a missed run may still start."""

    name: str
    trigger: At | Every
    run: str
    reason: str
    catch_up: timedelta = _DAY
    #: Jobs that must have ended before this one starts, when both are due.
    after: tuple[str, ...] = ()
    #: Longer than this, it counts as hanging: a person is told, and a child process is ended.
    limit: timedelta = timedelta(minutes=10)
    #: Attempts of one planned run, five minutes apart.
    attempts: int = 3
    #: In the child process, so that pages and other jobs stay quick.
    in_child: bool = False

    @property
    def is_loop(self) -> bool:
        return isinstance(self.trigger, Every)


TIMETABLE: tuple[Row, ...] = (
    Row(
        name="outbox_send",
        trigger=Every(seconds=2),
        run="scheduler.outbox_send:send_due",
        reason=N_("Sends the messages that wait, pages first; each is sent only once."),
        limit=timedelta(minutes=10),
    ),
    Row(
        name="energy_scan",
        trigger=Every(seconds=15),
        run="ops.energy.jobs:energy_scan",
        reason=N_("Turns new readings into consumption and opens, continues or ends alerts."),
        limit=timedelta(minutes=15),
        in_child=True,
    ),
    Row(
        name="silence_check",
        trigger=Every(seconds=60),
        run="ops.energy.jobs:silence_check",
        reason=N_("Notices loggers that stopped sending; those of one site that stop together are one alert."),
        limit=timedelta(minutes=5),
        in_child=True,
    ),
    Row(
        name="partitions",
        trigger=At(0, 20),
        run="ops.energy.jobs:partitions",
        reason=N_("Makes room for the readings of the months to come, before the first one arrives."),
        catch_up=timedelta(days=7),
    ),
    Row(
        name="ticket_close",
        trigger=At(3, 30),
        run="ops.repairs.jobs:ticket_close",
        reason=N_("Closes tickets that were resolved 7 days ago and not reported as still broken."),
        catch_up=timedelta(days=7),
        after=("partitions",),
    ),
    Row(
        name="session_purge",
        trigger=At(4, 10),
        run="scheduler.housekeeping:session_purge",
        reason=N_("Forgets sessions, links and keys that have expired, and old runs of jobs."),
        catch_up=timedelta(days=7),
        after=("ticket_close",),
    ),
)


class UnknownJob(LookupError):
    """No row of the timetable has this name."""


def row_of(name: str, rows: tuple[Row, ...] = TIMETABLE) -> Row:
    """Raises UnknownJob."""
    for row in rows:
        if row.name == name:
            return row
    raise UnknownJob(name)


def load(row: Row) -> Job:
    """The function behind a row's name."""
    module, _, function = row.run.partition(":")
    return cast(Job, getattr(import_module(module), function))
