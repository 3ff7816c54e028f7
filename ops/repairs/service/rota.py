"""Making and changing rotas, and the exceptions to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy.orm import Session

from ops.access import audit
from ops.access.principal import Principal
from ops.db import zone_of
from ops.errors import EditedMeanwhile
from ops.estate.rules.kinds import ZONES
from ops.inserts import insert_if_absent
from ops.kit.periods import Span
from ops.repairs.errors import ReasonNeeded
from ops.repairs.errors.rota import (
    AwayThen,
    CodeTaken,
    NoShiftInSpan,
    RotaIncomplete,
    SpanBackwards,
    SpanOver,
    UnknownMember,
)
from ops.repairs.models import Rota, RotaMember, RotaOverride
from ops.repairs.queries import rota as queries
from ops.repairs.queries.absences import absences
from ops.repairs.rules import rota as rules

_LONGEST_TURN_DAYS = 92


@dataclass(frozen=True)
class RotaWish:
    """A rota as somebody wants it; `members` are user ids in turn."""

    name: str
    duty: str
    zone: str | None
    weekdays: tuple[str, ...]
    starts: time
    ends: time
    turn_days: int
    first_turn_on: date
    from_on: date
    to_on: date
    members: tuple[int, ...]


@dataclass(frozen=True)
class OverrideWish:
    """Somebody else for a while; without a user the duty stays open."""

    rota: str
    from_at: datetime
    to_at: datetime
    user_id: int | None
    reason: str


def make_rota(session: Session, code: str, wish: RotaWish, *, who: Principal, now: datetime) -> Rota:
    """Raises CodeTaken, RotaIncomplete, SpanBackwards, UnknownMember."""
    check(session, wish)
    row = Rota(code=code, version=1, **_columns(wish))
    if not insert_if_absent(session, row):
        raise CodeTaken(field="code")
    made = queries.rota_by_code(session, code)
    _put_members(session, made, wish.members)
    _note(session, made, "rota.made", wish, who, now)
    return made


def change_rota(
    session: Session, code: str, wish: RotaWish, *, who: Principal, now: datetime, version: int | None = None
) -> Rota:
    """Raises RotaNotFound, EditedMeanwhile, RotaIncomplete, SpanBackwards, UnknownMember."""
    row = queries.rota_by_code(session, code, for_change=True)
    if version is not None and version != row.version:
        raise EditedMeanwhile()
    check(session, wish, keeping={member.user_id for member in row.members})
    for name, value in _columns(wish).items():
        setattr(row, name, value)
    row.version += 1
    _put_members(session, row, wish.members)
    _note(session, row, "rota.changed", wish, who, now)
    return row


def check(session: Session, wish: RotaWish, keeping: Collection[int] = ()) -> None:
    """Somebody whose account was closed meanwhile may stay in his place: it shows as a gap."""
    if wish.duty not in rules.DUTIES or not wish.weekdays or not wish.name.strip() or wish.zone not in (None, *ZONES):
        raise RotaIncomplete(field="name" if not wish.name.strip() else "weekdays")
    if not 1 <= wish.turn_days <= _LONGEST_TURN_DAYS:
        raise RotaIncomplete(field="turn_days")
    if wish.from_on >= wish.to_on:
        raise SpanBackwards(field="to_on")
    known = {user.id for user in queries.candidates(session, wish.duty)} | set(keeping)
    if not known.issuperset(wish.members):
        raise UnknownMember(field="members")


def _columns(wish: RotaWish) -> dict[str, Any]:
    return {
        "name": wish.name.strip(),
        "duty": wish.duty,
        "zone": wish.zone,
        "weekdays": list(wish.weekdays),
        "starts": wish.starts,
        "ends": wish.ends,
        "turn_days": wish.turn_days,
        "first_turn_on": wish.first_turn_on,
        "from_on": wish.from_on,
        "to_on": wish.to_on,
    }


def _put_members(session: Session, row: Rota, members: Sequence[int]) -> None:
    for member in list(row.members):
        session.delete(member)
    session.flush()
    session.add_all(RotaMember(rota_id=row.id, position=n, user_id=user) for n, user in enumerate(members, start=1))
    session.flush()
    session.expire(row, ["members"])


def put_override(session: Session, wish: OverrideWish, *, who: Principal, now: datetime) -> RotaOverride:
    """The newest exception counts.

    Raises RotaNotFound, SpanBackwards, SpanOver, NoShiftInSpan, UnknownMember, AwayThen.
    """
    row = queries.rota_by_code(session, wish.rota)
    _check_span(session, row, wish, now)
    if not wish.reason.strip():
        raise ReasonNeeded(field="reason")
    if wish.user_id is not None:
        _check_user(session, row, wish.user_id, Span(wish.from_at, wish.to_at))
    made = RotaOverride(
        rota_id=row.id, from_at=wish.from_at, to_at=wish.to_at, user_id=wish.user_id, reason=wish.reason.strip(),
        made_by=who.name, made_at=now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    detail = {"rota": row.code, "from": wish.from_at.isoformat(), "to": wish.to_at.isoformat(), "user": wish.user_id}
    audit.record(session, who, action="rota.override", object_kind="rota", object_ref=row.code, now=now, detail=detail)
    return made


def _check_user(session: Session, row: Rota, user_id: int, asked: Span) -> None:
    if user_id not in {user.id for user in queries.candidates(session, row.duty)}:
        raise UnknownMember(field="user")
    if away := absences(session, asked, user_id):
        raise AwayThen(field="user", name=away[0].user.name)


def _check_span(session: Session, row: Rota, wish: OverrideWish, now: datetime) -> None:
    if wish.from_at >= wish.to_at:
        raise SpanBackwards(field="to")
    if wish.to_at <= now:
        raise SpanOver(field="to")
    asked = Span(wish.from_at, wish.to_at)
    if not rules.shifts(queries.as_rule(row), (), asked, zone_of(session)):
        raise NoShiftInSpan(field="from")


def withdraw_override(session: Session, override_id: int, *, who: Principal, now: datetime) -> RotaOverride:
    """What stood before counts again; a second time changes nothing. Raises OverrideNotFound."""
    row = queries.override_for_change(session, override_id)
    if row.withdrawn_at is None:
        row.withdrawn_at = now
        audit.record(
            session, who, action="rota.override_withdrawn", object_kind="rota", object_ref=str(row.rota_id), now=now
        )
    return row


def _note(session: Session, row: Rota, action: str, wish: RotaWish, who: Principal, now: datetime) -> None:
    detail = {"members": list(wish.members), "starts": f"{wish.starts:%H:%M}", "ends": f"{wish.ends:%H:%M}"}
    audit.record(session, who, action=action, object_kind="rota", object_ref=row.code, now=now, detail=detail)
