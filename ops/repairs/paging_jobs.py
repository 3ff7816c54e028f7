"""What paging does by the clock; each page is a unit of its own, fenced by the lease of the scheduler."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from ops.kit.jobs import JobContext
from ops.kit.leases import Fenced
from ops.repairs import duty_book
from ops.repairs.queries import pages as queries
from ops.repairs.rules.escalation import needs_look
from ops.repairs.service import paging, self_test
from ops.repairs.service.page_rows import as_rule
from ops.repairs.service.rota_watch import warn_when_due


def page_escalate(context: JobContext) -> Mapping[str, int]:
    """Takes every page further whose time is over, or whose last message was lost.

    One that can't be taken further keeps nobody else asleep: it is told once the others are.
    """
    moved, faults = 0, list[Exception]()
    with context.reading() as session:
        due = _due(session, context.now)
    for page_id in due:
        if context.should_stop():
            break
        try:
            with context.unit_of_work() as session:
                moved += paging.escalate(session, page_id, now=context.now)
        except Fenced:
            raise
        except Exception as error:  # noqa: BLE001 - raised again below, after the other pages
            faults.append(error)
    if faults:
        raise faults[0]
    return {"pages_moved": moved}


def _due(session: Session, now: datetime) -> list[int]:
    """A cheap look that takes no write lock."""
    found = dict.fromkeys(queries.pages_lost(session))
    for page in queries.waiting_pages(session):
        if page.kind == "self_test":
            due = self_test.needs_settling(session, page, now)
        else:
            due = needs_look(as_rule(page), now, duty_book.paging_figures(session, page.priority, now))
        if due:
            found[page.id] = None
    return list(found)


def page_self_test(context: JobContext) -> Mapping[str, int]:
    """Once a day, at the hour of the rule."""
    with context.reading() as session:
        if context.now < self_test.planned_at(session, context.now):
            return {}
    with context.unit_of_work() as session:
        return {"pages_tested": self_test.run_when_due(session, context.now)}


def rota_watch(context: JobContext) -> Mapping[str, int]:
    """Warns the leads of hours in which nobody can be called."""
    with context.unit_of_work() as session:
        return {"warned": warn_when_due(session, context.now)}
