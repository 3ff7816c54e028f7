"""Selects on invitations and password resets."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ops.access.models import SecretLink, User


def user_of_link(session: Session, token_sha256: str, purpose: str, now: datetime) -> User | None:
    """Whose link this is, while it can be used."""
    return session.scalars(
        select(User)
        .join(SecretLink, SecretLink.user_id == User.id)
        .where(
            SecretLink.token_sha256 == token_sha256,
            SecretLink.purpose == purpose,
            SecretLink.used_at.is_(None),
            SecretLink.expires_at > now,
            User.state != "disabled",
        )
    ).one_or_none()


def use_link(session: Session, token_sha256: str, purpose: str, now: datetime) -> int | None:
    """Marks it used in one statement, so that of two who press at once one is told that it is spent."""
    using = (
        update(SecretLink)
        .where(
            SecretLink.token_sha256 == token_sha256,
            SecretLink.purpose == purpose,
            SecretLink.used_at.is_(None),
            SecretLink.expires_at > now,
        )
        .values(used_at=now)
        .returning(SecretLink.user_id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(using).scalar_one_or_none()


def delete_open_links(session: Session, user_id: int) -> None:
    unused = delete(SecretLink).where(SecretLink.user_id == user_id, SecretLink.used_at.is_(None))
    session.execute(unused.execution_options(synchronize_session=False))


def open_link_of(session: Session, user_id: int, purpose: str, now: datetime) -> SecretLink | None:
    wanted = select(SecretLink).where(
        SecretLink.user_id == user_id,
        SecretLink.purpose == purpose,
        SecretLink.used_at.is_(None),
        SecretLink.expires_at > now,
    )
    return session.scalars(wanted.order_by(SecretLink.id.desc()).limit(1)).one_or_none()
