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
    #: In a child process of its own, which ends with the run: it takes long, and nothing shall wait for it.
    own_child: bool = False

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
        name="page_escalate",
        trigger=Every(seconds=5),
        run="ops.repairs.paging_jobs:page_escalate",
        reason=N_("Wakes the next one when nobody answered a page, or nobody came on site in time."),
        limit=timedelta(minutes=2),
    ),
    Row(
        name="page_self_test",
        trigger=Every(seconds=60),
        run="ops.repairs.paging_jobs:page_self_test",
        reason=N_("Tests each evening that a page reaches whoever is on call, at the hour of the rule."),
        limit=timedelta(minutes=2),
    ),
    Row(
        name="rota_watch",
        trigger=Every(seconds=300),
        run="ops.repairs.paging_jobs:rota_watch",
        reason=N_("Warns the leads when nobody is on call in the hours to come."),
        limit=timedelta(minutes=2),
    ),
    Row(
        name="energy_scan",
        trigger=Every(seconds=15),
        run="ops.energy.scan_jobs:energy_scan",
        reason=N_("Turns new readings into consumption and opens, continues or ends alerts."),
        limit=timedelta(minutes=15),
        in_child=True,
    ),
    Row(
        name="readings_take_in",
        trigger=Every(seconds=5),
        run="ops.energy.upload_jobs:readings_take_in",
        reason=N_("Takes in the long tables of readings that somebody brought on the page, part by part."),
        limit=timedelta(minutes=30),
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
        name="outage_sheet",
        trigger=Every(seconds=3600),
        run="ops.web.outage_sheet:outage_sheet",
        reason=N_("Writes open tickets, rota and phone numbers to a file that can be printed when nothing answers."),
        limit=timedelta(minutes=5),
        in_child=True,
    ),
    Row(
        name="attachment_scan",
        trigger=Every(seconds=15),
        run="scheduler.attachment_scan:attachment_scan",
        reason=N_("Has new photos and documents scanned for viruses, where a scanner is set up."),
        limit=timedelta(minutes=60),
    ),
    Row(
        name="partitions",
        trigger=At(0, 20),
        run="ops.energy.jobs:partitions",
        reason=N_("Makes room for the readings of coming months, and keeps the days of those that are kept no longer."),
        catch_up=timedelta(days=7),
        limit=timedelta(hours=1),
        in_child=True,
    ),
    Row(
        name="energy_night_scan",
        trigger=At(0, 40),
        run="ops.energy.scan_jobs:energy_night_scan",
        reason=N_("Looks at 13 months of every register, for what shows slowly and for what the scans by day need."),
        after=("partitions",),
        limit=timedelta(hours=2),
        in_child=True,
        own_child=True,
    ),
    Row(
        name="ledger_check",
        trigger=At(1, 10),
        run="ops.energy.jobs:ledger_check",
        reason=N_("Compares the hours of this month and the last with what each index counted, and says where not."),
        catch_up=timedelta(days=7),
        after=("partitions",),
        limit=timedelta(minutes=30),
        in_child=True,
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
        name="report_lines",
        trigger=At(3, 40),
        run="ops.repairs.jobs:report_lines",
        reason=N_("Counts the tickets that have ended, so that a report over a year opens at once."),
        catch_up=timedelta(days=7),
        after=("ticket_close",),
    ),
    Row(
        name="recurrence_scan",
        trigger=At(3, 45),
        run="ops.repairs.jobs:recurrence_scan",
        reason=N_("Looks for machines, pipes, dwellings and buildings that break down more often than their like."),
        catch_up=timedelta(days=7),
        after=("ticket_close",),
    ),
    Row(
        name="budget_solve",
        trigger=At(4, 20, weekday="mon"),
        run="ops.energy.budget_jobs:budget_solve",
        reason=N_("Solves the thresholds of abnormal consumption anew, so that the alerts keep to the budget."),
        catch_up=timedelta(days=6),
        in_child=True,
    ),
    Row(
        name="attachment_purge",
        trigger=At(3, 50),
        run="scheduler.attachment_scan:attachment_purge",
        reason=N_("Deletes photos and documents that were removed long enough ago."),
        catch_up=timedelta(days=7),
        after=("ticket_close",),
    ),
    Row(
        name="session_purge",
        trigger=At(4, 10),
        run="scheduler.housekeeping:session_purge",
        reason=N_("Forgets sessions, links and keys that have expired, calls never finished, and old runs of jobs."),
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
