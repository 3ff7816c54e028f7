"""Selects on signed-in browsers."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from ops.access.models import Grant, User, WebSession


def session_with_user(session: Session, id_sha256: str) -> tuple[WebSession, User] | None:
    """The session with its active user; None when it is unknown or the user is disabled."""
    found = session.execute(
        select(WebSession, User)
        .join(User, User.id == WebSession.user_id)
        .where(WebSession.id_sha256 == id_sha256, User.state == "active")
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def grants_of_user(session: Session, user_id: int) -> Sequence[Grant]:
    return session.scalars(select(Grant).where(Grant.user_id == user_id).order_by(Grant.id)).all()


def sessions_of_user(session: Session, user_id: int, now: datetime) -> Sequence[WebSession]:
    live = select(WebSession).where(WebSession.user_id == user_id, WebSession.expires_at > now)
    return session.scalars(live.order_by(WebSession.last_seen_at.desc())).all()


def delete_sessions(session: Session, user_id: int, *, keep: str | None = None) -> None:
    ending = delete(WebSession).where(WebSession.user_id == user_id)
    if keep is not None:
        ending = ending.where(WebSession.id_sha256 != keep)
    session.execute(ending.execution_options(synchronize_session=False))
