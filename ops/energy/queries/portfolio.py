"""Waste by building: the alerts behind it, who works on them, and the buildings that one can choose from."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from ops.access.principal import Scopes
from ops.energy.models import Alert, Meter, Register
from ops.energy.rules.causes import DATA_FAULTS
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.estate.models import Location
from ops.estate.queries import in_scope
from ops.repairs.models import Team, Ticket, WorkOrder

_GIVEN_BACK = ("refused", "cancelled")
_STANDS = and_(Alert.state.in_(OPEN_STATES), Alert.ended_at.is_(None))


@dataclass(frozen=True)
class PortfolioFilter:
    """What is asked of the portfolio; None asks nothing. Without `from_at` only what still stands counts."""

    medium: str | None = None
    building: str | None = None
    from_at: datetime | None = None


def waste_alerts(session: Session, scopes: Scopes, wanted: PortfolioFilter) -> Sequence[Alert]:
    """Waste that stands, or that was abnormal at some time since `from_at`; merged alerts tell nothing of their own."""
    statement = (
        select(Alert)
        .join(Location, Location.id == Alert.location_id)
        .where(in_scope(scopes), Alert.cause.not_in(DATA_FAULTS), Alert.state != "merged")
        .options(joinedload(Alert.location), joinedload(Alert.register))
    )
    return session.scalars(_narrowed(statement, wanted)).all()


def _narrowed(statement: Select[Alert], wanted: PortfolioFilter) -> Select[Alert]:
    statement = statement.where(_STANDS if wanted.from_at is None else _lately(wanted.from_at))
    if wanted.medium:
        statement = statement.where(Alert.medium == wanted.medium)
    if wanted.building:
        statement = statement.where(Location.code == wanted.building)
    return statement


def _lately(from_at: datetime) -> ColumnElement[bool]:
    """What is over has an end, else it was closed while it ran: said of these two, whose indexes then find it."""
    over = or_(Alert.ended_at > from_at, and_(Alert.ended_at.is_(None), Alert.closed_at > from_at))
    return or_(_STANDS, and_(over, Alert.last_abnormal_at > from_at))


def teams_on(session: Session, ticket_refs: Collection[str]) -> dict[str, list[str]]:
    """By ticket, the teams that hold work on it, in the order in which they were asked."""
    if not ticket_refs:
        return {}
    statement = (
        select(Ticket.ref, Team.name)
        .join(WorkOrder, WorkOrder.ticket_id == Ticket.id)
        .join(Team, Team.id == WorkOrder.team_id)
        .where(Ticket.ref.in_(ticket_refs), WorkOrder.status.not_in(_GIVEN_BACK))
        .order_by(WorkOrder.id)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for ref, team in session.execute(statement):
        if team not in found[ref]:
            found[ref].append(team)
    return found


def metered_buildings(session: Session, scopes: Scopes) -> Sequence[Location]:
    """Every building (or site) with a register, by name."""
    building = aliased(Location)
    held = (
        select(func.coalesce(Location.building_id, Location.id))
        .join(Meter, Meter.location_id == Location.id)
        .join(Register, Register.meter_id == Meter.id)
        .where(in_scope(scopes))
    )
    return session.scalars(select(building).where(building.id.in_(held)).order_by(building.name, building.id)).all()
