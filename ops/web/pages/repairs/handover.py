"""The handover sheet: what the next shift must know, on one page that can be printed."""

from datetime import datetime, timedelta
from operator import itemgetter
from typing import Annotated, Any

from fastapi import Path, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.kit.periods import Span
from ops.repairs import rulebook
from ops.repairs.models import Page, Ticket
from ops.repairs.queries import handover as queries
from ops.repairs.queries.links import events_by_ticket
from ops.repairs.queries.pages import pages_between
from ops.repairs.queries.rota import serving, shifts
from ops.repairs.rules.triage import PRIORITIES
from ops.repairs.service import handover as service
from ops.repairs.service.rota_watch import needed_posts, post_name
from ops.web.forms import Prose, faults
from ops.web.pages.repairs import call_backs, words
from ops.web.pages.repairs.call_backs import CallBack
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.pages.repairs.queue_rows import team_cell
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
#: Pages and notes of this long stand on the sheet.
_LOOKED_BACK = timedelta(hours=16)
_INSTANT = timedelta(seconds=1)
_PAGE_STATES = {
    "paging": N_("nobody has answered yet"), "acknowledged": N_("answered, nobody on site yet"),
    "exhausted": N_("nobody has answered"), "on_site": N_("somebody was on site"), "ended": N_("over"),
}  # fmt: skip


@router.get("/handover", permission="tickets.triage")
def show_handover(request: Request, session: ReadSession, who: CurrentPrincipal) -> Response:
    return _page(request, session, who)


@router.post("/handover", permission="tickets.triage")
def submit_note(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, text: Prose = "") -> Response:
    try:
        service.add_note(session, text, who=who, now=now)
    except RegieError as error:
        with reading_anew(request) as fresh:
            return _page(request, fresh, who, {"text": text}, error)
    return redirect(request, "/handover", toast=Text(N_("Noted for the next shift.")))


@router.post("/handover/{note_id}/take", permission="tickets.triage")
def submit_taken(
    request: Request,
    note_id: Annotated[int, Path(ge=1, le=2**63 - 1)],
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
) -> Response:
    try:
        service.take_over(session, note_id, who=who, now=now)
    except RegieError as error:
        with reading_anew(request) as fresh:
            return _page(request, fresh, who, None, error)
    return redirect(request, "/handover", toast=Text(N_("Taken over.")))


def _page(
    request: Request, session: Session, who: Principal, form: dict[str, str] | None = None,
    error: RegieError | None = None,
) -> Response:  # fmt: skip
    reader = reader_of(request)
    _, at = service.moments(session, reader.now)
    since = reader.now - _LOOKED_BACK
    known = who.may("persons.read")
    urgent = [each for each in PRIORITIES if rulebook.pages(session, each, reader.now)]
    context: dict[str, Any] = {
        "form": form or {"text": ""},
        "at": at,
        "as_of": reader.time(reader.now),
        "urgent": [_ticket(each, reader) for each in queries.urgent_tickets(session, who, urgent)],
        "priorities": " ".join(urgent),
        "to_call": _calls_to_make(session, who, reader),
        "paged": [_paged(each, reader) for each in pages_between(session, since, reader.now)],
        "next_on_call": _on_call(session, at, reader),
        "notes": queries.notes(session, since),
        "known": known,
        **faults(request, error),
    }
    return render(request, "duty/handover.html", status=error.status if error else 200, **context)


def _ticket(ticket: Ticket, reader: Reader) -> dict[str, Any]:
    return {
        "ref": ticket.ref,
        "priority": ticket.priority,
        "title": words.title(ticket, reader),
        "place": words.address(ticket, reader),
        "clock": next_deadline(ticket, reader),
        "team": team_cell(ticket, reader),
        "callers": len(ticket.callers),
        "untold": len(words.untold(ticket.callers)),
    }


def _calls_to_make(session: Session, who: Principal, reader: Reader) -> list[dict[str, Any]]:
    """A line for each call that was promised; what was promised first stands on top."""
    tickets = queries.tickets_to_call_back(session, who)
    events = events_by_ticket(session, [ticket.id for ticket in tickets])
    lines = [
        _call(ticket, call, who.may("persons.read"), reader)
        for ticket in tickets
        for call in call_backs.of(events[ticket.id], rulebook.clock_rules(session, ticket.aware_at), ticket)
    ]
    return sorted(lines, key=itemgetter("due_at"))


def _call(ticket: Ticket, call: CallBack, known: bool, reader: Reader) -> dict[str, Any]:
    return {
        "ref": ticket.ref,
        "title": words.title(ticket, reader),
        "due_at": call.promise.by,
        "late": call.promise.by < reader.now,
        "name": call.caller.name if known else "",
        "phone": call.phone if known else "",
        "why": call.promise.why,
    }


def _paged(page: Page, reader: Reader) -> dict[str, Any]:
    return {
        "id": page.id,
        "at": page.opened_at,
        "ref": page.ticket.ref if page.ticket else "",
        "title": words.title(page.ticket, reader) if page.ticket else "",
        "priority": page.priority,
        "state": reader.say(_PAGE_STATES[page.state]),
        "bad": page.state in ("paging", "exhausted"),
        "woken": list(dict.fromkeys(step.user_name for step in page.steps if step.user_name)),
    }


def _on_call(session: Session, at: datetime, reader: Reader) -> list[dict[str, Any]]:
    """Who has each duty once the next shift begins."""
    asked = Span(at, at + _INSTANT)
    found = shifts(session, asked)
    if not found:
        return []
    rows = []
    for post in needed_posts(session, found, asked):
        shift = next(iter(serving(found, post)), None)
        user = shift.user if shift else None
        duty = post_name(post).render(reader.language)
        rows.append({"duty": duty, "name": user.name if user else "", "phone": user.phone if user else None})
    return rows
