"""Selects on users."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session, selectinload

from ops.access.models import Grant, User, WebSession

Sort = Literal["name", "email", "-last_seen", "-created"]


@dataclass(frozen=True)
class UserFilter:
    """What a list of users shows; empty means everybody."""

    text: str = ""
    role: str = ""
    state: str = ""


@dataclass(frozen=True)
class UserRow:
    """A line of the list."""

    user: User
    last_seen_at: datetime | None


def user_by_email(session: Session, email: str) -> User | None:
    return session.scalars(select(User).where(User.email == email)).one_or_none()


def user_by_id(session: Session, user_id: int) -> User | None:
    wanted = select(User).where(User.id == user_id).options(selectinload(User.grants))
    return session.scalars(wanted).one_or_none()


def names_of(session: Session, refs: Set[str]) -> dict[str, str]:
    """The names behind references to users in the audit trail; what is no number is nobody's."""
    ids = [int(ref) for ref in refs if ref.isdecimal()]
    return {str(user_id): name for user_id, name in session.execute(select(User.id, User.name).where(User.id.in_(ids)))}


def user_to_change(session: Session, user_id: int) -> User | None:
    """Locked until the end of the transaction, so that a version is compared and raised by one writer at a time."""
    wanted = select(User).where(User.id == user_id).options(selectinload(User.grants)).with_for_update()
    return session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def active_admins(session: Session) -> Sequence[int]:
    """The ids of the active administrators over everything, locked in their order: the last one must stay."""
    wanted = (
        select(User.id)
        .where(
            User.state == "active",
            User.id.in_(select(Grant.user_id).where(Grant.role == "admin", Grant.scope_kind == "all")),
        )
        .order_by(User.id)
        .with_for_update()
    )
    return session.scalars(wanted).all()


def users(
    session: Session, wanted: UserFilter, *, sort: Sort = "name", limit: int | None = None, offset: int = 0
) -> list[UserRow]:
    newest = func.max(WebSession.last_seen_at).label("at")
    last_seen = select(WebSession.user_id, newest).group_by(WebSession.user_id).subquery()
    query = select(User, last_seen.c.at).outerjoin(last_seen, last_seen.c.user_id == User.id)
    query = _filtered(query, wanted).options(selectinload(User.grants)).order_by(*_order(sort, last_seen.c.at))
    rows = session.execute(query.limit(limit).offset(offset)).all()
    return [UserRow(user, seen_at) for user, seen_at in rows]


def count_users(session: Session, wanted: UserFilter) -> int:
    return session.scalar(_filtered(select(func.count(User.id)), wanted)) or 0


def _order(sort: Sort, seen_at: Any) -> tuple[Any, ...]:
    orders: dict[str, tuple[Any, ...]] = {
        "name": (func.lower(User.name), User.id),
        "email": (User.email, User.id),
        "-last_seen": (seen_at.is_(None), seen_at.desc(), User.id),
        "-created": (User.created_at.desc(), User.id.desc()),
    }
    return orders[sort]


def _filtered(query: Select[Any], wanted: UserFilter) -> Select[Any]:
    if wanted.text:
        found = (User.name, User.email)
        query = query.where(or_(*(column.icontains(wanted.text, autoescape=True) for column in found)))
    if wanted.role:
        query = query.where(User.id.in_(select(Grant.user_id).where(Grant.role == wanted.role)))
    if wanted.state:
        query = query.where(User.state == wanted.state)
    return query
