"""Noting that somebody is away, and taking it back."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.repairs.errors.rota import AbsenceTooLong, SpanBackwards, SpanOver, UnknownMember
from ops.repairs.models import StaffAbsence
from ops.repairs.queries import absences as queries

_LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class AbsenceWish:
    """Somebody is away for a while; `kind` is one of `rules.absences.KINDS`."""

    user_id: int
    from_at: datetime
    to_at: datetime
    kind: str


def note_absence(session: Session, wish: AbsenceWish, *, who: Principal, now: datetime) -> StaffAbsence:
    """It may have begun already. Raises UnknownMember, SpanBackwards, SpanOver, AbsenceTooLong.

    The trail of changes does not say why he is away.
    """
    _check(session, wish, now)
    row = StaffAbsence(
        user_id=wish.user_id, from_at=wish.from_at, to_at=wish.to_at, kind=wish.kind, made_by=who.name, made_at=now
    )
    session.add(row)
    session.flush()
    _record(session, "rota.absence", row, who, now)
    return row


def _check(session: Session, wish: AbsenceWish, now: datetime) -> None:
    if wish.user_id not in {user.id for user in queries.people(session)}:
        raise UnknownMember(field="user")
    if wish.from_at >= wish.to_at:
        raise SpanBackwards(field="to")
    if wish.to_at <= now:
        raise SpanOver(field="to")
    if wish.to_at - wish.from_at > _LONGEST:
        raise AbsenceTooLong(field="to", days=_LONGEST.days)


def withdraw_absence(session: Session, absence_id: int, *, who: Principal, now: datetime) -> StaffAbsence:
    """His shifts are his again; a second time changes nothing. Raises AbsenceNotFound."""
    row = queries.absence_for_change(session, absence_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        _record(session, "rota.absence_withdrawn", row, who, now)
    return row


def _record(session: Session, action: str, row: StaffAbsence, who: Principal, now: datetime) -> None:
    detail = {"from": row.from_at.isoformat(), "to": row.to_at.isoformat()}
    audit.record(session, who, action=action, object_kind="user", object_ref=str(row.user_id), now=now, detail=detail)
