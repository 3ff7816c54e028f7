"""Selects for telling people."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ops.access.models import Grant, User


def active_users_with(session: Session, roles: Sequence[str], *, grants: bool = True) -> list[User]:
    """Users who can sign in and hold one of the roles anywhere, with their grants where these are asked for."""
    holders = select(Grant.user_id).where(Grant.role.in_(roles))
    query = select(User).where(User.state == "active", User.id.in_(holders)).order_by(User.id)
    return list(session.scalars(query.options(selectinload(User.grants)) if grants else query))
