"""Tickets seen from a place, a machine or a person."""

from collections.abc import Collection, Sequence

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Principal
from ops.estate.models import Location
from ops.repairs.models import Caller, Ticket
from ops.repairs.queries.scope import reach
from ops.repairs.queries.tickets import LIVE


def open_by_building(session: Session, who: Principal, building_ids: Collection[int]) -> dict[int, int]:
    """How many tickets are at work in each building; empty for a reader without tickets."""
    if not who.may("tickets.read"):
        return {}
    statement = (
        select(Location.building_id, func.count())
        .join(Ticket, Ticket.location_id == Location.id)
        .where(Location.building_id.in_(building_ids), LIVE, reach(who, "tickets.read"))
        .group_by(Location.building_id)
    )
    return {building_id: count for building_id, count in session.execute(statement) if building_id is not None}


def tickets_of_person(session: Session, who: Principal, person_id: int, limit: int = 20) -> Sequence[Ticket]:
    """What somebody called about, the latest first."""
    if not who.may("tickets.read"):
        return []
    called = exists(select(Caller.id).where(Caller.ticket_id == Ticket.id, Caller.person_id == person_id))
    statement = select(Ticket).where(called, reach(who, "tickets.read")).options(joinedload(Ticket.location))
    return session.scalars(statement.order_by(Ticket.registered_at.desc()).limit(limit)).all()


def tickets_of_installation(
    session: Session, who: Principal, installation_id: int, limit: int = 50
) -> Sequence[Ticket]:
    """What one machine was reported for, the latest first."""
    if not who.may("tickets.read"):
        return []
    statement = select(Ticket).where(Ticket.installation_id == installation_id, reach(who, "tickets.read"))
    ordered = statement.order_by(Ticket.registered_at.desc()).limit(limit)
    return session.scalars(ordered.options(joinedload(Ticket.location))).all()
