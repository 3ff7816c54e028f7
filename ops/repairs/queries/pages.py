"""Pages: those that live, who was woken, and what became of the messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, selectinload

from ops.kit.models import OutboxMessage
from ops.repairs.errors.rota import PageNotFound
from ops.repairs.models import Page, PageStep, Ticket

_ALIVE = Page.ended_at.is_(None)
#: States of a message that nobody will read any more.
LOST = ("failed", "dropped")
_MOST = 500


def page_for_change(session: Session, page_id: int) -> Page:
    """Locked, with its steps. Raises PageNotFound."""
    query = select(Page).where(Page.id == page_id).options(selectinload(Page.steps)).with_for_update()
    found = session.scalar(query.execution_options(populate_existing=True))
    if found is None:
        raise PageNotFound()
    return found


def page_shown(session: Session, page_id: int) -> Page:
    """With its steps and its ticket's place. Raises PageNotFound."""
    place = joinedload(Page.ticket).joinedload(Ticket.location)
    found = session.scalar(select(Page).where(Page.id == page_id).options(selectinload(Page.steps), place))
    if found is None:
        raise PageNotFound()
    return found


def ticket_ref_of(session: Session, page_id: int) -> str | None:
    """The ticket to lock before its page; None of a self-test. Raises PageNotFound."""
    row = session.execute(select(Page.id, Ticket.ref).outerjoin(Ticket).where(Page.id == page_id)).first()
    if row is None:
        raise PageNotFound()
    ref: str | None = row[1]
    return ref


def alive_pages_of(session: Session, ticket_id: int) -> Sequence[Page]:
    """Those of one ticket, locked, with their steps."""
    query = select(Page).where(Page.ticket_id == ticket_id, _ALIVE).options(selectinload(Page.steps))
    return session.scalars(query.order_by(Page.id).with_for_update()).all()


def living_pages_of(session: Session, ticket_id: int) -> Sequence[Page]:
    """The same to look at."""
    query = select(Page).where(Page.ticket_id == ticket_id, _ALIVE).options(selectinload(Page.steps))
    return session.scalars(query.order_by(Page.id)).all()


def waiting_pages(session: Session) -> Sequence[Page]:
    """Those that still wait for an answer or for somebody on site, with their steps; the longest due first."""
    query = select(Page).where(_ALIVE, Page.next_at.is_not(None)).options(selectinload(Page.steps))
    return session.scalars(query.order_by(Page.next_at, Page.id).limit(_MOST)).all()


def pages_on_queue(session: Session) -> Sequence[Page]:
    """Every page about a ticket that has not ended, newest first, with its steps and ticket."""
    query = select(Page).join(Page.ticket).where(_ALIVE, Page.kind == "ticket")
    query = query.options(contains_eager(Page.ticket), selectinload(Page.steps))
    return session.scalars(query.order_by(Page.opened_at.desc(), Page.id.desc()).limit(_MOST)).all()


def pages_between(session: Session, from_at: datetime, to_at: datetime) -> Sequence[Page]:
    """Every page about a ticket that was opened in a span, oldest first, with its steps, ticket and place."""
    query = select(Page).where(Page.kind == "ticket", Page.opened_at >= from_at, Page.opened_at < to_at)
    place = joinedload(Page.ticket).joinedload(Ticket.location)
    return session.scalars(
        query.options(place, selectinload(Page.steps)).order_by(Page.opened_at, Page.id).limit(_MOST)
    ).all()


def self_tests_since(session: Session, since: datetime) -> Sequence[Page]:
    """Newest first, with their one step."""
    query = select(Page).where(Page.kind == "self_test", Page.opened_at >= since).options(selectinload(Page.steps))
    return session.scalars(query.order_by(Page.opened_at.desc(), Page.id).limit(_MOST)).all()


def message_states(session: Session, steps: Sequence[PageStep]) -> Mapping[str, str]:
    """Message id -> its state in the outbox."""
    ids = [step.message_id for step in steps if step.message_id]
    if not ids:
        return {}
    rows = session.execute(select(OutboxMessage.id, OutboxMessage.state).where(OutboxMessage.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def pages_lost(session: Session) -> Sequence[int]:
    """Ids of pages that are paging and whose last step reached nobody: each of its messages is lost.

    An alias for the sibling steps: one message that may still be read keeps the step.
    """
    other, message = aliased(PageStep), aliased(OutboxMessage)
    readable = exists(
        select(other.id)
        .outerjoin(message, message.id == other.message_id)
        .where(other.page_id == Page.id, other.number == Page.step, other.outcome == "sent")
        .where(or_(message.state.is_(None), message.state.not_in(LOST)))
    )
    query = select(Page.id).where(_ALIVE, Page.state == "paging", Page.kind == "ticket", Page.step > 0, ~readable)
    return session.scalars(query.order_by(Page.id).limit(_MOST)).all()
