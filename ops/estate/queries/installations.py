"""Installations and the firms that look after them."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased, joinedload
from sqlalchemy.sql.base import ExecutableOption

from ops.access.principal import Scopes
from ops.errors import NotFound
from ops.estate.models import Firm, Installation, Location
from ops.estate.queries.locations import EVERYWHERE
from ops.estate.queries.scope import in_scope
from ops.estate.wording import address_of, name_of
from ops.kit.search import Hit, has_words

_WITH_FIRM: tuple[ExecutableOption, ...] = (
    joinedload(Installation.firm).joinedload(Firm.fallback),
    joinedload(Installation.location),
)


def installation_by_code(session: Session, code: str, scopes: Scopes = EVERYWHERE) -> Installation:
    """With its firm, that firm's fall-back and its place. Raises NotFound, also out of scope."""
    statement = select(Installation).join(Location).where(Installation.code == code, in_scope(scopes))
    installation = session.scalar(statement.options(*_WITH_FIRM))
    if installation is None:
        raise NotFound()
    return installation


def installations_at(session: Session, location: Location) -> Sequence[Installation]:
    """Those at the place and below it."""
    statement = select(Installation).join(Location).where(Location.path.startswith(location.path))
    return session.scalars(statement.options(*_WITH_FIRM).order_by(Installation.code)).all()


def count_installations(session: Session, building_id: int, kind: str) -> int:
    """How many of one kind a building has."""
    there = (Location.building_id == building_id) | (Location.id == building_id)
    statement = select(func.count(Installation.id)).join(Location).where(there, Installation.kind == kind)
    return session.scalar(statement) or 0


def list_installations(
    session: Session,
    scopes: Scopes = EVERYWHERE,
    *,
    q: str = "",
    kind: str | None = None,
    firm: str | None = None,
    location: str | None = None,
    after_code: str = "",
    limit: int = 50,
) -> Sequence[Installation]:
    """A page of installations in the order of their codes."""
    found = has_words(Installation.search_text, q)
    wanted: list[ColumnElement[bool]] = [in_scope(scopes), found, Installation.code > after_code]
    if kind:
        wanted.append(Installation.kind == kind)
    if firm:
        wanted.append(Installation.firm_id == select(Firm.id).where(Firm.code == firm).scalar_subquery())
    if location:
        top = aliased(Location)
        wanted.append(exists(select(top.id).where(top.code == location, Location.path.startswith(top.path))))
    statement = select(Installation).join(Location).where(*wanted).options(*_WITH_FIRM)
    return session.scalars(statement.order_by(Installation.code).limit(limit)).all()


def hits(session: Session, scopes: Scopes, q: str, limit: int, language: str) -> list[Hit]:
    """Installations for the search over everything."""
    return [
        Hit(
            "installation",
            found.code,
            name_of(found, language),
            address_of(found.location, language),
            f"/installations/{found.code}",
        )
        for found in list_installations(session, scopes, q=q, limit=limit)
    ]
