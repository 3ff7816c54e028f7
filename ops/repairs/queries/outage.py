"""Everything that dispatching needs on paper while nothing else answers."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ops.estate.models import ActionCard, Firm, Location, LocationUse
from ops.repairs.models import Team, Ticket, WorkOrder
from ops.repairs.queries.tickets import LIVE

#: On paper more would be a book; the most urgent come first.
MOST = 400


def open_tickets(session: Session) -> Sequence[Ticket]:
    """By priority, then by the time left; with place, callers and who goes."""
    order = selectinload(Ticket.work_orders)
    statement = (
        select(Ticket)
        .where(LIVE)
        .options(joinedload(Ticket.location).joinedload(Location.building), joinedload(Ticket.installation))
        .options(selectinload(Ticket.callers), order.joinedload(WorkOrder.team), order.joinedload(WorkOrder.technician))
        .order_by(Ticket.priority, Ticket.next_due_at.asc().nulls_last(), Ticket.id)
    )
    return session.scalars(statement.limit(MOST)).all()


def teams_with_phones(session: Session) -> Sequence[Team]:
    """Our own teams, then the firms with whoever comes when they can't."""
    firm = joinedload(Team.firm).joinedload(Firm.fallback)
    statement = select(Team).where(Team.phone != "").options(firm)
    return session.scalars(statement.order_by(Team.firm_id.is_not(None), Team.name)).all()


def cards_of_homes(session: Session, today: date) -> Sequence[tuple[Location, Sequence[ActionCard]]]:
    """What is done first, for every rest home that has cards."""
    homes = (
        select(Location)
        .join(LocationUse, LocationUse.location_id == Location.id)
        .where(LocationUse.use == "rest_home", LocationUse.from_on <= today, today < LocationUse.to_on)
    )
    places = session.scalars(homes.order_by(Location.name)).all()
    wanted = select(ActionCard).where(ActionCard.location_id.in_([place.id for place in places]))
    cards = session.scalars(wanted.order_by(ActionCard.kind)).all()
    found = [(place, [card for card in cards if card.location_id == place.id]) for place in places]
    return [(place, own) for place, own in found if own]
