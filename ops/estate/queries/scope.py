"""Which places and persons a grant reaches."""

from sqlalchemy import ColumnElement, exists, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from ops.access.principal import Scopes
from ops.estate.models import Firm, Installation, KeyHolder, Location, Tenancy
from ops.people.models import Person

_PLACE_KINDS = ("building", "home")


def in_scope(scopes: Scopes) -> ColumnElement[bool]:
    """Condition on Location: within the named homes and buildings, zones, or buildings that a firm looks after."""
    if scopes.everything:
        return true()
    parts: list[ColumnElement[bool]] = []
    if places := [code for kind, code in scopes.codes if kind in _PLACE_KINDS]:
        parts.append(_below(places))
    if zones := [code for kind, code in scopes.codes if kind == "zone"]:
        parts.append(Location.zone.in_(zones))
    if firms := [code for kind, code in scopes.codes if kind == "firm"]:
        parts.append(Location.building_id.in_(_buildings_of_firms(firms)))
    return or_(*parts) if parts else false()


def _below(codes: list[str]) -> ColumnElement[bool]:
    top = aliased(Location)
    reached = Location.path.startswith(top.path)
    return exists(select(top.id).where(top.code.in_(codes), reached).correlate(Location))


def _buildings_of_firms(codes: list[str]) -> ColumnElement[int]:
    place = aliased(Location)
    statement = select(place.building_id).join(Installation, Installation.location_id == place.id)
    return statement.join(Firm, Firm.id == Installation.firm_id).where(Firm.code.in_(codes)).scalar_subquery()


def tenants_in_scope(scopes: Scopes) -> ColumnElement[bool]:
    """Condition on Location: who lives there is known to the reader.

    A firm that looks after the lift of a building needs its key holders, not the names of all who live there; those
    of a dwelling in which its own machine stands, it does.
    """
    if scopes.everything:
        return true()
    firms = [code for kind, code in scopes.codes if kind == "firm"]
    placed = in_scope(Scopes(False, frozenset(each for each in scopes.codes if each[0] != "firm")))
    return or_(placed, Location.id.in_(_places_of_machines(firms))) if firms else placed


def _places_of_machines(firms: list[str]) -> ColumnElement[int]:
    statement = select(Installation.location_id).join(Firm, Firm.id == Installation.firm_id)
    return statement.where(Firm.code.in_(firms)).scalar_subquery()


def person_in_scope(scopes: Scopes) -> ColumnElement[bool]:
    """Condition on Person: lives, lived or holds keys in a place that the scopes reach."""
    if scopes.everything:
        return true()
    homes = select(Location.id).where(tenants_in_scope(scopes)).scalar_subquery()
    places = select(Location.id).where(in_scope(scopes)).scalar_subquery()
    return or_(
        exists(select(Tenancy.id).where(Tenancy.person_id == Person.id, Tenancy.lot_id.in_(homes))),
        exists(select(KeyHolder.id).where(KeyHolder.person_id == Person.id, KeyHolder.location_id.in_(places))),
    )


def scope_codes_of(session: Session, location_id: int) -> frozenset[tuple[str, str]]:
    """The scopes that cover a place: ("building" and "home", code) of it and all above, ("zone", code), its firms."""
    path = session.scalars(select(Location.path).where(Location.id == location_id)).one()
    on_path = [int(part) for part in path.split("/") if part]
    rows = session.execute(select(Location.code, Location.zone).where(Location.id.in_(on_path))).all()
    places = {(kind, code) for code, _ in rows for kind in _PLACE_KINDS}
    return frozenset(places | {("zone", zone) for _, zone in rows} | _firms_of(session, location_id))


def _firms_of(session: Session, location_id: int) -> set[tuple[str, str]]:
    building = select(func.coalesce(Location.building_id, Location.id)).where(Location.id == location_id)
    place = aliased(Location)
    statement = (
        select(Firm.code)
        .join(Installation, Installation.firm_id == Firm.id)
        .join(place, place.id == Installation.location_id)
        .where(place.building_id == building.scalar_subquery())
    )
    return {("firm", code) for code in session.scalars(statement.distinct())}
