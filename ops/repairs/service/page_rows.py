"""The row of a page as the rules say; kept apart from waking, so that every change of a ticket can end its pages."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.repairs import duty_book, rulebook
from ops.repairs.models import Page, Ticket
from ops.repairs.queries import pages as queries
from ops.repairs.rules.escalation import Escalation, Happening, after, ended_by


def as_rule(page: Page) -> Escalation:
    return Escalation(page.state, page.step, page.next_at)


def write(page: Page, becomes: Escalation, now: datetime) -> None:
    if as_rule(page) == becomes:
        return
    page.state, page.step, page.next_at = becomes.state, becomes.step, becomes.next_at
    page.ended_at = None if becomes.is_alive else now
    page.version += 1


def end(session: Session, page: Page, happening: Happening, now: datetime) -> None:
    figures = duty_book.paging_figures(session, page.priority, now)
    write(page, after(as_rule(page), happening, now, figures).after, now)


def follow_ticket(session: Session, ticket: Ticket, now: datetime) -> None:
    """Somebody on site ends the pages of a ticket, and so does whatever makes it one that wakes nobody."""
    happening = ended_by(ticket.status, rulebook.pages(session, ticket.priority, now))
    if happening is None:
        return
    for page in queries.alive_pages_of(session, ticket.id):
        end(session, page, happening, now)
