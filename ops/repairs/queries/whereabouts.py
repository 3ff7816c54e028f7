"""Where the people on duty are: the order that each has on his hands."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.selectable import CompoundSelect

from ops.estate.models import Location
from ops.repairs.models import TeamMember, Ticket, WorkOrder

_AT_WORK = ("on_site", "accepted")


def orders_in_hand(session: Session, user_ids: Collection[int]) -> Mapping[int, WorkOrder]:
    """User -> the order on which he is, or to which he goes next, with its ticket's place; on site comes first.

    An order that names nobody belongs to each of its team.
    """
    if not user_ids:
        return {}
    held = _held_by(user_ids).subquery()
    # `on_site` sorts after `accepted`.
    turn = (held.c.status.desc(), held.c.slot_from_at.asc().nulls_last(), held.c.id)
    ranked = select(held, func.row_number().over(partition_by=held.c.user_id, order_by=turn).label("turn")).subquery()
    query = (
        select(ranked.c.user_id, WorkOrder)
        .join(WorkOrder, WorkOrder.id == ranked.c.id)
        .where(ranked.c.turn == 1)
        .options(joinedload(WorkOrder.ticket).joinedload(Ticket.location).joinedload(Location.building))
    )
    return {row.user_id: row.WorkOrder for row in session.execute(query)}


def _held_by(user_ids: Collection[int]) -> CompoundSelect[int | None, int, str, datetime | None]:
    """Two questions, each with an index of its own: orders that name one of them, and those of their teams."""
    facts = (WorkOrder.id, WorkOrder.status, WorkOrder.slot_from_at)
    at_work = WorkOrder.status.in_(_AT_WORK)
    named = select(WorkOrder.technician_id.label("user_id"), *facts).where(
        WorkOrder.technician_id.in_(user_ids), at_work
    )
    of_team = (
        select(TeamMember.user_id, *facts)
        .join(WorkOrder, WorkOrder.team_id == TeamMember.team_id)
        .where(TeamMember.user_id.in_(user_ids), WorkOrder.technician_id.is_(None), at_work)
    )
    return named.union_all(of_team)
