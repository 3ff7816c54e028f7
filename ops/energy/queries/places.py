"""Meters and alerts seen from a place, and alerts for the search over everything."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from ops.access.principal import Principal, Scopes
from ops.energy import texts
from ops.energy.models import Alert, Meter, Register
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.estate.models import Location
from ops.estate.queries import in_scope
from ops.estate.wording import name_of
from ops.kit.search import Hit, among, has_words, words_of

_MOST = 100


def open_alerts_by_building(session: Session, who: Principal, building_ids: Collection[int]) -> dict[int, int]:
    """How many alerts stand open in each building; empty for a reader without alerts."""
    if not who.may("alerts.read"):
        return {}
    statement = (
        select(Alert.location_id, func.count())
        .join(Location, Location.id == Alert.location_id)
        .where(Alert.location_id.in_(building_ids), Alert.state.in_(OPEN_STATES), in_scope(who.places("alerts.read")))
        .group_by(Alert.location_id)
    )
    return {building_id: count for building_id, count in session.execute(statement) if building_id is not None}


def registers_at(session: Session, who: Principal, place: Location) -> Sequence[Register]:
    """The registers at a place and below it; none for a reader without meters."""
    if not who.may("meters.read"):
        return []
    statement = (
        select(Register)
        .join(Register.meter)
        .join(Meter.location)
        .where(Location.path.startswith(place.path), in_scope(who.places("meters.read")))
        .options(joinedload(Register.meter))
        .order_by(Register.code)
    )
    return session.scalars(statement.limit(_MOST)).all()


def open_alerts_at(session: Session, who: Principal, place: Location) -> Sequence[Alert]:
    """The open alerts of a building and what is below it, the costliest first."""
    if not who.may("alerts.read"):
        return []
    statement = (
        select(Alert)
        .join(Location, Location.id == Alert.location_id)
        .where(Location.path.startswith(place.path), Alert.state.in_(OPEN_STATES), in_scope(who.places("alerts.read")))
        .options(joinedload(Alert.register), joinedload(Alert.location))
        .order_by(Alert.cost_cents_per_day.desc(), Alert.id)
    )
    return session.scalars(statement.limit(_MOST)).all()


def alert_hits(session: Session, scopes: Scopes, q: str, limit: int, language: str) -> list[Hit]:
    """Alerts by reference, register or place, the latest first."""
    if not words_of(q):
        return []
    word, place = q.strip(), aliased(Location)
    named = or_(
        Alert.ref.icontains(word, autoescape=True),
        among(Alert.register_id, select(Register.id).where(Register.code.icontains(word, autoescape=True))),
        among(Alert.location_id, select(place.id).where(has_words(place.search_text, q))),
    )
    statement = (
        select(Alert)
        .join(Location, Location.id == Alert.location_id)
        .where(named, in_scope(scopes))
        .options(joinedload(Alert.register), joinedload(Alert.location))
        .order_by(Alert.id.desc())
        .limit(limit)
    )
    return [
        Hit(
            "alert",
            found.ref,
            texts.title_of(found).render(language),
            name_of(found.location, language) if found.location else "",
            f"/alerts/{found.ref}",
        )
        for found in session.scalars(statement)
    ]
