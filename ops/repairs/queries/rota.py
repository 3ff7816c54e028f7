"""Who is on duty: the rotas with their members and exceptions, and who has which shift."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from ops.access.models import Grant, User
from ops.db import zone_of
from ops.kit.periods import Span
from ops.repairs.defaults import WEEKDAYS
from ops.repairs.errors.rota import OverrideNotFound, RotaNotFound
from ops.repairs.models import Rota, RotaMember, RotaOverride
from ops.repairs.queries.absences import away_within
from ops.repairs.rules import rota as rules
from ops.repairs.rules.absences import open_where_away
from ops.repairs.rules.rota import Post

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True)
class DutyShift:
    """A part of a shift, within what was asked, with whoever has it; `user` None is a gap."""

    rota: Rota
    #: The same rota as the rules know it.
    rule: rules.Rota
    span: Span
    user: User | None
    #: The exception that put him there.
    override: RotaOverride | None = None
    #: Whose it would be, were he not away.
    away: User | None = None


def rotas(session: Session) -> Sequence[Rota]:
    """Every rota, those that have ended too, with their members in turn."""
    query = select(Rota).options(selectinload(Rota.members).joinedload(RotaMember.user))
    return session.scalars(query.order_by(Rota.duty.desc(), Rota.zone, Rota.starts, Rota.id)).all()


def rota_by_code(session: Session, code: str, *, for_change: bool = False) -> Rota:
    """With its members. Raises RotaNotFound."""
    query = select(Rota).where(Rota.code == code).options(selectinload(Rota.members).joinedload(RotaMember.user))
    found = session.scalar(query.with_for_update() if for_change else query)
    if found is None:
        raise RotaNotFound()
    return found


def has_rota(session: Session) -> bool:
    """Until somebody stands in a rota, all who dispatch are paged."""
    return session.scalar(select(RotaMember.id).limit(1)) is not None


def override_for_change(session: Session, override_id: int) -> RotaOverride:
    """Raises OverrideNotFound."""
    found = session.scalar(select(RotaOverride).where(RotaOverride.id == override_id).with_for_update())
    if found is None:
        raise OverrideNotFound()
    return found


def candidates(session: Session, duty: str) -> Sequence[User]:
    """Whom a rota of this duty may hold, by name: active, with a role that fits."""
    holders = select(Grant.user_id).where(Grant.role.in_(rules.ROLES_OF_DUTY[duty]))
    return session.scalars(
        select(User).where(User.state == "active", User.id.in_(holders)).order_by(User.name, User.id)
    ).all()


def overrides(session: Session, asked: Span) -> Sequence[RotaOverride]:
    """The exceptions within a span that nobody withdrew, oldest first."""
    query = select(RotaOverride).where(
        RotaOverride.to_at > asked.from_at, RotaOverride.from_at < asked.to_at, RotaOverride.withdrawn_at.is_(None)
    )
    return session.scalars(query.options(joinedload(RotaOverride.user)).order_by(RotaOverride.id)).all()


def shifts(session: Session, asked: Span) -> list[DutyShift]:
    """Every shift of every rota within a span, in the order of the rotas and of time."""
    exceptions, away = overrides(session, asked), away_within(session, asked)
    zone = zone_of(session)
    found: list[DutyShift] = []
    for rota in rotas(session):
        own = [each for each in exceptions if each.rota_id == rota.id]
        users = _callable([member.user for member in rota.members], own)
        by_id = {each.id: each for each in own}
        rule = as_rule(rota)
        cut = open_where_away(rules.shifts(rule, [_as_override(each) for each in own], asked, zone), away)
        for shift in sorted(cut, key=lambda each: each.span):
            override = by_id.get(shift.override_id or 0)
            found.append(
                DutyShift(rota, rule, shift.span, users.get(shift.user_id), override, users.get(shift.away_id))
            )
    return found


def _callable(members: Sequence[User], exceptions: Sequence[RotaOverride]) -> dict[int | None, User]:
    """Whose account was closed can't be called: his turn is a gap, in sight."""
    known = [*members, *(each.user for each in exceptions if each.user)]
    return {user.id: user for user in known if user.state == "active"}


def as_rule(rota: Rota) -> rules.Rota:
    return rules.Rota(
        code=rota.code,
        duty=rota.duty,
        zone=rota.zone,
        weekdays=frozenset(WEEKDAYS.index(day) for day in rota.weekdays if day in WEEKDAYS),
        starts=rota.starts,
        ends=rota.ends,
        turn_days=rota.turn_days,
        first_turn_on=rota.first_turn_on,
        from_on=rota.from_on,
        to_on=rota.to_on,
        members=tuple(member.user_id for member in rota.members),
    )


def _as_override(row: RotaOverride) -> rules.Override:
    return rules.Override(row.id, Span(row.from_at, row.to_at), row.user_id)


def on_duty(session: Session, at: datetime, post: Post | None = None) -> list[DutyShift]:
    """Who can be called at an instant, for a duty and zone or for all; the rota of the zone itself comes first.

    The spans are cut: ask `shifts` for when they end.
    """
    now = shifts(session, Span(at, at + _INSTANT))
    return serving(now, post) if post else [each for each in now if each.user]


def serving(found: Iterable[DutyShift], post: Post) -> list[DutyShift]:
    """Of some shifts those with somebody for a post; the rota of its zone itself comes before one that serves all."""
    manned = (each for each in found if each.user and each.rule.serves(post))
    return sorted(manned, key=lambda each: each.rota.zone is None)
