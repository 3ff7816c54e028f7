"""Where a caller may be: what was chosen, where he lives, what he names."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import N_, NotFound
from ops.estate.models import Installation, Location
from ops.estate.queries import installation_by_code, location_by_code, search_locations
from ops.estate.queries.persons import person_by_phone_within, person_within, places_of_person
from ops.kit.locale import Text
from ops.kit.phones import NotAPhoneNumber, normal_phone
from ops.people.models import Person

_MOST = 6
_CHOSEN = N_("chosen")
_LIVES = N_("the caller lives there or has the key")
_NAMED = N_("named by the caller")
#: A street with a house number, "Kruitmolenstraat 18" and "rue de la Poudrière, 18".
_ADDRESS = re.compile(r"([^\W\d_][\w'’-]{3,})\s*,?\s*(?:n[r°o]?\.?\s*)?(\d{1,4}[a-zA-Z]?)\b")
_ADDRESSES = 2


@dataclass(frozen=True)
class PlaceCandidate:
    location: Location
    reasons: Sequence[Text]


def places_for(
    session: Session,
    location: str | None,
    person: str | None,
    phone: str | None,
    text: str,
    *,
    who: Principal,
) -> list[PlaceCandidate]:
    """The likeliest first. What was chosen stands alone; out of the writer's scope nothing is proposed."""
    scopes = who.scopes("tickets.create")
    if location:
        try:
            return [PlaceCandidate(location_by_code(session, location, scopes), [Text(_CHOSEN)])]
        except NotFound:
            return []
    found: dict[int, PlaceCandidate] = {}
    known = caller_known(session, person, phone, who)
    for place in places_of_person(session, known.id, scopes)[:_MOST] if known else []:
        found[place.id] = PlaceCandidate(place, [Text(_LIVES)])
    for words in _addresses(text):
        for place in search_locations(session, words, scopes=scopes, limit=_MOST):
            found.setdefault(place.id, PlaceCandidate(place, [Text(_NAMED)]))
    return list(found.values())[:_MOST]


def caller_known(session: Session, person: str | None, phone: str | None, who: Principal) -> Person | None:
    """Who was chosen, else whose number it is; only for those who may know."""
    if not who.may("persons.read"):
        return None
    scopes = who.places("persons.read")
    try:
        if person:
            return person_within(session, person, scopes)
        number = normal_phone(phone)
    except (NotFound, NotAPhoneNumber):
        return None
    return person_by_phone_within(session, number, scopes) if number else None


def _addresses(text: str) -> Iterator[str]:
    for found in list(_ADDRESS.finditer(text))[:_ADDRESSES]:
        yield f"{found.group(1)} {found.group(2)}"


def installation_at(session: Session, code: str | None, place: Location) -> Installation | None:
    """The installation where it stands in the building of the place."""
    if not code:
        return None
    try:
        found = installation_by_code(session, code)
    except NotFound:
        return None
    stands_in = found.location.building_id or found.location_id
    return found if stands_in == (place.building_id or place.id) else None
