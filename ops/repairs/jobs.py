"""What repairs do by the clock."""

from collections.abc import Mapping

from ops.access.principal import system
from ops.kit.jobs import JobContext
from ops.repairs import queries, rulebook
from ops.repairs.service import recurrence, reporting
from ops.repairs.service.change import changing

_BATCH = 100
CLOSER = system("ticket_close")


def ticket_close(context: JobContext) -> Mapping[str, int]:
    """Closes tickets that stayed resolved; until then "still broken" reopens the same one."""
    closed = 0
    while not context.should_stop() and (done := _close_batch(context)):
        closed += done
    return {"closed": closed}


def _close_batch(context: JobContext) -> int:
    now = context.now
    with context.unit_of_work() as session:
        before = now - rulebook.close_after(session, now)
        tickets = queries.resolved_before(session, before, _BATCH)
        for ticket in tickets:
            with changing(session, ticket, CLOSER, now) as change:
                change.happened("closed")
        return len(tickets)


def recurrence_scan(context: JobContext) -> Mapping[str, int]:
    """Holds every machine, line, dwelling and building against its like: a nightly look at what comes back."""
    with context.unit_of_work() as session:
        done = recurrence.scan(session, now=context.now)
    return {"defects_found": done.opened, "defects_over": done.ended}


def report_lines(context: JobContext) -> Mapping[str, int]:
    """Counts the tickets that have ended since, so that a report over a year opens at once."""
    counted = 0
    while not context.should_stop() and (done := _count_batch(context)):
        counted += done
    return {"tickets_counted": counted}


def _count_batch(context: JobContext) -> int:
    with context.unit_of_work() as session:
        return reporting.count_ended(session, _BATCH, now=context.now)
