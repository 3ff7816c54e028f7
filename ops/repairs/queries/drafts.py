"""Calls half typed, each known only to whoever typed it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.repairs.models import CallDraft


def draft_of(session: Session, who: Principal, key: str) -> CallDraft | None:
    """His own draft by the key of its form, also one that is done with."""
    return session.scalar(select(CallDraft).where(CallDraft.user_id == int(who.id), CallDraft.key == key))


def open_drafts(session: Session, who: Principal, limit: int = 20) -> Sequence[CallDraft]:
    """His calls that wait to be noted, the latest first."""
    if who.kind != "user":
        return []
    waiting = select(CallDraft).where(CallDraft.user_id == int(who.id), CallDraft.done_at.is_(None))
    return session.scalars(waiting.order_by(CallDraft.kept_at.desc(), CallDraft.id.desc()).limit(limit)).all()


def count_drafts(session: Session, who: Principal, _now: datetime) -> int:
    """The figure in the navigation."""
    if who.kind != "user":
        return 0
    waiting = select(func.count()).where(CallDraft.user_id == int(who.id), CallDraft.done_at.is_(None))
    return session.scalar(waiting) or 0


def purge_drafts(session: Session, kept_before: datetime) -> int:
    old = delete(CallDraft).where(CallDraft.kept_at <= kept_before)
    result = session.execute(old.execution_options(synchronize_session=False))
    return result.rowcount if isinstance(result, CursorResult) else 0
