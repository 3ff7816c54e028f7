"""One ticket with all that its page and its JSON show, in a bounded number of selects."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from ops.access.principal import Principal
from ops.estate.models import Firm, Installation, Location
from ops.repairs.errors import TicketNotFound
from ops.repairs.models import Team, Ticket, TicketEvent, WorkOrder
from ops.repairs.queries.scope import reach
from ops.repairs.queries.tickets import LIVE, WITH_PLACE
from ops.repairs.rules.events import Event


@dataclass(frozen=True)
class Similar:
    """Another open ticket that may be the same trouble, and why it is shown."""

    ticket: Ticket
    #: same_installation | same_place_and_trade | same_place | same_building_and_trade | same_building
    why: str


@dataclass(frozen=True)
class TicketFile:
    ticket: Ticket
    events: Sequence[TicketEvent]
    similar: Sequence[Similar]


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
    )
    ticket = session.scalar(statement.execution_options(populate_existing=True))
    if ticket is None:
        raise TicketNotFound()
    return TicketFile(ticket, timeline_of(session, ticket.id), similar(session, ticket, who))


def timeline_of(session: Session, ticket_id: int) -> Sequence[TicketEvent]:
    """In the order in which things counted, then in which they were recorded."""
    statement = select(TicketEvent).where(TicketEvent.ticket_id == ticket_id)
    return session.scalars(statement.order_by(TicketEvent.at, TicketEvent.id)).all()


def events_of(session: Session, ticket_id: int) -> list[Event]:
    """The same as values for the rules."""
    return [Event(row.kind, row.at, row.data) for row in timeline_of(session, ticket_id)]


def similar(session: Session, ticket: Ticket, who: Principal, limit: int = 5) -> list[Similar]:
    """Open tickets at the place or in its building, the likeliest first."""
    return similar_at(
        session,
        ticket.location,
        who,
        trade=ticket.trade,
        installation_id=ticket.installation_id,
        without_id=ticket.id,
        limit=limit,
    )


def similar_at(
    session: Session,
    place: Location,
    who: Principal,
    *,
    trade: str,
    installation_id: int | None = None,
    without_id: int = 0,
    limit: int = 5,
) -> list[Similar]:
    """The same for a ticket that does not exist yet."""
    building = place.building_id or place.id
    same_place = Ticket.location_id == place.id
    same_trade = Ticket.trade == trade
    same_installation = Ticket.installation_id == (installation_id or -1)
    rank = case((same_installation, 0), (same_place & same_trade, 1), (same_place, 2), (same_trade, 3), else_=4)
    within = (Location.building_id == building) | (Location.id == building)
    statement = (
        select(Ticket, rank)
        .join(Location, Location.id == Ticket.location_id)
        .where(LIVE, within, Ticket.id != without_id, reach(who, "tickets.read"))
        .options(WITH_PLACE, selectinload(Ticket.callers))
        .order_by(rank, Ticket.registered_at.desc(), Ticket.id)
    )
    return [Similar(found, _WHY[place_in]) for found, place_in in session.execute(statement.limit(limit))]


_WHY = ("same_installation", "same_place_and_trade", "same_place", "same_building_and_trade", "same_building")
