"""Selects on bearer tokens."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from ops.access.models import ApiToken


def token_by_hash(session: Session, token_sha256: str) -> ApiToken | None:
    """The token with its grants, unless it was revoked."""
    return session.scalars(
        select(ApiToken)
        .where(ApiToken.token_sha256 == token_sha256, ApiToken.revoked_at.is_(None))
        .options(selectinload(ApiToken.grants))
    ).one_or_none()


def token_by_id(session: Session, token_id: int) -> ApiToken | None:
    wanted = select(ApiToken).where(ApiToken.id == token_id).options(selectinload(ApiToken.grants))
    return session.scalars(wanted).one_or_none()


def token_by_name(session: Session, name: str) -> ApiToken | None:
    return session.scalars(select(ApiToken).where(ApiToken.name == name)).one_or_none()


def all_tokens(session: Session) -> Sequence[ApiToken]:
    wanted = select(ApiToken).options(selectinload(ApiToken.grants)).order_by(ApiToken.name)
    return session.scalars(wanted).all()
