"""Noting from which day on a register or a building is used otherwise, and taking it back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.db import zone_of
from ops.energy.errors import DayOutOfReach, UnknownChange
from ops.energy.models import Register
from ops.energy.models_desk import DatedChange
from ops.energy.queries.dated_change import change_for_update
from ops.energy.queries.maintenance_place import register_or_place
from ops.energy.rules.dated_change import KINDS
from ops.energy.rules.figures import MEDIA
from ops.kit.periods import local_date

_FIRST = date(2000, 1, 1)
_AHEAD = timedelta(days=731)
_RIGHT = "alerts.write"


@dataclass(frozen=True)
class Change:
    """What changes for good from a local day on; `medium` "" means every meter of the place."""

    place: str
    from_on: date
    kind: str
    medium: str = ""
    note: str = ""


def note_change(session: Session, change: Change, *, who: Principal, now: datetime) -> DatedChange:
    """Raises NoSuchPlace, DayOutOfReach, UnknownChange."""
    place = register_or_place(session, change.place, who.scopes(_RIGHT))
    _check(change, local_date(now, zone_of(session)))
    is_register = isinstance(place, Register)
    row = DatedChange(
        register_id=place.id if is_register else None,
        location_id=None if is_register else place.id,
        medium="" if is_register else change.medium,
        from_on=change.from_on,
        kind=change.kind,
        note=change.note.strip(),
        made_by=who.name,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "change.noted", place.code, row, who, now)
    return row


def _check(change: Change, today: date) -> None:
    if not _FIRST <= change.from_on <= today + _AHEAD:
        raise DayOutOfReach(field="from_on")
    if change.kind not in KINDS:
        raise UnknownChange(field="kind", possible=", ".join(KINDS))
    if change.medium and change.medium not in MEDIA:
        raise UnknownChange(field="medium", possible=", ".join(MEDIA))


def withdraw_change(session: Session, change_id: int, *, who: Principal, now: datetime) -> None:
    """The hours before it are a model again; a second time changes nothing. Raises NotFound."""
    row = change_for_update(session, change_id)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = now, who.name
        _record(session, "change.withdrawn", code_of(row), row, who, now)


def code_of(row: DatedChange) -> str:
    """Of the register or the place that it is about."""
    about = row.register or row.location
    return about.code if about else ""


def _record(session: Session, action: str, code: str, row: DatedChange, who: Principal, now: datetime) -> None:
    detail = {"from": row.from_on.isoformat(), "kind": row.kind}
    audit.record(session, who, action=action, object_kind="place", object_ref=code, now=now, detail=detail)
