"""What places are used for."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.estate.models import Location, LocationUse
from ops.estate.queries.locations import ids_on_path


def use_on(session: Session, location: Location, on: date) -> LocationUse | None:
    """The use of the place on a local date, else that of the nearest place above it that has one."""
    near_first = ids_on_path(location)[::-1]
    statement = select(LocationUse).where(
        LocationUse.location_id.in_(near_first), LocationUse.from_on <= on, on < LocationUse.to_on
    )
    return min(session.scalars(statement), key=lambda use: near_first.index(use.location_id), default=None)


def uses_of(session: Session, location_id: int) -> Sequence[LocationUse]:
    """The uses of a place over time, the latest first."""
    statement = select(LocationUse).where(LocationUse.location_id == location_id)
    return session.scalars(statement.order_by(LocationUse.from_on.desc())).all()


def uses_on(session: Session, places: Sequence[Location], on: date) -> dict[int, LocationUse]:
    """The use of each of these places itself on a local date, by place."""
    ids = [place.id for place in places]
    statement = select(LocationUse).where(
        LocationUse.location_id.in_(ids), LocationUse.from_on <= on, on < LocationUse.to_on
    )
    return {use.location_id: use for use in session.scalars(statement)}
