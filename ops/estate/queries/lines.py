"""Risers, stacks, boiler houses and lifts, and the places that hang on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.estate.models import Location, ServiceLine, ServiceLinePlace


@dataclass(frozen=True)
class LineCard:
    """A line with the places on it: lots and rooms, or whole buildings."""

    line: ServiceLine
    places: frozenset[int]


def lines_of(session: Session, place: Location) -> Sequence[LineCard]:
    """The lines on which a place or its building hangs."""
    own = {place.id, place.building_id or place.id}
    wanted = select(ServiceLinePlace.line_id).where(ServiceLinePlace.location_id.in_(own))
    lines = session.scalars(select(ServiceLine).where(ServiceLine.id.in_(wanted)).order_by(ServiceLine.code)).all()
    places = places_of_lines(session, [line.id for line in lines])
    return [LineCard(line, places.get(line.id, frozenset())) for line in lines]


def places_of_lines(session: Session, line_ids: Sequence[int]) -> Mapping[int, frozenset[int]]:
    if not line_ids:
        return {}
    statement = select(ServiceLinePlace.line_id, ServiceLinePlace.location_id)
    found: dict[int, set[int]] = {}
    for line_id, location_id in session.execute(statement.where(ServiceLinePlace.line_id.in_(line_ids))):
        found.setdefault(line_id, set()).add(location_id)
    return {line_id: frozenset(places) for line_id, places in found.items()}
