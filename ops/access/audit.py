"""The audit trail: who did what, and who read which person's file. Lines are added, never changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy.orm import Session

from ops.access.models import AuditEntry
from ops.access.principal import Principal


def record(
    session: Session,
    who: Principal,
    *,
    action: str,
    object_kind: str,
    object_ref: str,
    now: datetime,
    detail: Mapping[str, Any] | None = None,
    request_id: str | None = None,
) -> None:
    """Adds one line in the caller's transaction: an act that fails leaves no line. `detail` holds no secret.

    Without a `request_id` it is that of the request under way, where there is one.
    """
    session.add(
        AuditEntry(
            at=now,
            principal=who.key,
            principal_name=who.name,
            action=action,
            object_kind=object_kind,
            object_ref=object_ref,
            detail=dict(detail or {}),
            request_id=request_id or structlog.contextvars.get_contextvars().get("request_id"),
        )
    )
