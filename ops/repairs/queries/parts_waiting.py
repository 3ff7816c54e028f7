"""Work that waits for parts, and what its tickets say of them."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.repairs.models import Team, Ticket, TicketEvent, WorkOrder
from ops.repairs.rules.events import Event


def orders_that_wait(session: Session) -> Sequence[WorkOrder]:
    """For a part, of our own teams: a firm brings its own. With ticket and team, the most urgent first."""
    query = select(WorkOrder).join(Ticket).join(Team, Team.id == WorkOrder.team_id)
    query = query.where(WorkOrder.status == "waiting_part", Team.firm_id.is_(None))
    query = query.options(joinedload(WorkOrder.ticket), joinedload(WorkOrder.team))
    return session.scalars(query.order_by(Ticket.priority, WorkOrder.id)).all()


def part_events(session: Session, ticket_ids: Collection[int]) -> dict[int, list[Event]]:
    """What was said of parts, by ticket id."""
    kinds = ("work_need_part", "part_arrived")
    query = select(TicketEvent).where(TicketEvent.ticket_id.in_(ticket_ids), TicketEvent.kind.in_(kinds))
    found: dict[int, list[Event]] = defaultdict(list)
    for row in session.scalars(query.order_by(TicketEvent.at, TicketEvent.id)):
        found[row.ticket_id].append(Event(row.kind, row.at, row.data))
    return found


def lock_tickets(session: Session, ticket_ids: Collection[int]) -> None:
    query = select(Ticket).where(Ticket.id.in_(ticket_ids)).order_by(Ticket.id).with_for_update()
    session.scalars(query.execution_options(populate_existing=True)).all()
