"""The list of registers with where they hang, how they are, and what stands open on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from ops.access.principal import Scopes
from ops.energy.models import Alert, LoggerStatus, Meter, Reading, Register
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.estate.models import Location
from ops.estate.queries import in_scope, location_by_id
from ops.estate.wording import address_of
from ops.kit.search import Hit, has_words

#: The shipped figures of the rule set `energy.silence`.
_LEAST_SILENCE, _USUAL_INTERVALS = timedelta(hours=2), 3
#: A meter hangs in a room; people ask for its building.
Building = aliased(Location)


@dataclass(frozen=True)
class RegisterFilter:
    """What the list shows; None asks nothing."""

    q: str = ""
    medium: str | None = None
    building: str | None = None
    #: connected | not_connected | silent | alert
    status: str | None = None


@dataclass(frozen=True)
class RegisterRow:
    register: Register
    building: Location
    open_alerts: int
    #: not_connected | silent | alert | ok
    status: str


def list_registers(
    session: Session, scopes: Scopes, wanted: RegisterFilter, *, now: datetime, after: str = "", limit: int = 200
) -> Sequence[RegisterRow]:
    """In the order of their codes, from the one after `after`."""
    open_alerts = (
        select(func.count())
        .where(Alert.register_id == Register.id, Alert.state.in_(OPEN_STATES))
        .correlate(Register)
        .scalar_subquery()
    )
    statement = (
        select(Register, Building, open_alerts)
        .join(Register.meter)
        .join(Meter.location)
        .join(Building, Building.id == func.coalesce(Location.building_id, Location.id))
        .where(in_scope(scopes), *_conditions(session, wanted, now), Register.code > after)
        .options(joinedload(Register.meter).joinedload(Meter.location))
        .order_by(Register.code)
        .limit(limit)
    )
    return [
        RegisterRow(row, building, count, status_of(row, count, now))
        for row, building, count in session.execute(statement)
    ]


def building_of(session: Session, register: Register) -> Location:
    """The building in which a register hangs; needs its place loaded."""
    place = register.meter.location
    return place if place.building_id in (None, place.id) else location_by_id(session, place.building_id or place.id)


def status_of(register: Register, open_alerts: int, now: datetime) -> str:
    if register.first_live_at is None:
        return "not_connected"
    if open_alerts:
        return "alert"
    quiet_since = now - _allowed_silence(register.step_minutes)
    return "silent" if register.last_live_at is None or register.last_live_at <= quiet_since else "ok"


def _allowed_silence(step_minutes: int) -> timedelta:
    return max(_LEAST_SILENCE, timedelta(minutes=_USUAL_INTERVALS * step_minutes))


def _conditions(session: Session, wanted: RegisterFilter, now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.q.strip():
        found.append(_named(wanted.q))
    if wanted.medium:
        found.append(Meter.medium == wanted.medium)
    if wanted.building:
        found.append(Building.code == wanted.building)
    if wanted.status:
        found.append(_with_status(session, wanted.status, now))
    return found


def _named(q: str) -> ColumnElement[bool]:
    """The code of the register, or words of its place or building."""
    code = Register.code.icontains(q.strip(), autoescape=True)
    return or_(code, has_words(Location.search_text, q), has_words(Building.search_text, q))


def _with_status(session: Session, status: str, now: datetime) -> ColumnElement[bool]:
    match status:
        case "not_connected":
            return Register.first_live_at.is_(None)
        case "silent":
            return and_(Register.first_live_at.is_not(None), _is_silent(session, now))
        case "alert":
            return Register.id.in_(select(Alert.register_id).where(Alert.state.in_(OPEN_STATES)))
        case _:
            return Register.first_live_at.is_not(None)


def _is_silent(session: Session, now: datetime) -> ColumnElement[bool]:
    """As `status_of` says it: each step of sending has its own patience, and a house has few steps."""
    steps = session.scalars(select(Register.step_minutes).distinct())
    late = [(Register.step_minutes == step, now - _allowed_silence(step)) for step in steps]
    return or_(false(), *(and_(of_step, Register.last_live_at <= since) for of_step, since in late))


def counts_by_medium(session: Session, scopes: Scopes) -> dict[str, int]:
    statement = (
        select(Meter.medium, func.count(Register.id))
        .join(Register, Register.meter_id == Meter.id)
        .join(Meter.location)
        .where(in_scope(scopes))
        .group_by(Meter.medium)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def count_connected(session: Session, scopes: Scopes) -> tuple[int, int]:
    """(registers heard live at least once, registers)."""
    statement = (
        select(func.count(Register.first_live_at), func.count(Register.id))
        .join(Register.meter)
        .join(Meter.location)
        .where(in_scope(scopes))
    )
    connected, every = session.execute(statement).one()
    return connected, every


def last_reading(session: Session, register_id: int) -> Reading | None:
    statement = select(Reading).where(Reading.register_id == register_id).order_by(Reading.at.desc()).limit(1)
    return session.scalar(statement)


def logger_status(session: Session, logger: str) -> LoggerStatus | None:
    return session.get(LoggerStatus, logger)


def hits(session: Session, scopes: Scopes, q: str, limit: int, language: str) -> list[Hit]:
    """Registers for the search over everything."""
    code = Register.code.icontains(q.strip(), autoescape=True)
    statement = (
        select(Register)
        .join(Register.meter)
        .join(Meter.location)
        .where(in_scope(scopes), code)
        .options(joinedload(Register.meter).joinedload(Meter.location))
        .order_by(Register.code)
        .limit(limit)
    )
    return [
        Hit(
            "meter",
            found.code,
            found.meter.name or found.code,
            address_of(found.meter.location, language),
            f"/meters/{found.code}",
        )
        for found in session.scalars(statement)
    ]
