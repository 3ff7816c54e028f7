"""The tree of places."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Scopes
from ops.errors import NotFound
from ops.estate.models import Location
from ops.estate.queries.scope import in_scope
from ops.estate.wording import address_of, name_of
from ops.kit.search import Hit, fold, has_words, words_of

EVERYWHERE = Scopes(everything=True)


def location_by_code(session: Session, code: str, scopes: Scopes = EVERYWHERE) -> Location:
    """With its building, without which a room can't be named. Raises NotFound, also for a place out of scope."""
    wanted = select(Location).where(Location.code == code, in_scope(scopes)).options(joinedload(Location.building))
    location = session.scalar(wanted)
    if location is None:
        raise NotFound()
    return location


def location_by_id(session: Session, location_id: int) -> Location:
    """Raises NotFound."""
    location = session.get(Location, location_id)
    if location is None:
        raise NotFound()
    return location


def ids_on_path(location: Location) -> list[int]:
    """Ids from the root down to the place itself."""
    return [int(part) for part in location.path.split("/") if part]


def ancestors_of(session: Session, location: Location) -> Sequence[Location]:
    """The places above, from the root down, without the place itself."""
    above = ids_on_path(location)[:-1]
    found = {place.id: place for place in session.scalars(select(Location).where(Location.id.in_(above)))}
    return [found[place_id] for place_id in above]


def site_of(session: Session, location: Location) -> Location:
    """The root of the tree that holds the place: a site, or a building that stands alone."""
    return location_by_id(session, ids_on_path(location)[0])


def children_of(session: Session, location_id: int, *, limit: int = 500) -> Sequence[Location]:
    statement = select(Location).where(Location.parent_id == location_id).order_by(Location.code).limit(limit)
    return session.scalars(statement).all()


def list_locations(
    session: Session,
    scopes: Scopes,
    *,
    q: str = "",
    kind: str | None = None,
    zone: str | None = None,
    after_code: str = "",
    limit: int = 50,
) -> Sequence[Location]:
    """A page of places in the order of their codes, from the one after `after_code`."""
    wanted: list[ColumnElement[bool]] = [in_scope(scopes), has_words(Location.search_text, q)]
    if kind:
        wanted.append(Location.kind == kind)
    if zone:
        wanted.append(Location.zone == zone)
    if after_code:
        wanted.append(Location.code > after_code)
    return session.scalars(select(Location).where(*wanted).order_by(Location.code).limit(limit)).all()


def search_locations(session: Session, q: str, *, scopes: Scopes = EVERYWHERE, limit: int = 10) -> Sequence[Location]:
    """Places for what somebody says, the likeliest first: the exact code, then whole words, buildings before rooms."""
    if not words_of(q):
        return []
    statement = select(Location).where(in_scope(scopes), has_words(Location.search_text, q))
    found = session.scalars(statement.order_by(Location.path).limit(max(limit * 10, 100))).all()
    return sorted(found, key=lambda place: _rank(place, q))[:limit]


def _rank(place: Location, q: str) -> tuple[bool, int, int, str]:
    wanted, held = set(words_of(q)), set(place.search_text.split())
    return fold(place.code) != fold(q), -len(wanted & held), place.path.count("/"), place.code


def hits(session: Session, scopes: Scopes, q: str, limit: int, language: str) -> list[Hit]:
    """Places for the search over everything."""
    return [
        Hit("location", place.code, name_of(place, language), address_of(place, language), f"/locations/{place.code}")
        for place in search_locations(session, q, scopes=scopes, limit=limit)
    ]
