"""Persons as far as a grant over places reaches, and where they live."""

from collections.abc import Sequence

from sqlalchemy import func, select, union_all
from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.errors import NotFound
from ops.estate.models import KeyHolder, Location, Tenancy
from ops.estate.queries.scope import in_scope, person_in_scope
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


def hits(session: Session, scopes: Scopes, q: str, limit: int) -> list[Hit]:
    """Persons for the search over everything; only for readers with `persons.read`."""
    return [
        Hit("person", person.code, person.name, shown_phone(person.phone), f"/persons/{person.code}")
        for person in persons_within(session, scopes, q, limit=limit)
    ]
