"""Registers with their meter and place, and which of them wait for work."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from ops.access.principal import Scopes
from ops.energy.models import Meter, Reading, Register
from ops.errors import NotFound
from ops.estate.models import Location
from ops.estate.queries import in_scope

EVERYWHERE = Scopes(everything=True)
_LONGEST_CODE = 60

_WITH_METER = (
    joinedload(Register.meter).joinedload(Meter.location),
    joinedload(Register.meter).joinedload(Meter.installation),
)


def register_by_code(session: Session, code: str, scopes: Scopes = EVERYWHERE) -> Register:
    """With its meter, place and installation. Raises NotFound, also out of scope."""
    statement = (
        select(Register)
        .join(Register.meter)
        .join(Meter.location)
        .where(Register.code == code, in_scope(scopes))
        .options(*_WITH_METER)
    )
    register = session.scalar(statement)
    if register is None:
        raise NotFound()
    return register


def dirty_register_ids(session: Session, limit: int, without: Collection[int] = ()) -> Sequence[int]:
    """Registers whose consumption must be computed again, those that wait longest for it first."""
    statement = select(Register.id).where(Register.dirty_from.is_not(None), Register.id.not_in(without))
    return session.scalars(statement.order_by(Register.last_live_at, Register.id).limit(limit)).all()


def register_ids_after(session: Session, after: int, limit: int) -> Sequence[int]:
    """Every register, in the order of the ids, from the one after `after`."""
    return session.scalars(select(Register.id).where(Register.id > after).order_by(Register.id).limit(limit)).all()


def registers_by_id(session: Session, register_ids: Collection[int]) -> Sequence[Register]:
    """With meter, place and installation, in the order of their ids."""
    statement = select(Register).where(Register.id.in_(register_ids)).order_by(Register.id)
    return session.scalars(statement.options(*_WITH_METER)).all()


def lock_registers(session: Session, register_ids: Collection[int], *, wait: bool = False) -> Sequence[Register]:
    """The rows in the order of their ids; ingest waits before it marks them again.

    Those that somebody else works on are waited for, or left out.
    """
    statement = (
        select(Register)
        .where(Register.id.in_(register_ids))
        .order_by(Register.id)
        .options(*_WITH_METER)
        .with_for_update(skip_locked=not wait, of=Register)
    )
    return session.scalars(statement.execution_options(populate_existing=True)).all()


def last_reading_at(session: Session, register_id: int, until: datetime | None = None) -> datetime | None:
    """The instant of the last reading at or before `until`."""
    statement = select(func.max(Reading.at)).where(Reading.register_id == register_id)
    return session.scalar(statement if until is None else statement.where(Reading.at <= until))


def newest_received(session: Session, register_id: int, from_at: datetime) -> tuple[datetime, datetime] | None:
    """(at, received_at) of the reading since `from_at` that came in last; of several, the latest one."""
    statement = (
        select(Reading.at, Reading.received_at)
        .where(Reading.register_id == register_id, Reading.at >= from_at)
        .order_by(Reading.received_at.desc(), Reading.at.desc())
        .limit(1)
    )
    row = session.execute(statement).first()
    return (row.at, row.received_at) if row else None


def connected_registers(session: Session) -> Sequence[Register]:
    """Every register that was heard live at least once, with its place."""
    statement = (
        select(Register)
        .join(Register.meter)
        .join(Meter.location)
        .where(Register.first_live_at.is_not(None))
        .order_by(Register.id)
        .options(contains_eager(Register.meter).contains_eager(Meter.location))
    )
    return session.scalars(statement).all()


def indexes_with_logger(session: Session) -> Sequence[Register]:
    """Every counter that a datalogger publishes for; what a simulator can carry on."""
    statement = select(Register).where(Register.logger.is_not(None), Register.kind == "index")
    return session.scalars(statement.order_by(Register.id)).all()


def building_id_of(location: Location) -> int:
    """The building of a place; a meter that hangs on a site belongs to the site."""
    return location.building_id or location.id


def possible_codes(codes: Collection[str]) -> set[str]:
    """What no code can be is not asked for: a database refuses some of it."""
    return {code for code in codes if 0 < len(code) <= _LONGEST_CODE and code.isprintable()}


def codes_in_scope(session: Session, codes: Collection[str], scopes: Scopes) -> frozenset[str]:
    """Those of the codes that are registers within the scopes."""
    statement = select(Register.code).join(Register.meter).join(Meter.location)
    return frozenset(session.scalars(statement.where(Register.code.in_(possible_codes(codes)), in_scope(scopes))))


def meters_by_code(session: Session, codes: Collection[str]) -> dict[str, Meter]:
    statement = select(Meter).where(Meter.code.in_(codes)).options(joinedload(Meter.location))
    return {meter.code: meter for meter in session.scalars(statement)}


def registers_with_meters(session: Session, codes: Collection[str]) -> dict[str, Register]:
    statement = select(Register).where(Register.code.in_(codes)).options(*_WITH_METER)
    return {register.code: register for register in session.scalars(statement)}


def places_by_code(session: Session, codes: Collection[str]) -> dict[str, Location]:
    return {place.code: place for place in session.scalars(select(Location).where(Location.code.in_(codes)))}


def register_choices(session: Session) -> Sequence[Register]:
    """Every register with its meter, by code: what a mapping may count for."""
    return session.scalars(select(Register).order_by(Register.code).options(*_WITH_METER)).all()
