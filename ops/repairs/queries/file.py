"""One ticket with all that its page and its JSON show, in a bounded number of selects."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from ops.access.principal import Principal
from ops.estate.models import Firm, Installation, Location
from ops.repairs.errors import TicketNotFound
from ops.repairs.models import Team, Ticket, TicketEvent, WorkOrder
from ops.repairs.queries.scope import reach
from ops.repairs.queries.tickets import WITH_PLACE
from ops.repairs.rules.events import Event


@dataclass(frozen=True)
class TicketFile:
    ticket: Ticket
    events: Sequence[TicketEvent]


def ticket_file(session: Session, ref: str, who: Principal, permission: str | None = "tickets.read") -> TicketFile:
    """Raises TicketNotFound, also out of reach; None answers somebody with what he has just noted."""
    # A firm may be met twice: as the machine's, as a team's, as the fall-back of either. Its last meeting counts, so
    # none may leave a fall-back behind that can't be asked for.
    firm = joinedload(Ticket.installation).joinedload(Installation.firm)
    orders = selectinload(Ticket.work_orders).joinedload(WorkOrder.team).joinedload(Team.firm)
    firms = [each.joinedload(Firm.fallback).lazyload(Firm.fallback) for each in (firm, orders)]
    statement = (
        select(Ticket)
        .where(Ticket.ref == ref, reach(who, permission) if permission else true())
        .options(WITH_PLACE, joinedload(Ticket.location).joinedload(Location.lot), *firms)
        .options(selectinload(Ticket.callers), selectinload(Ticket.clocks))
        .options(selectinload(Ticket.work_orders).joinedload(WorkOrder.technician))
    )
    ticket = session.scalar(statement.execution_options(populate_existing=True))
    if ticket is None:
        raise TicketNotFound()
    return TicketFile(ticket, timeline_of(session, ticket.id))


def timeline_of(session: Session, ticket_id: int) -> Sequence[TicketEvent]:
    """In the order in which things counted, then in which they were recorded."""
    statement = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id)
    return session.scalars(statement.order_by(TicketEvent.at, TicketEvent.id)).all()


def events_of(session: Session, ticket_id: int) -> list[Event]:
    """The same as values for the rules."""
    return as_events(timeline_of(session, ticket_id))


def as_events(rows: Iterable[TicketEvent]) -> list[Event]:
    return [Event(row.kind, row.at, row.data) for row in rows]


def family_of(session: Session, ticket: Ticket, limit: int = 6) -> Sequence[Ticket]:
    """The ticket from which it follows, and those that follow from it."""
    later = Ticket.follows_id == ticket.id
    wanted = later if ticket.follows_id is None else later | (Ticket.id == ticket.follows_id)
    return session.scalars(select(Ticket).where(wanted).order_by(Ticket.id).limit(limit)).all()
