"""Selects on the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from ops.access.models import AuditEntry


@dataclass(frozen=True)
class AuditFilter:
    """What a list of the trail shows; the times are a half-open interval."""

    principal: str = ""
    person: str = ""
    action: str = ""
    object_kind: str = ""
    object_ref: str = ""
    from_at: datetime | None = None
    to_at: datetime | None = None


def entries(
    session: Session, wanted: AuditFilter, *, before_id: int | None = None, limit: int | None = 100
) -> Sequence[AuditEntry]:
    """Newest first; `before_id` goes on where the last page ended."""
    query = select(AuditEntry).where(*_conditions(wanted))
    if before_id is not None:
        query = query.where(AuditEntry.id < before_id)
    return session.scalars(query.order_by(AuditEntry.id.desc()).limit(limit)).all()


def actions(session: Session) -> Sequence[str]:
    """Every kind of act that stands in the trail, for the filter."""
    return session.scalars(select(AuditEntry.action).distinct().order_by(AuditEntry.action)).all()


def object_kinds(session: Session) -> Sequence[str]:
    return session.scalars(select(AuditEntry.object_kind).distinct().order_by(AuditEntry.object_kind)).all()


def _conditions(wanted: AuditFilter) -> list[ColumnElement[bool]]:
    equal = {
        AuditEntry.principal: wanted.principal,
        AuditEntry.action: wanted.action,
        AuditEntry.object_kind: wanted.object_kind,
        AuditEntry.object_ref: wanted.object_ref,
    }
    found: list[ColumnElement[bool]] = [column == value for column, value in equal.items() if value]
    if wanted.person:
        named = (AuditEntry.principal_name, AuditEntry.principal)
        found.append(or_(*(column.icontains(wanted.person, autoescape=True) for column in named)))
    if wanted.from_at is not None:
        found.append(AuditEntry.at >= wanted.from_at)
    if wanted.to_at is not None:
        found.append(AuditEntry.at < wanted.to_at)
    return found
