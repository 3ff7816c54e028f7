"""What I, my home or my building reported: the state in plain words, the next moment, and a word back."""

from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, NotFound, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text, capital
from ops.repairs import queries
from ops.repairs.caller_texts import HEADS, slot_words_from
from ops.repairs.models import Ticket
from ops.repairs.queries import TicketFilter
from ops.repairs.queries.links import events_by_ticket
from ops.repairs.rules.caller_view import CallerView, view_of
from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import state_of
from ops.repairs.rules.work_order import ENDED
from ops.repairs.service import my_page
from ops.repairs.service.attachments import ATTACH
from ops.web.forms import Prose, faults
from ops.web.pages.public.my_texts import ICONS
from ops.web.pages.repairs import words
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_PAGE = "repairs/my_tickets.html"
_SHOWN = 50
_SAID, _AGAIN = N_("Thank you: we got your words."), N_("We take it up again")
_WATCHED = ("no_access", "overdue", "tenant", "delayed", "part", "network")
_TONES = {"done": "ok", **dict.fromkeys(_WATCHED, "watch")}


@router.get("/my-tickets", permission=ATTACH)
def show_my_tickets(request: Request, session: ReadSession, who: CurrentPrincipal) -> Response:
    return render(request, _PAGE, **_context(request, session, who))


@router.post("/my-tickets/{ref}/say", permission=ATTACH)
def say(request: Request, ref: str, session: DbSession, who: CurrentPrincipal, now: Now, text: Prose = "") -> Response:
    try:
        my_page.say_as_reporter(session, ref, text, who=who, now=now)
    except NotFound:
        raise
    except RegieError as error:
        return _refused(request, who, ref, text, error)
    return redirect(request, f"/my-tickets#row-{ref}", toast=Text(_SAID))


@router.post("/my-tickets/{ref}/still-broken", permission=ATTACH)
def still_broken(
    request: Request, ref: str, session: DbSession, who: CurrentPrincipal, now: Now, text: Prose = ""
) -> Response:
    try:
        my_page.still_broken_as_reporter(session, ref, text, who=who, now=now)
    except NotFound:
        raise
    except RegieError as error:
        return _refused(request, who, ref, text, error)
    return redirect(request, f"/my-tickets#row-{ref}", toast=Text(_AGAIN))


def _refused(request: Request, who: Principal, ref: str, text: str, error: RegieError) -> Response:
    with reading_anew(request) as session:
        context = _context(request, session, who, error)
    return render(request, _PAGE, status=error.status, **{**context, "typed": {ref: text}})


def _context(request: Request, session: Session, who: Principal, error: RegieError | None = None) -> dict[str, Any]:
    """What lives stands first, the newest on top; what ended lately below."""
    reader = reader_of(request)
    page = queries.list_tickets(session, who, TicketFilter(sort="newest"), now=reader.now, limit=_SHOWN)
    events = events_by_ticket(session, [ticket.id for ticket in page.items])
    rows = [_row(ticket, events[ticket.id], reader) for ticket in page.items]
    return {
        "live": [row for row in rows if not row["ended"]],
        "ended": [row for row in rows if row["ended"]],
        "typed": {},
        **faults(request, error),
    }


def _row(ticket: Ticket, events: list[Event], reader: Reader) -> dict[str, Any]:
    state = state_of(events)
    visits = [my_page.visit_of(order) for order in ticket.work_orders if order.status not in ENDED]
    view = view_of(events, state, visits, caller=0, now=reader.now)
    return {
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "place": words.place(ticket, reader),
        "head": reader.say(HEADS[view.headline]),
        "icon": ICONS[view.headline],
        "tone": _TONES.get(view.headline, "neutral"),
        "moment": _moment(view, reader),
        "ended": bool(state.end),
        "may_reopen": state.end == "resolved",
    }


def _moment(view: CallerView, reader: Reader) -> str:
    slot = view.visit.slot if view.visit and view.headline in ("visit", "on_the_way") else None
    if slot:
        return capital(slot_words_from(*slot, reader.now, reader.language, reader.zone))
    return reader.say(N_("News by %(moment)s"), moment=reader.instant(view.until)) if view.until else ""
