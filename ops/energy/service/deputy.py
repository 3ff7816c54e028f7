"""Noting who stands in for a coordinator who is away, taking it back, and who receives meanwhile."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.models import User
from ops.access.principal import Principal
from ops.energy.errors import AwayTwice, HisOwnDeputy, NobodyAway, NoDeputy, SpanTurned
from ops.energy.models_desk import Deputyship
from ops.energy.queries import deputy as queries
from ops.energy.rules.deputy import receivers
from ops.kit.periods import Span
from ops.repairs.errors.rota import AbsenceTooLong, SpanOver

_LONGEST_DAYS = 366


@dataclass(frozen=True)
class Stand:
    """`deputy_id` hears from `from_at` to `to_at` what `user_id` would have heard."""

    user_id: int
    deputy_id: int
    from_at: datetime
    to_at: datetime


def note_deputy(session: Session, stand: Stand, *, who: Principal, now: datetime) -> Deputyship:
    """Raises NobodyAway, NoDeputy, HisOwnDeputy, SpanTurned, SpanOver, AbsenceTooLong,
    AwayTwice."""
    _check(session, stand, now)
    row = Deputyship(
        user_id=stand.user_id,
        deputy_id=stand.deputy_id,
        from_at=stand.from_at,
        to_at=stand.to_at,
        made_by=who.name,
        made_at=now,
    )
    session.add(row)
    session.flush()
    _record(session, "alerts.deputy", row, who, now)
    return row


def _check(session: Session, stand: Stand, now: datetime) -> None:
    away = next((user for user in queries.coordinators(session) if user.id == stand.user_id), None)
    if away is None:
        raise NobodyAway(field="user")
    if stand.deputy_id not in {user.id for user in queries.possible_deputies(session)}:
        raise NoDeputy(field="deputy")
    if stand.user_id == stand.deputy_id:
        raise HisOwnDeputy(field="deputy")
    _check_span(stand, now)
    if queries.is_away_within(session, stand.user_id, Span(stand.from_at, stand.to_at)):
        raise AwayTwice(field="from", name=away.name)


def _check_span(stand: Stand, now: datetime) -> None:
    if stand.from_at >= stand.to_at:
        raise SpanTurned(field="to")
    if stand.to_at <= now:
        raise SpanOver(field="to")
    if stand.to_at - stand.from_at > timedelta(days=_LONGEST_DAYS):
        raise AbsenceTooLong(field="to", days=_LONGEST_DAYS)


def withdraw_deputy(session: Session, deputyship_id: int, *, who: Principal, now: datetime) -> None:
    """He is back and hears for himself again; a second time changes nothing. Raises NotFound."""
    row = queries.deputyship_for_change(session, deputyship_id)
    if row.withdrawn_at is None:
        row.withdrawn_at, row.withdrawn_by = now, who.name
        _record(session, "alerts.deputy_withdrawn", row, who, now)


def instead_of(session: Session, at: datetime) -> Mapping[int, User]:
    """User id -> who receives for him at an instant; a deputy who can't sign in any more receives nothing."""
    ends = receivers(queries.deputies_at(session, at))
    users = queries.users_of(session, set(ends.values()))
    return {user_id: users[end] for user_id, end in ends.items() if end in users}


def desk_of(session: Session, who: Principal, at: datetime) -> frozenset[str]:
    """The keys of those whose alerts are his at an instant: his own, and of all for whom he stands in."""
    ends = receivers(queries.deputies_at(session, at))
    return frozenset({who.key, *(f"user:{user_id}" for user_id, end in ends.items() if end == who.user_id)})


def _record(session: Session, action: str, row: Deputyship, who: Principal, now: datetime) -> None:
    detail = {"deputy": row.deputy_id, "from": row.from_at.isoformat(), "to": row.to_at.isoformat()}
    audit.record(session, who, action=action, object_kind="user", object_ref=str(row.user_id), now=now, detail=detail)
