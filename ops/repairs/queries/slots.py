"""What teams have promised, and who their people are."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from ops.access.models import User
from ops.access.principal import Principal
from ops.estate.models import Location
from ops.repairs.errors import NotInTeam
from ops.repairs.models import Team, TeamMember, Ticket, WorkOrder
from ops.repairs.queries.scope import order_reach
from ops.repairs.rules.work_order import CAN_MOVE, ENDED

_WORKS_HERE = User.state != "disabled"


def promised(
    session: Session, team_id: int, from_at: datetime, to_at: datetime, *, without_id: int = 0
) -> Sequence[WorkOrder]:
    """Orders of a team whose appointment falls into the span."""
    statement = select(WorkOrder).where(
        WorkOrder.team_id == team_id,
        WorkOrder.id != without_id,
        WorkOrder.slot_from_at < to_at,
        WorkOrder.slot_to_at > from_at,
        WorkOrder.status.not_in(ENDED),
    )
    return session.scalars(statement.order_by(WorkOrder.slot_from_at, WorkOrder.id)).all()


def team_size(session: Session, team_id: int) -> int:
    statement = select(func.count()).select_from(TeamMember).join(User).where(TeamMember.team_id == team_id)
    return session.scalar(statement.where(_WORKS_HERE)) or 0


def members_of(session: Session, team_ids: Collection[int]) -> Sequence[TeamMember]:
    """The people of our own teams who still work here, by name."""
    statement = select(TeamMember).join(User).where(TeamMember.team_id.in_(team_ids), _WORKS_HERE)
    return session.scalars(statement.options(joinedload(TeamMember.user)).order_by(User.name, User.id)).all()


def people_of(session: Session, teams: Collection[Team]) -> Mapping[int, Sequence[TeamMember]]:
    """The same by team id; of a team that nobody is in, nobody."""
    people: dict[int, list[TeamMember]] = {team.id: [] for team in teams}
    for member in members_of(session, people):
        people[member.team_id].append(member)
    return people


def member_of_team(session: Session, team_id: int, user_id: int) -> TeamMember:
    """With the person. Raises NotInTeam."""
    statement = select(TeamMember).join(User).where(TeamMember.team_id == team_id, TeamMember.user_id == user_id)
    member = session.scalar(statement.where(_WORKS_HERE).options(joinedload(TeamMember.user)))
    if member is None:
        raise NotInTeam(field="technician")
    return member


def on_the_board(
    session: Session, who: Principal, from_at: datetime, to_at: datetime, limit: int = 600
) -> Sequence[WorkOrder]:
    """Orders with an appointment in the span, those that are completed too, so that the day stays readable."""
    inside = (WorkOrder.slot_from_at < to_at) & (WorkOrder.slot_to_at > from_at)
    statement = select(WorkOrder).join(Ticket).where(inside, order_reach(who, "tickets.triage"))
    kept = statement.where(WorkOrder.status.not_in(("cancelled", "refused"))).options(*_FOR_A_BLOCK)
    return session.scalars(kept.order_by(WorkOrder.slot_from_at, WorkOrder.id).limit(limit)).all()


def without_slot(session: Session, who: Principal, limit: int) -> Sequence[WorkOrder]:
    """Orders without an appointment on which nobody works yet; what ends first comes first."""
    statement = (
        select(WorkOrder)
        .join(Ticket)
        .where(WorkOrder.slot_from_at.is_(None), WorkOrder.status.in_(CAN_MOVE), order_reach(who, "tickets.triage"))
        .order_by(Ticket.next_due_at.asc().nulls_last(), WorkOrder.id)
    )
    return session.scalars(statement.options(*_FOR_A_BLOCK).limit(limit)).all()


_TICKET = joinedload(WorkOrder.ticket)
_FOR_A_BLOCK = (
    joinedload(WorkOrder.team).joinedload(Team.firm),
    joinedload(WorkOrder.technician),
    _TICKET.joinedload(Ticket.location).joinedload(Location.building),
    _TICKET.selectinload(Ticket.clocks),
)
