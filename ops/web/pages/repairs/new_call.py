"""A call at the desk: answered while somebody types, kept at every pause, and noted in one of four ways."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.repairs import service
from ops.repairs.queries.drafts import draft_of, open_drafts
from ops.repairs.service.call_back import promise_call_back
from ops.repairs.service.drafts import discard_draft, end_draft, keep_draft
from ops.repairs.service.questions import Question, route_question
from ops.web.addresses import href
from ops.web.forms import faults
from ops.web.pages.repairs import call_checks
from ops.web.pages.repairs.call_form import CallForm, asked, from_draft
from ops.web.pages.repairs.call_scene import Scene
from ops.web.reader import reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE, _ANSWER = "repairs/new_call.html", "repairs/_new_call_answer.html"
_DESK = "tickets.triage"
Sent = Annotated[CallForm, Form()]


def show_new_call(request: Request, session: Session, who: Principal) -> Response:
    """The page of `/tickets/new` for whoever takes calls; an address may fill it in, or name a draft."""
    form = _kept(session, who, request.query_params.get("draft", "")) or asked(request)
    return render(request, _PAGE, **faults(request), **Scene(session, who, reader_of(request), form).context())


def _kept(session: Session, who: Principal, key: str) -> CallForm | None:
    found = draft_of(session, who, key) if key and who.kind == "user" else None
    return from_draft(found.key, found.body) if found and found.done_at is None else None


@router.post("/tickets/new/draft", permission=_DESK)
def submit_pause(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, form: Sent) -> Response:
    """Every pause in typing: what was typed is kept, and all that follows from it answered at once."""
    kept = _keep(session, form, who, now)
    context = Scene(session, who, reader_of(request), form).context()
    return render(request, _ANSWER, fragment=True, kept=kept, **faults(request), **context)


def _keep(session: Session, form: CallForm, who: Principal, now: datetime) -> bool:
    if who.kind != "user" or not form.draft or form.is_empty:
        return False
    return keep_draft(session, form.draft, form.body, who=who, now=now) is not None


@router.post("/tickets/new/aside", permission=_DESK)
def submit_aside(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, form: Sent) -> Response:
    """Something else comes first; the call waits in its list."""
    kept = _keep(session, form, who, now)
    return redirect(request, "/queue", toast=Text(N_("The call is put aside. Press n to go on.")) if kept else None)


@router.post("/tickets/new/join", permission=_DESK)
def submit_join(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, form: Sent) -> Response:
    """One more caller for what is known already."""
    scene = Scene(session, who, reader_of(request), form)
    if wrong := call_checks.for_joining(scene):
        return _again(request, who, form, *wrong)
    try:
        caller = service.add_caller(
            session, form.incident, call_checks.joining_caller(scene), who=who, now=now, called_at=scene.aware_at
        )
        _promise(scene, form.incident, caller.id)
    except RegieError as error:
        return _again(request, who, form, error)
    done = Text(N_("The caller was added; one intervention, all informed."))
    return _onward(request, session, who, now, form, form.incident, done)


@router.post("/tickets/new/question", permission=_DESK)
def submit_question(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, form: Sent) -> Response:
    """No technician answers it: passed on to its desk, and over for us."""
    scene = Scene(session, who, reader_of(request), form)
    if wrong := call_checks.for_asking(scene):
        return _again(request, who, form, *wrong)
    question = Question(
        text=form.words,
        desk=form.desk,
        caller=call_checks.caller_named(scene),
        location=scene.place.code if scene.place else "",
        aware_at=scene.aware_at,
    )
    try:
        ticket = route_question(session, question, who=who, now=now)
    except RegieError as error:
        return _again(request, who, form, error)
    done = Text(N_("%(ref)s is passed on; the desk and the caller are told."), {"ref": ticket.ref})
    return _onward(request, session, who, now, form, ticket.ref, done)


def submit_new_call(request: Request, session: Session, who: Principal, now: datetime, form: CallForm) -> Response:
    """A ticket of its own."""
    scene = Scene(session, who, reader_of(request), form)
    if wrong := call_checks.for_noting(scene):
        return _again(request, who, form, *wrong)
    try:
        ticket = service.take_call(session, call_checks.call_of(scene), who=who, now=now)
        _promise(scene, ticket.ref, None)
    except RegieError as error:
        return _again(request, who, form, error)
    return _onward(
        request, session, who, now, form, ticket.ref, Text(N_("Ticket %(ref)s is noted."), {"ref": ticket.ref})
    )


def _promise(scene: Scene, ref: str, caller: int | None) -> None:
    by = call_checks.call_back_of(scene)
    if by is not None:
        promise_call_back(scene.session, ref, caller, by, who=scene.who, now=scene.reader.now)


def _again(request: Request, who: Principal, form: CallForm, *wrong: RegieError) -> Response:
    with reading_anew(request) as session:
        context: Mapping[str, Any] = Scene(session, who, reader_of(request), form).context()
        return render(request, _PAGE, status=wrong[0].status, **faults(request, *wrong), **context)


def _onward(
    request: Request, session: Session, who: Principal, now: datetime, form: CallForm, ref: str, done: Text
) -> Response:
    """To the ticket; whoever types in a pile of paper goes on with the next sheet of the same night."""
    end_draft(session, form.draft, who=who, now=now)
    onward = href("/tickets/new", paper="1", aware_at=form.aware_at) if form.paper else f"/tickets/{ref}"
    return redirect(request, onward, toast=done)


@router.get("/call", permission="tickets.create")
def show_call(request: Request, number: Annotated[str, Query(alias="from", max_length=80)] = "") -> Response:
    """Opened by a telephone system while it rings; asking changes nothing."""
    return redirect(request, href("/tickets/new", phone=call_checks.dialled(number)))


@router.get("/calls", permission=_DESK)
def show_calls(request: Request, session: ReadSession, who: CurrentPrincipal) -> Response:
    """What was put aside or left half typed: only one's own."""
    rows = [(draft, from_draft(draft.key, draft.body)) for draft in open_drafts(session, who, limit=100)]
    return render(request, "repairs/new_calls.html", rows=rows)


@router.post("/calls/{key}/discard", permission=_DESK)
def submit_discard(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, key: str) -> Response:
    discard_draft(session, key, who=who, now=now)
    return redirect(request, "/calls", toast=Text(N_("The half-noted call is thrown away.")))
