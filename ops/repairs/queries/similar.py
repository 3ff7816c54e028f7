"""Open tickets near a place: what may be the same trouble, before anybody ranks it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import case, inspect, or_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from ops.access.principal import Principal
from ops.estate.models import Location
from ops.kit.search import among
from ops.repairs.models import Team, Ticket, WorkOrder
from ops.repairs.queries.scope import reach
from ops.repairs.queries.tickets import LIVE

Row = TypeVar("Row", Location, Team)
#: So many are weighed, those of the own house first: one with more open tickets has another problem than this call.
_MOST = 120


class Near(NamedTuple):
    """What is weighed of an open ticket: its trouble, and where that is."""

    ticket: int
    trade: str
    hazard: str | None
    installation: int | None
    aware_at: datetime
    place: int
    building: int | None
    code: str
    house_number: str


def open_near(
    session: Session,
    who: Principal,
    *,
    building: int,
    others: Collection[int],
    installations: Collection[int],
    without_id: int = 0,
) -> Sequence[Near]:
    """Open tickets within reach in the building, in those that share a line with it, or on those installations."""
    buildings = {building, *others}
    within = select(Location.id).where(or_(Location.building_id.in_(buildings), Location.id.in_(buildings)))
    near = among(Ticket.location_id, within)
    if installations:
        near = or_(near, Ticket.installation_id.in_(installations))
    elsewhere = case((Location.building_id == building, 0), else_=1)
    columns = (
        Ticket.id, Ticket.trade, Ticket.hazard, Ticket.installation_id, Ticket.aware_at, Location.id,
        Location.building_id, Location.code, Location.house_number,
    )  # fmt: skip
    statement = (
        select(*columns)
        .join(Location, Location.id == Ticket.location_id)
        .where(LIVE, near, Ticket.id != without_id, reach(who, "tickets.read"))
        .order_by(elsewhere, Ticket.registered_at.desc(), Ticket.id)
    )
    return [Near(*row) for row in session.execute(statement.limit(_MOST))]


def buildings_of(session: Session, places: Collection[int]) -> frozenset[int]:
    """The buildings in which places stand."""
    if not places:
        return frozenset()
    statement = select(Location.id, Location.building_id).where(Location.id.in_(places))
    return frozenset(building_id or place_id for place_id, building_id in session.execute(statement))


def for_a_card(session: Session, ticket_ids: Collection[int]) -> dict[int, Ticket]:
    """Those few tickets with what their card shows: place and building, callers, who was sent.

    The page may hold the same places and teams with more of them loaded: those rows are joined on, not read anew.
    """
    if not ticket_ids:
        return {}
    fresh = select(Ticket).where(Ticket.id.in_(ticket_ids)).execution_options(populate_existing=True)
    with_rows = fresh.options(selectinload(Ticket.callers), selectinload(Ticket.work_orders))
    tickets = {ticket.id: ticket for ticket in session.scalars(with_rows)}
    _join_places(session, tickets.values())
    _join_teams(session, [order for ticket in tickets.values() for order in ticket.work_orders])
    return tickets


def _join_places(session: Session, tickets: Collection[Ticket]) -> None:
    places = _by_id(session, Location, {ticket.location_id for ticket in tickets})
    houses = _by_id(session, Location, {place.building_id for place in places.values() if place.building_id})
    for place in places.values():
        if "building" in inspect(place).unloaded:
            set_committed_value(place, "building", houses.get(place.building_id or 0))
    for ticket in tickets:
        set_committed_value(ticket, "location", places[ticket.location_id])


def _join_teams(session: Session, orders: Collection[WorkOrder]) -> None:
    teams = _by_id(session, Team, {order.team_id for order in orders})
    for order in orders:
        set_committed_value(order, "team", teams[order.team_id])


def _by_id(session: Session, model: type[Row], ids: Collection[int]) -> dict[int, Row]:
    return {row.id: row for row in session.scalars(select(model).where(model.id.in_(ids)))} if ids else {}
