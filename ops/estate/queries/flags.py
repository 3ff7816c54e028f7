"""Whom a breakdown hits harder, by place: without a name."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.estate.models import Location, OccupantFlag


def flags_at(session: Session, place: Location, on: date) -> Sequence[OccupantFlag]:
    """Those of the place itself on a local date, each flag once: the one that lasts longest."""
    statement = select(OccupantFlag).where(
        OccupantFlag.location_id == place.id, OccupantFlag.from_on <= on, on < OccupantFlag.to_on
    )
    rows = session.scalars(statement.order_by(OccupantFlag.to_on, OccupantFlag.id))
    return list({row.flag: row for row in rows}.values())
