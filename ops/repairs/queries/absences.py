"""Who is away: within a span, of a team, and which of the promised jobs that breaks."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, joinedload

from ops.access.models import Grant, User
from ops.kit.periods import Span, merged
from ops.repairs.errors.rota import AbsenceNotFound
from ops.repairs.models import StaffAbsence, TeamMember, WorkOrder
from ops.repairs.rules.rota import ROLES_OF_DUTY
from ops.repairs.rules.work_order import CAN_MOVE

_STANDS = StaffAbsence.withdrawn_at.is_(None)


def absences(session: Session, asked: Span, user_id: int | None = None) -> Sequence[StaffAbsence]:
    """Those that touch the span and were not withdrawn, in order of time, with the person."""
    query = select(StaffAbsence).where(StaffAbsence.to_at > asked.from_at, StaffAbsence.from_at < asked.to_at, _STANDS)
    if user_id is not None:
        query = query.where(StaffAbsence.user_id == user_id)
    return session.scalars(
        query.options(joinedload(StaffAbsence.user)).order_by(StaffAbsence.from_at, StaffAbsence.id)
    ).all()


def away_within(session: Session, asked: Span) -> dict[int, list[Span]]:
    """User id -> when he is away, of all who are within the span; each instant once."""
    query = select(StaffAbsence.user_id, StaffAbsence.from_at, StaffAbsence.to_at).where(
        StaffAbsence.to_at > asked.from_at, StaffAbsence.from_at < asked.to_at, _STANDS
    )
    found: dict[int, list[Span]] = defaultdict(list)
    for user_id, from_at, to_at in session.execute(query):
        found[user_id].append(Span(from_at, to_at))
    return {user_id: merged(spans) for user_id, spans in found.items()}


def away_of_team(session: Session, team_id: int, asked: Span) -> list[Span]:
    """When one of its people is away, once for each of them."""
    away = away_within(session, asked)
    if not away:
        return []
    members = session.scalars(select(TeamMember.user_id).where(TeamMember.team_id == team_id))
    return [span for user_id in members for span in away.get(user_id, ())]


def absence_for_change(session: Session, absence_id: int) -> StaffAbsence:
    """Raises AbsenceNotFound."""
    found = session.scalar(select(StaffAbsence).where(StaffAbsence.id == absence_id).with_for_update())
    if found is None:
        raise AbsenceNotFound()
    return found


def people(session: Session) -> Sequence[User]:
    """Who may be noted as away, by name: active, with a role that has duties."""
    roles = {role for each in ROLES_OF_DUTY.values() for role in each}
    holders = select(Grant.user_id).where(Grant.role.in_(roles))
    query = select(User).where(User.state == "active", User.id.in_(holders))
    return session.scalars(query.order_by(User.name, User.id)).all()


_HIS = and_(StaffAbsence.user_id == WorkOrder.technician_id, _STANDS, WorkOrder.status.in_(CAN_MOVE))
_IN_HIS_SLOT = and_(WorkOrder.slot_from_at < StaffAbsence.to_at, WorkOrder.slot_to_at > StaffAbsence.from_at)


def jobs_meanwhile(session: Session, absence_ids: Collection[int]) -> dict[int, list[str]]:
    """Absence id -> references of the jobs that were promised for then, the first on top."""
    query = select(StaffAbsence.id, WorkOrder.ref).join(WorkOrder, and_(_HIS, _IN_HIS_SLOT))
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(query.where(StaffAbsence.id.in_(absence_ids)).order_by(WorkOrder.slot_from_at))
    for absence_id, ref in rows:
        found[absence_id].append(ref)
    return found


def orders_while_away(session: Session, order_ids: Collection[int], now: datetime) -> frozenset[int]:
    """Those of the orders whose technician is away at the appointment, or now when there is none."""
    away_now = and_(WorkOrder.slot_from_at.is_(None), StaffAbsence.from_at <= now, StaffAbsence.to_at > now)
    query = select(WorkOrder.id).join(StaffAbsence, and_(_HIS, or_(_IN_HIS_SLOT, away_now)))
    return frozenset(session.scalars(query.where(WorkOrder.id.in_(order_ids))))
