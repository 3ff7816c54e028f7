"""Which ticket goes on for one that was known already."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.repairs.models import Ticket, TicketEvent


def goes_on_as(session: Session, ref: str) -> str | None:
    """The reference under which a ticket goes on that was cancelled as known already."""
    ends = select(TicketEvent.data).join(Ticket, Ticket.id == TicketEvent.ticket_id)
    ends = ends.where(Ticket.ref == ref, TicketEvent.kind == "cancelled").order_by(TicketEvent.id.desc())
    data = session.scalars(ends.limit(1)).first()
    return data.get("other") if data else None


def lock_tickets(session: Session, refs: Collection[str]) -> None:
    """In the order of their ids, as everybody does who needs several."""
    session.execute(select(Ticket.id).where(Ticket.ref.in_(refs)).order_by(Ticket.id).with_for_update())
