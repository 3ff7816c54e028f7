"""Selects on counted attempts."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.models import LoginThrottle


def locked_rows(session: Session, keys: Sequence[str]) -> Sequence[LoginThrottle]:
    """Locked in key order, so that two attempts with the same keys never wait for each other crosswise."""
    wanted = select(LoginThrottle).where(LoginThrottle.key_sha256.in_(keys))
    ordered = wanted.order_by(LoginThrottle.key_sha256).with_for_update()
    return session.scalars(ordered.execution_options(populate_existing=True)).all()
