"""What the form of a call shows: who that may be, where, what it comes down to, and what is known there already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.access.queries.users import user_by_id
from ops.errors import NotFound
from ops.estate.models import Location
from ops.estate.queries import installations_at, location_by_code, location_by_id, search_locations
from ops.estate.queries.persons import (
    Home,
    homes_of,
    person_within,
    persons_by_phone_within,
    persons_within,
    places_of_person,
)
from ops.estate.wording import name_of
from ops.kit.phones import NotAPhoneNumber, normal_phone
from ops.people.models import Person
from ops.people.rules import shown_phone
from ops.repairs import rulebook
from ops.repairs.rules.clocks import NAMES
from ops.repairs.rules.triage import DEFAULT_PRIORITY, PRIORITIES
from ops.repairs.service import About, Likely, similar_to
from ops.repairs.texts import HAZARDS
from ops.web.pages.repairs import words
from ops.web.reader import Reader

Form = Mapping[str, str]
_PLACES, _PERSONS, _LEAST_LETTERS = 12, 6, 3
#: So many namesakes are looked at, that those who live here now come before those who left.
_NAMESAKES = 30


@dataclass(frozen=True)
class Outlook:
    """What a ticket of the short form would become."""

    trade: str
    #: Clock and instant, in words.
    deadlines: Sequence[tuple[str, str]]


def outlook(session: Session, form: Form, reader: Reader) -> Outlook:
    proposal = rulebook.proposals(session, reader.now).get(form["hazard"])
    due = rulebook.deadlines(session, proposal.priority if proposal else DEFAULT_PRIORITY, reader.now)
    told = [(name, reader.soon(due[name])) for name in NAMES if name in due]
    return Outlook(proposal.trade if proposal else "other", told)


def hazards(session: Session, who: Principal, reader: Reader) -> list[tuple[str, list[tuple[str, str]]]]:
    """In groups, the most urgent first; who does not decide on priorities reads their words alone."""
    proposals = rulebook.proposals(session, reader.now)
    grouped: dict[str, list[tuple[str, str]]] = {priority: [] for priority in PRIORITIES}
    for code, proposal in proposals.items():
        grouped[proposal.priority].append((code, reader.say(HAZARDS.get(code, code))))
    named = who.may("tickets.triage")
    return [
        (f"{p} {reader.label('priority', p)}" if named else reader.label("priority", p), choices)
        for p, choices in grouped.items()
        if choices
    ]


def person_of(session: Session, form: Form, who: Principal) -> Person | None:
    """Who was chosen, else who calls from this number; only for those who may know."""
    if form["person"]:
        return person_named(session, form["person"], who)
    return next(iter(persons_calling(session, form["phone"], who)), None)


def person_named(session: Session, code: str, who: Principal) -> Person | None:
    try:
        return person_within(session, code, who.places("persons.read")) if who.may("persons.read") else None
    except NotFound:
        return None


def persons_calling(session: Session, phone: str, who: Principal) -> Sequence[Person]:
    """All who have this number; nobody while it is half typed."""
    if not who.may("persons.read"):
        return []
    try:
        number = normal_phone(phone)
    except NotAPhoneNumber:
        return []
    return persons_by_phone_within(session, number, who.places("persons.read"), limit=_PERSONS) if number else []


def namesakes(
    session: Session, form: Form, who: Principal, reader: Reader
) -> tuple[list[tuple[Person, Home | None]], bool]:
    """Whom a name may mean, each with his home; and whether there are more of them."""
    if len(form["name"].strip()) < _LEAST_LETTERS or not who.may("persons.read"):
        return [], False
    found = persons_within(session, who.places("persons.read"), form["name"], limit=_NAMESAKES)
    known = with_homes(session, found, who, reader)
    return known[:_PERSONS], len(known) > _PERSONS


def with_homes(
    session: Session, persons: Sequence[Person], who: Principal, reader: Reader
) -> list[tuple[Person, Home | None]]:
    """Those who live here now first."""
    homes = homes_of(session, [person.id for person in persons], who.places("persons.read"), reader.today)
    return sorted(((person, homes.get(person.id)) for person in persons), key=lambda each: _left(each[1]))


def _left(home: Home | None) -> bool:
    return home is None or home.is_past


def with_person(form: Form, person: Person) -> dict[str, str]:
    """The form as the file of the person fills it; what somebody typed stays, what another file filled does not."""
    phone = "" if form["phone"] == form["filled"] else form["phone"]
    own = shown_phone(person.phone)
    return {
        **form,
        "name": form["name"] or person.name,
        "phone": phone or own,
        "filled": "" if phone else own,
        "language": form["language"] or person.language,
    }


def myself(session: Session, who: Principal) -> dict[str, str]:
    """Who reports what he sees himself is not asked who he is."""
    user = user_by_id(session, who.user_id) if who.user_id is not None else None
    return {"name": who.name, "phone": shown_phone(user.phone) if user else "", "language": who.language}


def own_place(who: Principal) -> str:
    """The one house of somebody who has only one."""
    codes = {code for kind, code in who.scopes("tickets.create").codes if kind in ("building", "home")}
    return codes.pop() if len(codes) == 1 else ""


def chosen_place(session: Session, code: str, who: Principal) -> Location | None:
    try:
        return location_by_code(session, code, who.scopes("tickets.create")) if code else None
    except NotFound:
        return None


def places(session: Session, form: Form, person: Person | None, who: Principal) -> Sequence[Location]:
    """What was typed, else where the caller lives or holds keys."""
    scopes = who.scopes("tickets.create")
    if form["place"].strip():
        return search_locations(session, form["place"], scopes=scopes, limit=_PLACES)
    return places_of_person(session, person.id, scopes)[:_PLACES] if person else []


def machines(session: Session, place: Location, reader: Reader) -> list[tuple[str, str]]:
    """The installations of the whole house: a lift does not stand in the flat that it serves."""
    house = location_by_id(session, place.building_id or place.id)
    return [(each.code, f"{name_of(each, reader.language)} · {each.code}") for each in installations_at(session, house)]


def similar(session: Session, place: Location, form: Form, who: Principal, reader: Reader) -> list[dict[str, Any]]:
    """Open tickets that may be the same trouble, for the short form."""
    about = About(place, outlook(session, form, reader).trade, form["hazard"] or None)
    return likely(similar_to(session, about, who=who, at=reader.now, now=reader.now), reader)


def likely(found: Sequence[Likely], reader: Reader) -> list[dict[str, Any]]:
    """Open tickets that may be the same trouble, as the page of a call shows them."""
    return [
        {
            "ticket": each.ticket,
            "title": words.title(each.ticket, reader),
            "place": words.place(each.ticket, reader),
            "callers": len(each.ticket.callers),
            "since": reader.soon(each.ticket.aware_at),
            "reasons": [reason.render(reader.language) for reason in each.reasons],
            "joins": each.joins,
        }
        for each in found
    ]
