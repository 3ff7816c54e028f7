"""The list of registers with where they hang, how they are, and what stands open on them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, and_, false, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from ops.access.principal import Scopes
from ops.energy.models import Alert, Meter, Reading, Register
from ops.energy.rules.causes import SILENT
from ops.energy.rules.figures import SilenceFigures
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.energy.rules.silence import allowed_silence, status_of
from ops.estate.models import Location
from ops.estate.queries import in_scope, location_by_id
from ops.estate.wording import address_of
from ops.kit.search import Hit, has_words

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
    session: Session,
    scopes: Scopes,
    wanted: RegisterFilter,
    figures: SilenceFigures,
    *,
    now: datetime,
    after: str = "",
    limit: int = 200,
) -> Sequence[RegisterRow]:
    """In the order of their codes, from the one after `after`."""
    statement = (
        select(Register, Building, _open_alerts(), _open_alerts(Alert.cause != SILENT))
        .join(Register.meter)
        .join(Meter.location)
        .join(Building, Building.id == func.coalesce(Location.building_id, Location.id))
        .where(in_scope(scopes), *_conditions(session, wanted, figures, now), Register.code > after)
        .options(joinedload(Register.meter).joinedload(Meter.location))
        .order_by(Register.code)
        .limit(limit)
    )
    return [
        RegisterRow(row, building, count, status_of(row.last_live_at, row.step_minutes, others, figures, now))
        for row, building, count, others in session.execute(statement)
    ]


def row_of(
    session: Session, register: Register, alerts: Iterable[Alert], figures: SilenceFigures, *, now: datetime
) -> RegisterRow:
    """The row of one register, whose alerts are known."""
    causes = [alert.cause for alert in alerts if alert.state in OPEN_STATES]
    others = sum(cause != SILENT for cause in causes)
    status = status_of(register.last_live_at, register.step_minutes, others, figures, now)
    return RegisterRow(register, building_of(session, register), len(causes), status)


def _open_alerts(*conditions: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many stand open on the register of the row."""
    mine = (Alert.register_id == Register.id, Alert.state.in_(OPEN_STATES))
    return select(func.count()).where(*mine, *conditions).correlate(Register).scalar_subquery()


def building_of(session: Session, register: Register) -> Location:
    """The building in which a register hangs; needs its place loaded."""
    place = register.meter.location
    return place if place.building_id in (None, place.id) else location_by_id(session, place.building_id or place.id)


def _conditions(
    session: Session, wanted: RegisterFilter, figures: SilenceFigures, now: datetime
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.q.strip():
        found.append(_named(wanted.q))
    if wanted.medium:
        found.append(Meter.medium == wanted.medium)
    if wanted.building:
        found.append(Building.code == wanted.building)
    if wanted.status:
        found.append(_with_status(session, wanted.status, figures, now))
    return found


def _named(q: str) -> ColumnElement[bool]:
    """The code of the register, or words of its place or building."""
    code = Register.code.icontains(q.strip(), autoescape=True)
    return or_(code, has_words(Location.search_text, q), has_words(Building.search_text, q))


def _with_status(session: Session, status: str, figures: SilenceFigures, now: datetime) -> ColumnElement[bool]:
    match status:
        case "not_connected":
            return Register.last_live_at.is_(None)
        case "silent":
            return _is_silent(session, figures, now)
        case "alert":
            return and_(Register.last_live_at.is_not(None), _open_alerts(Alert.cause != SILENT) > 0)
        case _:
            return Register.last_live_at.is_not(None)


def _is_silent(session: Session, figures: SilenceFigures, now: datetime) -> ColumnElement[bool]:
    """As the rule says it: each step of sending has its own patience, and a house has few steps."""
    steps = session.scalars(select(Register.step_minutes).distinct())
    late = [(Register.step_minutes == step, now - allowed_silence(step, figures)) for step in steps]
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
