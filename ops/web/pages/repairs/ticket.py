"""One ticket: its clocks and why, what may be done, who could go, and all that happened."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_
from ops.estate.queries.cards import KeyHolderCard, key_holders_of
from ops.estate.wording import name_of
from ops.kit.http import ReadSession, reading_anew
from ops.repairs import queries, rulebook, texts
from ops.repairs.api_views import alerts_of
from ops.repairs.models import Ticket
from ops.repairs.queries import TicketFile
from ops.repairs.rules.actions import lawful
from ops.repairs.rules.clocks import NAMES as CLOCKS
from ops.repairs.rules.clocks import Clock, ClockRules, clocks_of, next_clock, shown
from ops.repairs.rules.events import Event
from ops.repairs.rules.findings import at_desk
from ops.repairs.rules.lifecycle import CANCEL_REASONS, PAUSE_REASONS, state_of
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.repairs.rules.why import explain
from ops.web.forms import Attempt, faults, typed_moment
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import cell, columns, why_foot, why_words
from ops.web.pages.repairs.next_step import BUTTONS, act_button, next_step
from ops.web.pages.repairs.who_goes import Choice
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_PAGE = "repairs/ticket.html"
#: Act of the page -> the action of the rules that it needs, and the right.
ACTS = {
    "triage": ("triage", "tickets.triage"),
    "send": ("work-orders", "tickets.work"),
    "inform": ("callers", "tickets.work"),
    "caller": ("callers", "tickets.work"),
    "note": ("notes", "tickets.work"),
    "pause": ("pause", "tickets.work"),
    "resume": ("resume", "tickets.work"),
    "resolve": ("resolve", "tickets.work"),
    "reopen": ("reopen", "tickets.work"),
    "cancel": ("cancel", "tickets.work"),
}


@router.get("/tickets/{ref}", permission="tickets.read")
def show_ticket(
    request: Request,
    ref: str,
    session: ReadSession,
    who: CurrentPrincipal,
    do: Annotated[str, Query(max_length=20)] = "",
    team: Annotated[str, Query(max_length=60)] = "",
    clock: Annotated[str, Query(max_length=20)] = "",
    fragment: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    attempt = Attempt(do if do in ACTS else "", {"team": team} if team else {})
    context = file_context(request, session, ref, who, attempt, clock if clock in CLOCKS else "")
    if fragment == "story":
        return render(request, "repairs/_ticket_story.html", fragment=True, renewed=True, **context)
    return render(request, _PAGE, renewed=False, **context)


def refused(request: Request, ref: str, who: Principal, attempt: Attempt) -> Response:
    """The page again, with what was typed; read anew, so that it shows what is stored."""
    with reading_anew(request) as session:
        context = file_context(request, session, ref, who, attempt)
    return render(request, _PAGE, status=attempt.status, renewed=False, **context)


def file_context(
    request: Request, session: Session, ref: str, who: Principal, attempt: Attempt, clock: str = ""
) -> dict[str, Any]:
    """All that the template shows."""
    reader = reader_of(request)
    file = queries.ticket_file(session, ref, who)
    ticket = file.ticket
    events = [Event(row.kind, row.at, row.data) for row in file.events]
    state, rules = state_of(events), rulebook.clock_rules(session, ticket.aware_at)
    rights = {right: queries.reaches(session, ticket, who, right) for right in ("tickets.triage", "tickets.work")}
    possible = [act for act, (action, right) in ACTS.items() if action in lawful(state) and rights[right]]
    known = who.may("persons.read")
    acts = _in_place(possible, ticket, who, reader)
    return {
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "icon": words.icon_of(ticket),
        "state": words.STATUS_ICONS[ticket.status],
        "state_text": _state_text(ticket, reader),
        "reason": texts.reason_of(ticket).render(reader.language),
        "acts": acts,
        "act_labels": {act: reader.say(button.label) for act, button in BUTTONS.items()},
        "do": attempt.act if attempt.act in possible else "",
        "form": {**_defaults(session, ticket, reader), **attempt.form},
        **faults(request, attempt.error),
        "choices": _choices(session, ticket, reader),
        "known": known,
        "untold": words.untold(ticket.callers),
        "as_of": reader.time(reader.now, seconds=True),
        "timeline": words.timeline(file.events, ticket.callers, reader, known),
        **_who_goes(session, ticket, acts, attempt.act, reader),
        "key_holders": _key_holders(session, ticket, reader) if known else [],
        "alerts": alerts_of(file.events),
        "similar": [_similar(each, reader) for each in file.similar],
        **_clock_context(file, events, rules, clock, reader),
    }


def _state_text(ticket: Ticket, reader: Reader) -> str:
    status = reader.label("ticket_status", ticket.status)
    if ticket.status == "new":
        return reader.say(N_("New, priority to confirm"))
    if ticket.status == "waiting" and ticket.waiting_for:
        return reader.say(LABELLED, label=status, value=reader.label("pause_reason", ticket.waiting_for))
    return status


#: The acts that stand as buttons, whatever the next step is; the rest is in the menu.
_BUTTONS = ("resume", "pause", "inform", "reopen")


def _in_place(possible: Sequence[str], ticket: Ticket, who: Principal, reader: Reader) -> dict[str, Any]:
    """At most one primary, the next step of the queue; few acts beside it, the others in the menu."""
    step = next_step(ticket, reader)
    if step and not (step["act"] in possible or (step["act"] == "call" and who.may("tickets.triage"))):
        step = None
    if not words.untold(ticket.callers):
        possible = [act for act in possible if act != "inform"]
    beside = [act for act in possible if not step or act != step["act"]]
    shown = (*_BUTTONS, "send") if ticket.status == "open" else _BUTTONS
    return {
        "primary": step,
        "buttons": [act_button(act, ticket, reader) for act in shown if act in beside],
        "menu": [act_button(act, ticket, reader) for act in beside if act not in shown],
        "all": possible,
    }


def _who_goes(session: Session, ticket: Ticket, acts: Mapping[str, Any], act: str, reader: Reader) -> dict[str, Any]:
    """Suggested while nobody is on it, and again when who was sent does not answer or is late."""
    step = (acts["primary"] or {}).get("act")
    if "send" not in acts["all"] or (act != "send" and ticket.status != "open" and step != "call"):
        return {"suggestions": [], "others": []}
    choice = Choice(session, ticket, reader)
    return {"suggestions": choice.cards(), "others": choice.options() if act == "send" else []}


def _clock_context(
    file: TicketFile, events: Sequence[Event], rules: ClockRules, wanted: str, reader: Reader
) -> dict[str, Any]:
    """The strip of clocks, and why one of them ends when it does: the one asked for, else the one that ends first."""
    ticket = file.ticket
    found = shown(clocks_of(events, rules))
    main = next((clock for clock in found if clock.name == wanted), None) or next_clock(found) or _last(found)
    days = explain(main, rules.calendar, reader.now) if main else []
    return {
        "clocks": [
            {**cell(clock, reader, current=clock is main), "href": f"/tickets/{ticket.ref}?clock={clock.name}"}
            for clock in found
        ],
        "clock_asked": wanted,
        "why": why_words(main, ticket.priority, reader) if main else None,
        "days": columns(days, main, reader) if main else [],
        "why_foot": why_foot(days, main, reader) if main else [],
    }


def _last(found: Sequence[Clock]) -> Clock | None:
    """All have stopped: the work itself is what a reader asks about."""
    return next((clock for clock in found if clock.name == "complete"), None)


def _defaults(session: Session, ticket: Ticket, reader: Reader) -> dict[str, Any]:
    """What a form holds before somebody types."""
    opening = rulebook.calendar(session, reader.now).next_opening(reader.now)
    return {
        "priority": ticket.priority, "trade": ticket.trade, "reason": "", "text": "", "task": "", "team": "",
        "other_team": "", "finding": "", "other": "", "until": typed_moment(opening, reader.zone), "name": "",
        "phone": "", "language": "nl", "callers": [], "pause_reason": "", "cancel_reason": "",
    }  # fmt: skip


def _choices(session: Session, ticket: Ticket, reader: Reader) -> dict[str, list[tuple[str, str]]]:
    codes = at_desk(rulebook.findings(session, reader.now), ticket.origin_kind)
    return {
        "priority": [(p, f"{p} {reader.label('priority', p)}") for p in PRIORITIES],
        "trade": [(t, reader.label("trade", t)) for t in TRADES],
        "finding": [(code, reader.label("finding", code)) for code in codes],
        "pause": [(r, reader.label("pause_reason", r).capitalize()) for r in PAUSE_REASONS],
        "cancel": [(r, reader.label("cancel_reason", r).capitalize()) for r in CANCEL_REASONS],
    }


def _key_holders(session: Session, ticket: Ticket, reader: Reader) -> Sequence[KeyHolderCard]:
    return key_holders_of(session, ticket.location, reader.today)


_WHY_SIMILAR = {
    "same_installation": N_("same installation"),
    "same_place_and_trade": N_("same place, same trade"),
    "same_place": N_("same place"),
    "same_building_and_trade": N_("same building, same trade"),
    "same_building": N_("same building"),
}


def _similar(each: queries.Similar, reader: Reader) -> dict[str, Any]:
    return {
        "ref": each.ticket.ref,
        "title": words.title(each.ticket, reader),
        "why": reader.say(_WHY_SIMILAR[each.why]),
        "place": name_of(each.ticket.location, reader.language),
    }
