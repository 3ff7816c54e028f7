"""Deletes of what has run out."""

from datetime import datetime

from sqlalchemy import CursorResult, Delete, and_, delete, or_
from sqlalchemy.orm import Session

from ops.access.models import LoginThrottle, SecretLink, WebSession


def purge_sessions(session: Session, now: datetime) -> int:
    return _deleted(session, delete(WebSession).where(WebSession.expires_at <= now))


def purge_links(session: Session, ended_before: datetime) -> int:
    ended = or_(SecretLink.expires_at <= ended_before, SecretLink.used_at <= ended_before)
    return _deleted(session, delete(SecretLink).where(ended))


def purge_throttles(session: Session, quiet_since: datetime, now: datetime) -> int:
    unlocked = or_(LoginThrottle.locked_until.is_(None), LoginThrottle.locked_until <= now)
    quiet = LoginThrottle.last_failure_at <= quiet_since
    return _deleted(session, delete(LoginThrottle).where(and_(quiet, unlocked)))


def _deleted(session: Session, statement: Delete) -> int:
    result = session.execute(statement.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
