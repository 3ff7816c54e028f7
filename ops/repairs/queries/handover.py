"""Notes of one shift for the next, and the tickets that the next one must know."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ops.access.principal import Principal
from ops.repairs.errors.rota import HandoverNotFound
from ops.repairs.models import Handover, Ticket, TicketClock, WorkOrder
from ops.repairs.queries.scope import reach
from ops.repairs.queries.tickets import LIVE

_MOST = 200


def handover_for_change(session: Session, handover_id: int) -> Handover:
    """Raises HandoverNotFound."""
    found = session.scalar(select(Handover).where(Handover.id == handover_id).with_for_update())
    if found is None:
        raise HandoverNotFound()
    return found


def notes(session: Session, since: datetime) -> Sequence[Handover]:
    """Those of handovers from an instant on, and older ones that nobody has taken over; oldest first."""
    query = select(Handover).where((Handover.at >= since) | Handover.taken_at.is_(None))
    return session.scalars(query.order_by(Handover.at, Handover.id).limit(_MOST)).all()


def urgent_tickets(session: Session, who: Principal, priorities: Sequence[str]) -> Sequence[Ticket]:
    """Open ones of these priorities, the earliest deadline first, with place, callers, orders and clocks."""
    query = select(Ticket).where(LIVE, reach(who, "tickets.read"), Ticket.priority.in_(priorities))
    return _files(session, query.order_by(Ticket.next_due_at.nulls_last(), Ticket.id))


def tickets_to_call_back(session: Session, who: Principal) -> Sequence[Ticket]:
    """Those on which somebody was promised a call that was not made yet; the earliest promise first."""
    promised = (TicketClock.name == "call_back") & TicketClock.stopped_at.is_(None)
    earliest = select(TicketClock.ticket_id, func.min(TicketClock.due_at).label("due_at")).where(promised)
    first = earliest.group_by(TicketClock.ticket_id).subquery()
    query = select(Ticket).join(first, first.c.ticket_id == Ticket.id).where(LIVE, reach(who, "tickets.read"))
    return _files(session, query.order_by(first.c.due_at, Ticket.id))


def _files(session: Session, query: Select[Ticket]) -> Sequence[Ticket]:
    orders = selectinload(Ticket.work_orders)
    loaded = query.options(
        joinedload(Ticket.location), joinedload(Ticket.installation), selectinload(Ticket.callers),
        selectinload(Ticket.clocks), orders.joinedload(WorkOrder.team),
    )  # fmt: skip
    return session.scalars(loaded.limit(_MOST)).all()
