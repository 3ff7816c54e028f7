"""A new call: who, where, what, how urgent. It works without a script; with one, places appear while typing."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, NotFound, RegieError
from ops.estate.models import Location
from ops.estate.queries import location_by_code, search_locations
from ops.estate.queries.persons import keys_of_person, tenancies_of_person
from ops.estate.wording import name_of
from ops.kit.http import DbSession, Now, ReadSession, database_of
from ops.kit.locale import Text
from ops.people.models import Person
from ops.people.queries import person_by_phone
from ops.repairs import queries, rulebook, service
from ops.repairs.errors import InvalidPhone, UnknownLocation
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.repairs.service import Call, NewCaller
from ops.repairs.service.callers import normal_phone
from ops.repairs.texts import HAZARDS
from ops.web.forms import Line, Prose, faults, moment
from ops.web.pages.repairs import words
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE = "repairs/new_ticket.html"
_PLACES = 12
_FRAGMENTS = {"place": "_new_place_found.html", "caller": "_new_caller.html", "similar": "_new_similar.html"}
_BLANK = {
    "title": "", "description": "", "place": "", "location": "", "hazard": "", "trade": "", "priority": "",
    "priority_reason": "", "aware_at": "", "name": "", "phone": "", "language": "", "installation": "",
}  # fmt: skip

Word = Annotated[str, Query(max_length=200)]


@router.get("/tickets/new", permission="tickets.create")
def show_new_ticket(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    location: Word = "",
    place: Word = "",
    phone: Word = "",
    installation: Word = "",
    name: Word = "",
    trade: Word = "",
    fragment: Word = "",
) -> Response:
    """`fragment` (caller, place, similar) answers a part of the form while somebody types."""
    form = {
        **_BLANK, "location": location, "place": place, "phone": phone, "installation": installation, "name": name,
        "trade": trade,
    }  # fmt: skip
    context = {**_context(request, session, who, form), **faults(request, None)}
    if fragment in _FRAGMENTS:
        return render(request, f"repairs/{_FRAGMENTS[fragment]}", fragment=True, **{**context, "oob": True})
    return render(request, _PAGE, **context)


@router.post("/tickets/new", permission="tickets.create")
def submit_new_ticket(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    title: Line = "",
    description: Prose = "",
    place: Line = "",
    location: Line = "",
    installation: Line = "",
    hazard: Line = "",
    trade: Line = "",
    priority: Line = "",
    priority_reason: Line = "",
    aware_at: Line = "",
    name: Line = "",
    phone: Line = "",
    language: Line = "",
) -> Response:
    form = {
        "title": title, "description": description, "place": place, "location": location, "hazard": hazard,
        "trade": trade, "priority": priority, "priority_reason": priority_reason, "aware_at": aware_at, "name": name,
        "phone": phone, "language": language, "installation": installation,
    }  # fmt: skip
    try:
        ticket = service.take_call(session, _call(session, form, who, reader_of(request)), who=who, now=now)
    except RegieError as error:
        return _again(request, who, form, error)
    done = Text(N_("Ticket %(ref)s is noted."), {"ref": ticket.ref})
    onward = f"/tickets/{ticket.ref}" if who.may("tickets.read") else "/"
    return redirect(request, onward, toast=done)


def _again(request: Request, who: Principal, form: dict[str, str], error: RegieError) -> Response:
    with database_of(request).reading() as session:
        context = _context(request, session, who, form)
    return render(request, _PAGE, status=error.status, **faults(request, error), **context)


def _call(session: Session, form: dict[str, str], who: Principal, reader: Reader) -> Call:
    """Raises InvalidInput that names the field."""
    caller = NewCaller(form["name"], form["phone"] or None, form["language"] or None)
    return Call(
        title=form["title"],
        location=form["location"] or _only_place(session, form["place"], who),
        description=form["description"],
        installation=form["installation"] or None,
        hazard=form["hazard"] or None,
        trade=form["trade"] or None,
        priority=form["priority"] if form["priority"] in PRIORITIES else None,
        priority_reason=form["priority_reason"].strip(),
        aware_at=moment(form["aware_at"], reader.zone, "aware_at"),
        caller=caller if form["name"] or form["phone"] else None,
    )


def _only_place(session: Session, typed: str, who: Principal) -> str:
    """What was typed names one place, or the choice is shown. Raises UnknownLocation."""
    found = search_locations(session, typed, scopes=who.scopes("tickets.create"), limit=2)
    exact = [place for place in found if place.code.lower() == typed.strip().lower()]
    if len(found) == 1 or exact:
        return (exact or list(found))[0].code
    raise UnknownLocation(field="location" if found else "place")


def _context(request: Request, session: Session, who: Principal, form: dict[str, str]) -> dict[str, Any]:
    reader = reader_of(request)
    chosen = _chosen(session, form["location"], who)
    person = _caller(session, form["phone"], who)
    places = [chosen] if chosen else _places(session, form, person, who)
    only = places[0] if len(places) == 1 else None
    form = {**form, "location": chosen.code if chosen else "", "name": form["name"] or (person.name if person else "")}
    form["language"] = form["language"] or (person.language if person else reader.language)
    return {
        "form": form,
        "oob": False,
        "chosen": chosen,
        "places": places,
        "person": person,
        "similar": _similar(session, only, form["trade"], who, reader) if only else [],
        "hazards": _hazards(session, reader),
        "trades": [(t, reader.label("trade", t)) for t in TRADES],
        "priorities": [(p, f"{p} {reader.label('priority', p)}") for p in PRIORITIES],
    }


def _chosen(session: Session, code: str, who: Principal) -> Location | None:
    try:
        return location_by_code(session, code, who.scopes("tickets.create")) if code else None
    except NotFound:
        return None


def _caller(session: Session, phone: str, who: Principal) -> Person | None:
    """Who calls from this number; only for those who may know."""
    if not phone or not who.may("persons.read"):
        return None
    try:
        number = normal_phone(phone)
    except InvalidPhone:
        return None
    return person_by_phone(session, number) if number else None


def _places(session: Session, form: dict[str, str], person: Person | None, who: Principal) -> Sequence[Location]:
    """What was typed, else where the caller lives or holds keys."""
    scopes = who.scopes("tickets.create")
    if form["place"].strip():
        return search_locations(session, form["place"], scopes=scopes, limit=_PLACES)
    if person is None or not scopes.everything:
        return []
    homes = [place for _, place in tenancies_of_person(session, person.id)]
    return list(dict.fromkeys(homes + [place for _, place in keys_of_person(session, person.id)]))[:_PLACES]


def _hazards(session: Session, reader: Reader) -> list[tuple[str, str]]:
    """The most urgent first, with the priority that each proposes."""
    listed = rulebook.hazards(session, reader.now)
    return [(h.code, f"{reader.say(HAZARDS.get(h.code, h.code))} ({h.priority})") for h in listed]


def _similar(session: Session, place: Location, trade: str, who: Principal, reader: Reader) -> list[dict[str, str]]:
    found = queries.similar_at(session, place, who, trade=trade or "other")
    return [
        {
            "ref": each.ticket.ref,
            "title": words.title(each.ticket, reader),
            "place": name_of(each.ticket.location, reader.language),
        }
        for each in found
    ]
