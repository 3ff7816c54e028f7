"""Reporting what one sees oneself: who, where, what. It works without a script; with one, it answers at once.

Who takes calls of others has the page of `new_call` at the same address.
"""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Form, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, RegieError
from ops.estate.queries import search_locations
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.kit.phones import normal_phone
from ops.repairs import service
from ops.repairs.errors import TitleMissing
from ops.repairs.errors.desk import NoSuchPlace, PlaceNotChosen
from ops.repairs.service import Call, NewCaller
from ops.web.forms import faults
from ops.web.pages.repairs import intake
from ops.web.pages.repairs.call_form import CallForm, asked
from ops.web.pages.repairs.new_call import show_new_call, submit_new_call
from ops.web.reader import reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE = "repairs/new_ticket.html"
#: Parts of the form that are answered while somebody fills it.
_FRAGMENTS = {
    "caller": "_new_caller_found.html", "persons": "_new_persons.html", "place": "_new_place_found.html",
    "chosen": "_new_place_chosen.html", "outlook": "_new_outlook.html",
}  # fmt: skip
_CALLS = "tickets.triage"

Word = Annotated[str, Query(max_length=200)]
Typed = dict[str, str]


def _typed(form: CallForm) -> Typed:
    """The fields of the short form: each is one line."""
    return {name: value for name, value in form.model_dump().items() if isinstance(value, str)}


@router.get("/tickets/new", permission="tickets.create")
def show_new_ticket(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    given: Annotated[CallForm, Depends(asked)],
    fragment: Word = "",
) -> Response:
    if who.may(_CALLS):
        return show_new_call(request, session, who)
    form = _typed(given)
    if fragment in _FRAGMENTS:
        context = _context(request, session, who, form)
        return render(request, f"repairs/{_FRAGMENTS[fragment]}", fragment=True, **faults(request), **context)
    context = _context(request, session, who, _begun(session, form, who))
    return render(request, _PAGE, **faults(request), **context)


def _begun(session: Session, form: Typed, who: Principal) -> Typed:
    """He reports for himself, from his own house when he has one."""
    own = {} if form["person"] or form["name"] or form["phone"] else intake.myself(session, who)
    return {**form, **own, "location": form["location"] or ("" if form["place"] else intake.own_place(who))}


@router.post("/tickets/new", permission="tickets.create")
def submit_new_ticket(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, form: Annotated[CallForm, Form()]
) -> Response:
    if who.may(_CALLS):
        return submit_new_call(request, session, who, now, form)
    typed = _typed(form)
    if wrong := _wrong(session, typed, who):
        return _again(request, who, typed, *wrong)
    try:
        ticket = service.take_call(session, _call(session, typed, who), who=who, now=now)
    except RegieError as error:
        return _again(request, who, typed, error)
    onward = f"/tickets/{ticket.ref}" if who.may("tickets.read") else "/"
    done = Text(N_("%(ref)s is reported. We will tell you."), {"ref": ticket.ref})
    return redirect(request, onward, toast=done)


def _again(request: Request, who: Principal, form: Typed, *wrong: RegieError) -> Response:
    with reading_anew(request) as session:
        context = _context(request, session, who, form)
    return render(request, _PAGE, status=wrong[0].status, **faults(request, *wrong), **context)


def _wrong(session: Session, form: Typed, who: Principal) -> list[RegieError]:
    """Everything that is missing or can't be read, in the order of the form: nobody is sent back twice."""
    checks: tuple[Callable[[], object], ...] = (
        lambda: normal_phone(form["phone"]),
        lambda: _place(session, form, who),
        lambda: _title(form),
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


def _call(session: Session, form: Typed, who: Principal) -> Call:
    caller = NewCaller(form["name"], form["phone"] or None, form["language"] or None, form["person"] or None)
    return Call(
        title=form["title"],
        location=_place(session, form, who),
        description=form["description"],
        installation=form["installation"] or None,
        hazard=form["hazard"] or None,
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
        "person": person,
        "caution": person.caution_on(reader.today) if person else None,
        "others": others,
        "more_others": more,
        "places": found,
        "machines": intake.machines(session, only, reader) if only else [],
        "similar": intake.similar(session, only, form, who, reader) if only else [],
        "outlook": intake.outlook(session, form, reader),
        "hazards": intake.hazards(session, who, reader),
    }  # fmt: skip
