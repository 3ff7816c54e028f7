"""Which tickets and work orders a principal reaches: by place, by own jobs, by firm."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, exists, false, or_, select, true

from ops.access.principal import Principal, Scopes
from ops.access.rights import RIGHTS
from ops.estate.models import Firm, Location
from ops.estate.queries import in_scope
from ops.repairs.models import Team, Ticket, WorkOrder

#: A job that was sent once stays in sight of its team, also when it is cancelled later.
_SENT = WorkOrder.dispatched_at.is_not(None)
#: Who was called off or said no sees how the ticket goes on, and has no more say in it.
_TAKEN_BACK = WorkOrder.status.in_(("cancelled", "refused"))

#: What "own" means for a role that has no place: its own tickets, or those of its trade.
_OWN: Mapping[str, Callable[[Principal], ColumnElement[bool]]] = {
    "linen_planner": lambda who: Ticket.registered_by == who.key,
    "driver": lambda who: Ticket.registered_by == who.key,
    "energy_coordinator": lambda who: Ticket.origin_kind == "alert",
}


def reach(who: Principal, permission: str) -> ColumnElement[bool]:
    """Condition on Ticket."""
    scopes = who.scopes(permission)
    if scopes.everything:
        return _own_kind(who, permission) if who.only_own(permission) else true()
    parts = [_at_places(scopes), _with_orders_of(scopes, permission)]
    return or_(*(part for part in parts if part is not None)) if not scopes.nothing else false()


def _own_kind(who: Principal, permission: str) -> ColumnElement[bool]:
    kinds = [_OWN.get(grant.role) for grant in who.grants if permission in RIGHTS.get(grant.role, {})]
    return or_(*(kind(who) if kind else true() for kind in kinds))


def _places(scopes: Scopes) -> Scopes:
    """Without the firms: a firm sees its own jobs, not every ticket of a building that it serves."""
    return Scopes(False, frozenset((kind, code) for kind, code in scopes.codes if kind != "firm"))


def _at_places(scopes: Scopes) -> ColumnElement[bool] | None:
    places = _places(scopes)
    if places.nothing:
        return None
    return Ticket.location_id.in_(select(Location.id).where(in_scope(places)).scalar_subquery())


def _with_orders_of(scopes: Scopes, permission: str) -> ColumnElement[bool] | None:
    mine = _teams_of(scopes)
    if mine is None:
        return None
    counts = _SENT if permission == "tickets.read" else _SENT & ~_TAKEN_BACK
    return exists(select(WorkOrder.id).where(WorkOrder.ticket_id == Ticket.id, counts, mine))


def _teams_of(scopes: Scopes) -> ColumnElement[bool] | None:
    """Condition on WorkOrder: it went to a team of the zones or firms of the scope."""
    firms = [code for kind, code in scopes.codes if kind == "firm"]
    zones = [code for kind, code in scopes.codes if kind == "zone"]
    wanted: list[ColumnElement[bool]] = []
    if firms:
        wanted.append(Team.firm_id.in_(select(Firm.id).where(Firm.code.in_(firms)).scalar_subquery()))
    if zones:
        wanted.append(Team.zone.in_(zones))
    return WorkOrder.team_id.in_(select(Team.id).where(or_(*wanted)).scalar_subquery()) if wanted else None


def order_reach(who: Principal, permission: str) -> ColumnElement[bool]:
    """Condition on WorkOrder joined with its ticket: a firm works only on its own orders."""
    scopes = who.scopes(permission)
    if scopes.everything:
        return reach(who, permission)
    parts = [_at_places(scopes), _sent_to(scopes)]
    return or_(*(part for part in parts if part is not None)) if not scopes.nothing else false()


def teams_within(who: Principal) -> ColumnElement[bool]:
    """Condition on Team: a firm sends its own people, and nobody else's."""
    scopes = who.scopes("tickets.work")
    firms = [code for kind, code in scopes.codes if kind == "firm"]
    if scopes.everything or not _places(scopes).nothing:
        return true()
    return Team.firm_id.in_(select(Firm.id).where(Firm.code.in_(firms)).scalar_subquery())


def _sent_to(scopes: Scopes) -> ColumnElement[bool] | None:
    mine = _teams_of(scopes)
    return None if mine is None else mine & _SENT


def jobs_of(who: Principal) -> ColumnElement[bool]:
    """Condition on WorkOrder: what the principal is meant to carry out himself."""
    scopes = who.scopes("tickets.work")
    if scopes.everything:
        return true()
    mine = _teams_of(scopes)
    return false() if mine is None else mine & _not_anothers(who)


def _not_anothers(who: Principal) -> ColumnElement[bool]:
    """A job for which a colleague was named is his."""
    unnamed = WorkOrder.technician_id.is_(None)
    return or_(unnamed, WorkOrder.technician_id == int(who.id)) if who.kind == "user" else unnamed


def whose_rota(who: Principal) -> int | None:
    """The user whose own duty is all that the principal sees; None for who sees everybody's."""
    if not who.only_own("rota.read"):
        return None
    return who.user_id or 0
