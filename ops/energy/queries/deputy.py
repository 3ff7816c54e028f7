"""Who is away and who stands in for him."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.access.models import Grant, User
from ops.access.rights import RIGHTS
from ops.energy.models_desk import Deputyship
from ops.errors import NotFound
from ops.kit.periods import Span

_STANDS = Deputyship.withdrawn_at.is_(None)
_PEOPLE = (joinedload(Deputyship.user), joinedload(Deputyship.deputy))
_LEADS, _HANDLES = "alerts.write", "alerts.acknowledge"


def _roles_with(permission: str) -> list[str]:
    return [role for role, rights in RIGHTS.items() if rights.get(permission) == "all"]


def _holders(session: Session, permission: str) -> Sequence[User]:
    """Active users who have the right everywhere, by name."""
    grants = select(Grant.user_id).where(Grant.role.in_(_roles_with(permission)), Grant.scope_kind == "all")
    query = select(User).where(User.state == "active", User.id.in_(grants))
    return session.scalars(query.order_by(User.name, User.id)).all()


def coordinators(session: Session) -> Sequence[User]:
    """Whose alerts they are: they may be noted as away."""
    return _holders(session, _LEADS)


def possible_deputies(session: Session) -> Sequence[User]:
    return _holders(session, _HANDLES)


def deputies_at(session: Session, at: datetime) -> Mapping[int, int]:
    """User -> his deputy at an instant."""
    query = select(Deputyship.user_id, Deputyship.deputy_id)
    rows = session.execute(query.where(_STANDS, Deputyship.from_at <= at, Deputyship.to_at > at))
    return dict(rows.all())


def users_of(session: Session, user_ids: Collection[int]) -> Mapping[int, User]:
    """Those who can still sign in."""
    query = select(User).where(User.id.in_(user_ids), User.state == "active")
    return {user.id: user for user in session.scalars(query)}


def deputyships_since(session: Session, since: datetime) -> Sequence[Deputyship]:
    """Those that are not over since then, with both people."""
    query = select(Deputyship).where(_STANDS, Deputyship.to_at > since).options(*_PEOPLE)
    return session.scalars(query.order_by(Deputyship.from_at, Deputyship.id)).all()


def is_away_within(session: Session, user_id: int, span: Span) -> bool:
    query = select(Deputyship.id).where(_STANDS, Deputyship.user_id == user_id)
    touching = query.where(Deputyship.from_at < span.to_at, Deputyship.to_at > span.from_at)
    return session.scalar(touching.limit(1)) is not None


def deputyship_for_change(session: Session, deputyship_id: int) -> Deputyship:
    """Raises NotFound."""
    query = select(Deputyship).where(Deputyship.id == deputyship_id).with_for_update()
    found = session.scalar(query)
    if found is None:
        raise NotFound()
    return found
