"""Persons as far as a grant over places reaches, and where they live."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, literal, select, union_all
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Scopes
from ops.errors import NotFound
from ops.estate.models import KeyHolder, Location, Tenancy
from ops.estate.queries.scope import in_scope, person_in_scope
from ops.estate.wording import short_name_of
from ops.kit.search import Hit
from ops.people.models import Person
from ops.people.queries import search_persons
from ops.people.rules import shown_phone


def person_within(session: Session, code: str, scopes: Scopes, *, for_change: bool = False) -> Person:
    """Raises NotFound, also out of reach. `for_change` makes writers of one file wait for each other."""
    statement = select(Person).where(Person.code == code, person_in_scope(scopes))
    person = session.scalar(statement.with_for_update() if for_change else statement)
    if person is None:
        raise NotFound()
    return person


def persons_within(session: Session, scopes: Scopes, q: str, *, limit: int = 50, after_id: int = 0) -> Sequence[Person]:
    return search_persons(session, q, limit=limit, reach=person_in_scope(scopes), after_id=after_id)


def person_by_phone_within(session: Session, phone: str, scopes: Scopes) -> Person | None:
    """The first person with that number (E.164) whom the scopes reach: who is calling?"""
    statement = select(Person).where(Person.phone == phone, person_in_scope(scopes)).order_by(Person.id)
    return session.scalar(statement.limit(1))


def persons_by_phone_within(session: Session, phone: str, scopes: Scopes, *, limit: int) -> Sequence[Person]:
    """All with that number (E.164) whom the scopes reach: a household or a desk shares one."""
    statement = select(Person).where(Person.phone == phone, person_in_scope(scopes)).order_by(Person.id)
    return session.scalars(statement.limit(limit)).all()


def tenancies_of_person(session: Session, person_id: int) -> Sequence[tuple[Tenancy, Location]]:
    """Where somebody lives and lived, the latest first."""
    statement = (
        select(Tenancy, Location)
        .join(Location, Location.id == Tenancy.lot_id)
        .where(Tenancy.person_id == person_id)
        .order_by(Tenancy.from_on.desc())
    )
    return [(tenancy, place) for tenancy, place in session.execute(statement)]


def keys_of_person(session: Session, person_id: int) -> Sequence[tuple[KeyHolder, Location]]:
    """The places that somebody can open."""
    statement = (
        select(KeyHolder, Location)
        .join(Location, Location.id == KeyHolder.location_id)
        .where(KeyHolder.person_id == person_id)
        .order_by(Location.code)
    )
    return [(holder, place) for holder, place in session.execute(statement)]


def places_of_person(session: Session, person_id: int, scopes: Scopes) -> Sequence[Location]:
    """Where somebody lives, lived last or holds keys, the latest first; only places within the scopes."""
    lives = select(Tenancy.lot_id, Tenancy.to_on).where(Tenancy.person_id == person_id)
    opens = select(KeyHolder.location_id, KeyHolder.to_on).where(KeyHolder.person_id == person_id)
    known = union_all(lives, opens).subquery()
    last_on = func.max(known.c[1])
    statement = select(Location).join(known, known.c[0] == Location.id).where(in_scope(scopes))
    return session.scalars(statement.group_by(Location.id).order_by(last_on.desc(), Location.code)).all()


@dataclass(frozen=True)
class Home:
    """What tells namesakes apart: where somebody lives, else holds keys, else lived last."""

    place: Location
    is_past: bool


def homes_of(session: Session, person_ids: Collection[int], scopes: Scopes, on: date) -> Mapping[int, Home]:
    """One home a person, each with its building; only places within the scopes."""
    lives = select(Tenancy.person_id, Tenancy.lot_id.label("place_id"), Tenancy.to_on, literal(1).label("lives"))
    opens = select(KeyHolder.person_id, KeyHolder.location_id, KeyHolder.to_on, literal(0))
    known = union_all(
        lives.where(Tenancy.person_id.in_(person_ids), Tenancy.from_on <= on),
        opens.where(KeyHolder.person_id.in_(person_ids), KeyHolder.from_on <= on),
    ).subquery()
    statement = (
        select(known.c.person_id, known.c.to_on, Location)
        .join(Location, Location.id == known.c.place_id)
        .where(in_scope(scopes))
        .options(joinedload(Location.building))
        .order_by(known.c.to_on, known.c.lives, Location.id)
    )
    return {person_id: Home(place, to_on <= on) for person_id, to_on, place in session.execute(statement)}


def hits(session: Session, scopes: Scopes, q: str, limit: int, language: str, on: date) -> list[Hit]:
    """Persons for the search over everything; only for readers with `persons.read`."""
    found = persons_within(session, scopes, q, limit=limit)
    homes = homes_of(session, [person.id for person in found], scopes, on)
    return [_hit(person, homes.get(person.id), language) for person in found]


def _hit(person: Person, home: Home | None, language: str) -> Hit:
    told = [short_name_of(home.place, language) if home else "", shown_phone(person.phone)]
    detail = " · ".join(part for part in told if part)
    return Hit("person", person.code, person.name, detail, f"/persons/{person.code}")
