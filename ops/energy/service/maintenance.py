"""Noting works, and taking them back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.energy.errors import ReasonNeeded, SpanTurned, WorksOver, WorksTooLong
from ops.energy.models import Register
from ops.energy.models_desk import MaintenanceWindow
from ops.energy.queries.maintenance import window_for_change
from ops.energy.queries.maintenance_place import register_or_place
from ops.energy.rules.maintenance import LONGEST_DAYS

#: How far back works may be noted afterwards: as far as the weeks of reference that they spoil.
_BACK_DAYS = 92
_RIGHT = "alerts.write"


@dataclass(frozen=True)
class Works:
    """Works that somebody announces; `place` is the code of a register, a building or any place in it."""

    place: str
    from_at: datetime
    to_at: datetime
    reason: str


def note_works(session: Session, works: Works, *, who: Principal, now: datetime) -> MaintenanceWindow:
    """They may have begun. Raises NoSuchPlace, SpanTurned, WorksOver, WorksTooLong, ReasonNeeded."""
    place = register_or_place(session, works.place, who.scopes(_RIGHT))
    _check(works, now)
    is_register = isinstance(place, Register)
    row = MaintenanceWindow(
        register_id=place.id if is_register else None,
        location_id=None if is_register else place.id,
        from_at=works.from_at,
        to_at=works.to_at,
        reason=works.reason.strip(),
        made_by=who.name,
        made_at=now,
    )
    session.add(row)
    session.flush()
    detail = {"from": works.from_at.isoformat(), "to": works.to_at.isoformat()}
    _record(session, "works.noted", place.code, who, now, detail)
    return row


def _check(works: Works, now: datetime) -> None:
    if works.from_at >= works.to_at:
        raise SpanTurned(field="to")
    if works.to_at < now - timedelta(days=_BACK_DAYS):
        raise WorksOver(field="to", days=_BACK_DAYS)
    if works.to_at - works.from_at > timedelta(days=LONGEST_DAYS):
        raise WorksTooLong(field="to", days=LONGEST_DAYS)
    if not works.reason.strip():
        raise ReasonNeeded(field="reason")


def withdraw_works(session: Session, window_id: int, *, who: Principal, now: datetime) -> None:
    """Its hours count again; a second time changes nothing. Raises NotFound."""
    row = window_for_change(session, window_id)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = now, who.name
        _record(session, "works.withdrawn", code_of(row), who, now, {})


def code_of(row: MaintenanceWindow) -> str:
    """Of the register or the place that it is about."""
    about = row.register or row.location
    return about.code if about else ""


def _record(session: Session, action: str, code: str, who: Principal, now: datetime, detail: dict[str, str]) -> None:
    audit.record(session, who, action=action, object_kind="place", object_ref=code, now=now, detail=detail)
