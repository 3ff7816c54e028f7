"""A new call: who, where, what, how urgent. It works without a script; with one, it answers while somebody types."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, InvalidInput, RegieError
from ops.estate.queries import search_locations
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.kit.phones import normal_phone
from ops.repairs import service
from ops.repairs.errors import ReasonNeeded, TitleMissing
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.repairs.service import Call, NewCaller
from ops.web.forms import Line, Prose, faults, moment
from ops.web.pages.repairs import intake
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE = "repairs/new_ticket.html"
#: Parts of the form that are answered while somebody fills it.
_FRAGMENTS = {
    "caller": "_new_caller_found.html", "persons": "_new_persons.html", "place": "_new_place_found.html",
    "chosen": "_new_place_chosen.html", "outlook": "_new_outlook.html",
}  # fmt: skip
_FIELDS = (
    "title", "description", "place", "location", "hazard", "trade", "priority", "priority_reason", "aware_at", "name",
    "phone", "language", "installation", "person", "filled",
)  # fmt: skip

Word = Annotated[str, Query(max_length=200)]
Typed = dict[str, str]


class PlaceNotChosen(InvalidInput):
    code = "place_not_chosen"
    text = N_("Choose the place.")


class NoSuchPlace(InvalidInput):
    code = "no_such_place"
    text = N_("No place fits these words. Try the street, the number or the code.")


def _asked(request: Request) -> Typed:
    """What an address of this page may fill in."""
    return {name: request.query_params.get(name, "")[:200] for name in _FIELDS}


def _posted(
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
    person: Line = "",
    filled: Line = "",
) -> Typed:
    return {
        "title": title, "description": description, "place": place, "location": location, "hazard": hazard,
        "trade": trade, "priority": priority, "priority_reason": priority_reason, "aware_at": aware_at, "name": name,
        "phone": phone, "language": language, "installation": installation, "person": person,
        "filled": filled,
    }  # fmt: skip


@router.get("/tickets/new", permission="tickets.create")
def show_new_ticket(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    form: Annotated[Typed, Depends(_asked)],
    fragment: Word = "",
) -> Response:
    if fragment in _FRAGMENTS:
        context = _context(request, session, who, form)
        return render(request, f"repairs/{_FRAGMENTS[fragment]}", fragment=True, **faults(request), **context)
    context = _context(request, session, who, _begun(session, form, who))
    return render(request, _PAGE, **faults(request), **context)


def _begun(session: Session, form: Typed, who: Principal) -> Typed:
    """Who takes no calls reports for himself, from his own house when he has one."""
    if who.may("tickets.triage"):
        return form
    own = {} if form["person"] or form["name"] or form["phone"] else intake.myself(session, who)
    return {**form, **own, "location": form["location"] or ("" if form["place"] else intake.own_place(who))}


@router.post("/tickets/new", permission="tickets.create")
def submit_new_ticket(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, form: Annotated[Typed, Depends(_posted)]
) -> Response:
    reader = reader_of(request)
    if wrong := _wrong(session, form, who, reader):
        return _again(request, who, form, *wrong)
    try:
        ticket = service.take_call(session, _call(session, form, who, reader), who=who, now=now)
    except RegieError as error:
        return _again(request, who, form, error)
    done = N_("Ticket %(ref)s is noted.") if who.may("tickets.triage") else N_("%(ref)s is reported. We will tell you.")
    onward = f"/tickets/{ticket.ref}" if who.may("tickets.read") else "/"
    return redirect(request, onward, toast=Text(done, {"ref": ticket.ref}))


def _again(request: Request, who: Principal, form: Typed, *wrong: RegieError) -> Response:
    with reading_anew(request) as session:
        context = _context(request, session, who, form)
    return render(request, _PAGE, status=wrong[0].status, **faults(request, *wrong), **context)


def _wrong(session: Session, form: Typed, who: Principal, reader: Reader) -> list[RegieError]:
    """Everything that is missing or can't be read, in the order of the form: nobody is sent back twice."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: normal_phone(form["phone"]),
        lambda: _place(session, form, who),
        lambda: _title(form),
        lambda: _reason(session, form, reader),
        lambda: moment(form["aware_at"], reader.zone, "aware_at"),
    )
    return [error for check in checks if (error := _error_of(check))]


def _error_of(check: Callable[[], object]) -> RegieError | None:
    try:
        check()
    except RegieError as error:
        return error
    return None


def _title(form: Typed) -> None:
    if not form["title"].strip():
        raise TitleMissing(field="title")


def _reason(session: Session, form: Typed, reader: Reader) -> None:
    if intake.outlook(session, form, reader).needs_reason:
        raise ReasonNeeded(field="priority_reason")


def _place(session: Session, form: Typed, who: Principal) -> str:
    """What was chosen, or the one place that was typed. Raises NoSuchPlace, PlaceNotChosen."""
    if form["location"]:
        return form["location"]
    typed = form["place"].strip()
    found = search_locations(session, typed, scopes=who.scopes("tickets.create"), limit=2)
    exact = [place for place in found if place.code.lower() == typed.lower()]
    if len(found) == 1 or exact:
        return (exact or list(found))[0].code
    raise PlaceNotChosen(field="location" if found else "place") if found or not typed else NoSuchPlace(field="place")


def _call(session: Session, form: Typed, who: Principal, reader: Reader) -> Call:
    caller = NewCaller(form["name"], form["phone"] or None, form["language"] or None, form["person"] or None)
    return Call(
        title=form["title"],
        location=_place(session, form, who),
        description=form["description"],
        installation=form["installation"] or None,
        hazard=form["hazard"] or None,
        trade=form["trade"] or None,
        priority=form["priority"] if form["priority"] in PRIORITIES else None,
        priority_reason=form["priority_reason"].strip(),
        aware_at=moment(form["aware_at"], reader.zone, "aware_at"),
        caller=caller if form["name"] or form["phone"] or form["person"] else None,
    )


def _context(request: Request, session: Session, who: Principal, form: Typed) -> dict[str, Any]:
    reader = reader_of(request)
    person = intake.person_of(session, form, who)
    if person:
        form = intake.with_person(form, person)
    chosen = intake.chosen_place(session, form["location"], who)
    found = [chosen] if chosen else intake.places(session, form, person, who)
    only = found[0] if len(found) == 1 else None
    others, more = ([], False) if person else intake.namesakes(session, form, who, reader)
    return {
        "form": {
            **form, "location": only.code if only else "", "language": form["language"] or reader.language,
        },
        "takes_calls": who.may("tickets.triage"),
        "person": person,
        "caution": person.caution_on(reader.today) if person else None,
        "others": others,
        "more_others": more,
        "places": found,
        "machines": intake.machines(session, only, reader) if only else [],
        "similar": intake.similar(session, only, form, who, reader) if only else [],
        "outlook": intake.outlook(session, form, reader),
        "hazards": intake.hazards(session, who, reader),
        "trades": [(t, reader.label("trade", t)) for t in TRADES],
        "priorities": [(p, f"{p} {reader.label('priority', p)}") for p in PRIORITIES],
    }  # fmt: skip
