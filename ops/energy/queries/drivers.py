"""What drives the registers: the codes of their buildings, what was pushed for their places, every roof with panels."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.energy.models import Meter, Register
from ops.energy.models_drivers import PushedDriver
from ops.estate.models import Location
from ops.kit.units import MICRO


def building_codes(session: Session, registers: Collection[Register]) -> Mapping[int, str]:
    """Register id -> the code of its building; the registers have their meter and place loaded."""
    places = {each.id: each.meter.location for each in registers}
    buildings = {each: place.building_id or place.id for each, place in places.items()}
    rows = session.execute(select(Location.id, Location.code).where(Location.id.in_(set(buildings.values()))))
    codes = {row.id: row.code for row in rows}
    return {each: codes[building] for each, building in buildings.items()}


def pushed_by_register(
    session: Session, registers: Collection[Register], from_on: date, to_on: date
) -> Mapping[int, Mapping[date, float]]:
    """Register id -> what was pushed for the local days [from_on, to_on) at the nearest place that has any.

    Of two kinds at one place the first by name counts: both would tell of the same people.
    """
    paths = {each.id: [int(part) for part in each.meter.location.path.split("/") if part] for each in registers}
    statement = select(PushedDriver).where(
        PushedDriver.location_id.in_({place for path in paths.values() for place in path}),
        PushedDriver.day >= from_on,
        PushedDriver.day < to_on,
    )
    told: dict[int, dict[date, float]] = {}
    kinds: dict[int, str] = {}
    for row in session.scalars(statement.order_by(PushedDriver.kind)):
        if kinds.setdefault(row.location_id, row.kind) == row.kind:
            told.setdefault(row.location_id, {})[row.day] = row.amount_micro / MICRO
    return {each: told[place] for each, path in paths.items() if (place := _nearest(path, told)) is not None}


def _nearest(path: Sequence[int], told: Collection[int]) -> int | None:
    return next((place for place in reversed(path) if place in told), None)


def replace_pushed(session: Session, rows: Sequence[PushedDriver]) -> None:
    """Puts these in the place of what stood for the same place, kind and days."""
    for row in rows:
        session.merge(row)
    session.flush()


def panel_ids(session: Session) -> Sequence[int]:
    """Every register of solar panels, by id."""
    statement = select(Register.id).join(Register.meter).where(Meter.medium == "pv").order_by(Register.id)
    return session.scalars(statement).all()
