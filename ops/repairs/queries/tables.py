"""All tickets and all their events, for files; drawn in portions."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.estate.models import Location
from ops.repairs.models import Ticket, TicketEvent

_PORTION = 1000


class EventRow(NamedTuple):
    """One event with what its ticket says of itself."""

    ref: str
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    data: dict[str, Any]
    place: str
    trade: str
    origin: str


def events(session: Session) -> Iterator[EventRow]:
    statement = (
        select(
            Ticket.ref, TicketEvent.kind, TicketEvent.at, TicketEvent.recorded_at, TicketEvent.actor,
            TicketEvent.data, Location.code, Ticket.trade, Ticket.origin_kind,
        )
        .join(Ticket, Ticket.id == TicketEvent.ticket_id)
        .join(Location, Location.id == Ticket.location_id)
        .order_by(TicketEvent.ticket_id, TicketEvent.at, TicketEvent.id)
    )  # fmt: skip
    for row in session.execute(statement.execution_options(yield_per=_PORTION)):
        yield EventRow(*row)


def tickets(session: Session) -> Iterator[Ticket]:
    statement = select(Ticket).options(joinedload(Ticket.location), joinedload(Ticket.installation))
    for ticket in session.scalars(statement.order_by(Ticket.id).execution_options(yield_per=_PORTION)):
        yield ticket
        session.expunge(ticket)


def is_noted(session: Session, location_id: int, title: str, aware_at: datetime) -> bool:
    """The same call stands here already: a file that is read twice makes no second ticket."""
    statement = select(Ticket.id).where(
        Ticket.location_id == location_id, Ticket.title == title, Ticket.aware_at == aware_at
    )
    return session.scalar(statement.limit(1)) is not None
