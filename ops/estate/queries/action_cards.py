"""What is done first in a building: one card a danger."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.estate.models import ActionCard, Location, ServiceLine

#: In the order in which they stand on paper: what kills first comes first.
CARD_KINDS = ("gas", "fire", "power", "flood", "lift")


def cards_at(session: Session, place: Location) -> Mapping[str, ActionCard]:
    """The cards of the building that holds the place, by kind."""
    wanted = select(ActionCard).where(ActionCard.location_id == (place.building_id or place.id))
    found = {card.kind: card for card in session.scalars(wanted)}
    return {kind: found[kind] for kind in CARD_KINDS if kind in found}


def card_for_change(session: Session, place: Location, kind: str) -> ActionCard | None:
    """Makes writers of one card wait for each other."""
    wanted = select(ActionCard).where(
        ActionCard.location_id == (place.building_id or place.id), ActionCard.kind == kind
    )
    return session.scalar(wanted.with_for_update())


def valves_in(session: Session, house: Location) -> Sequence[ServiceLine]:
    """The risers and stacks of a building of which somebody wrote where they are closed."""
    wanted = select(ServiceLine).where(ServiceLine.location_id == house.id, ServiceLine.valve != "")
    return session.scalars(wanted.order_by(ServiceLine.code)).all()
