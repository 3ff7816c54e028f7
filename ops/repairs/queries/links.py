"""The ticket behind the link of a caller."""

from collections.abc import Collection, Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from ops.repairs.models import Caller, Ticket, TicketEvent, TicketLink, WorkOrder
from ops.repairs.queries.tickets import WITH_PLACE
from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import ACTIVE


def link_of(session: Session, token_hash: str) -> tuple[TicketLink, Ticket, Caller] | None:
    """The ticket comes with its place, its orders and who carries them out."""
    orders = selectinload(Ticket.work_orders)
    statement = (
        select(TicketLink, Ticket, Caller)
        .join(Ticket, Ticket.id == TicketLink.ticket_id)
        .join(Caller, Caller.id == TicketLink.caller_id)
        .where(TicketLink.token_hash == token_hash)
        .options(WITH_PLACE, orders.joinedload(WorkOrder.technician), orders.joinedload(WorkOrder.team))
        .options(selectinload(Ticket.clocks))
    )
    found = session.execute(statement).first()
    return (found[0], found[1], found[2]) if found else None


def live_follower(session: Session, ticket_id: int) -> Ticket | None:
    """The ticket of later trouble that is being worked on."""
    follows = select(Ticket).where(Ticket.follows_id == ticket_id, Ticket.status.in_(ACTIVE))
    return session.scalars(follows.order_by(Ticket.id.desc()).limit(1)).first()


def is_first_caller(session: Session, caller: Caller) -> bool:
    """Who called first lives where the trouble is; who joined may live elsewhere."""
    first = select(func.min(Caller.id)).where(Caller.ticket_id == caller.ticket_id)
    return session.scalar(first) == caller.id


def events_by_ticket(session: Session, ticket_ids: Collection[int]) -> Mapping[int, list[Event]]:
    """The events of a page of tickets, read at once."""
    found: dict[int, list[Event]] = {ticket_id: [] for ticket_id in ticket_ids}
    statement = select(TicketEvent).where(TicketEvent.ticket_id.in_(found)).order_by(TicketEvent.at, TicketEvent.id)
    for row in session.scalars(statement):
        found[row.ticket_id].append(Event(row.kind, row.at, row.data))
    return found
