"""Work orders and teams."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ops.access.principal import Principal
from ops.estate.models import Firm, Location
from ops.repairs.errors import UnknownTeam, WorkOrderNotFound
from ops.repairs.models import Team, Ticket, TicketEvent, WorkOrder
from ops.repairs.queries.scope import jobs_of, order_reach, teams_within
from ops.repairs.rules.work_order import ENDED, MOVING, WAITING

_WITH_TEAM = joinedload(WorkOrder.team).joinedload(Team.firm)
_WITH_PERSON = joinedload(WorkOrder.technician)
_TICKET = joinedload(WorkOrder.ticket)
#: A room is named with its house.
_WITH_PLACE = (
    _TICKET.joinedload(Ticket.location).joinedload(Location.building),
    _TICKET.joinedload(Ticket.installation),
)


def orders_of(session: Session, ticket_id: int) -> Sequence[WorkOrder]:
    return session.scalars(select(WorkOrder).where(WorkOrder.ticket_id == ticket_id).order_by(WorkOrder.id)).all()


def open_orders_beyond(session: Session, ticket_id: int, who: Principal) -> Sequence[str]:
    """References of the open orders of a ticket on which the principal does not work."""
    mine = select(WorkOrder.id).join(Ticket).where(order_reach(who, "tickets.work"))
    statement = select(WorkOrder.ref).where(WorkOrder.ticket_id == ticket_id, WorkOrder.status.not_in(ENDED))
    return session.scalars(statement.where(WorkOrder.id.not_in(mine)).order_by(WorkOrder.id)).all()


def order_visible(session: Session, ref: str, who: Principal, permission: str = "tickets.read") -> WorkOrder:
    """With its team and its ticket as a row. Raises WorkOrderNotFound, also out of reach."""
    statement = (
        select(WorkOrder)
        .join(Ticket)
        .where(WorkOrder.ref == ref, order_reach(who, permission))
        .options(_WITH_TEAM, _WITH_PERSON, *_WITH_PLACE)
        .options(_TICKET.selectinload(Ticket.callers), _TICKET.selectinload(Ticket.clocks))
    )
    order = session.scalar(statement)
    if order is None:
        raise WorkOrderNotFound()
    return order


def order_for_change(session: Session, ref: str, who: Principal) -> WorkOrder:
    """The order with its ticket locked first, as every writer does. Raises WorkOrderNotFound."""
    reached = select(WorkOrder.id, WorkOrder.ticket_id).join(Ticket)
    found = session.execute(reached.where(WorkOrder.ref == ref, order_reach(who, "tickets.work"))).first()
    if found is None:
        raise WorkOrderNotFound()
    order_id, ticket_id = found
    fresh = {"populate_existing": True}
    session.scalar(select(Ticket).where(Ticket.id == ticket_id).with_for_update().execution_options(**fresh))
    statement = select(WorkOrder).where(WorkOrder.id == order_id).options(_WITH_TEAM, joinedload(WorkOrder.ticket))
    return session.scalars(statement.execution_options(**fresh)).one()


def event_of_command(session: Session, client_uuid: str) -> TicketEvent | None:
    """What a tablet's command left when it was carried out."""
    return session.scalar(select(TicketEvent).where(TicketEvent.client_uuid == client_uuid))


def child_of(session: Session, order_id: int) -> WorkOrder:
    """The first order that follows on from it."""
    statement = select(WorkOrder).where(WorkOrder.mother_id == order_id).order_by(WorkOrder.id)
    return session.scalars(statement.options(_WITH_TEAM, joinedload(WorkOrder.ticket)).limit(1)).one()


def team_by_code(session: Session, code: str, who: Principal) -> Team:
    """With its firm. Raises UnknownTeam, also for a team that is not the principal's to send."""
    statement = select(Team).where(Team.code == code, teams_within(who)).options(joinedload(Team.firm))
    team = session.scalar(statement)
    if team is None:
        raise UnknownTeam(field="team")
    return team


def teams(session: Session) -> Sequence[Team]:
    """All teams with their firms and those firms' fall-backs, by name."""
    firm = joinedload(Team.firm).joinedload(Firm.fallback)
    return session.scalars(select(Team).options(firm).order_by(Team.name)).all()


def team_loads(session: Session) -> dict[int, int]:
    """How many orders each team has on its hands, by team id."""
    statement = select(WorkOrder.team_id, func.count()).where(WorkOrder.status.in_(MOVING)).group_by(WorkOrder.team_id)
    return dict(iter(session.execute(statement)))


def my_orders(session: Session, who: Principal, day_start: datetime) -> Sequence[WorkOrder]:
    """The jobs of the principal's teams: what was sent, what waits, and what was completed since the day began."""
    open_ones = WorkOrder.status.in_(MOVING | WAITING)
    done_today = and_(WorkOrder.status == "completed", WorkOrder.completed_at >= day_start)
    statement = (
        select(WorkOrder)
        .join(Ticket)
        .where(jobs_of(who), or_(open_ones, done_today))
        .options(_WITH_TEAM, _WITH_PERSON, *_WITH_PLACE)
        .options(_TICKET.selectinload(Ticket.clocks))
        .order_by(Ticket.next_due_at.asc().nulls_last(), WorkOrder.id)
    )
    return session.scalars(statement.limit(200)).all()


def earlier_orders(session: Session, ticket: Ticket, limit: int = 5) -> Sequence[WorkOrder]:
    """What was done at this place or on this installation before, the latest first."""
    here = Ticket.location_id == ticket.location_id
    same = or_(here, Ticket.installation_id == ticket.installation_id) if ticket.installation_id else here
    statement = (
        select(WorkOrder)
        .join(Ticket)
        .where(same, Ticket.id != ticket.id, WorkOrder.status == "completed")
        .options(selectinload(WorkOrder.ticket), joinedload(WorkOrder.team))
        .order_by(WorkOrder.completed_at.desc())
    )
    return session.scalars(statement.limit(limit)).all()
