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
from ops.kit.locale import Text
from ops.repairs import phrasebook, queries, rulebook, texts
from ops.repairs.api_views import alerts_of
from ops.repairs.models import Ticket
from ops.repairs.queries import TicketFile
from ops.repairs.queries.file import as_events
from ops.repairs.rules.actions import lawful
from ops.repairs.rules.clocks import NAMES as CLOCKS
from ops.repairs.rules.clocks import Clock, ClockRules, clocks_of, next_clock, shown
from ops.repairs.rules.events import Event
from ops.repairs.rules.findings import at_desk
from ops.repairs.rules.hint import hint_of
from ops.repairs.rules.lifecycle import CANCEL_REASONS, PAUSE_REASONS, state_of
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.repairs.rules.why import explain
from ops.repairs.service import Likely, similar_to_ticket
from ops.repairs.service.duplicates import survivor_of
from ops.web.forms import Attempt, faults, typed_moment
from ops.web.labels import LABELLED
from ops.web.pages.repairs import call_backs, words
from ops.web.pages.repairs.clocks import cell, columns, why_foot, why_words
from ops.web.pages.repairs.informing import Listener, listeners
from ops.web.pages.repairs.next_step import BUTTONS, act_button, next_step
from ops.web.pages.repairs.photos import photos_of
from ops.web.pages.repairs.recurring import hints
from ops.web.pages.repairs.ticket_orders import work_context
from ops.web.pages.repairs.ticket_pages import bars
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
    "promise": ("callers", "tickets.work"),
    "called": ("callers", "tickets.work"),
    "note": ("notes", "tickets.work"),
    "pause": ("pause", "tickets.decide"),
    "resume": ("resume", "tickets.decide"),
    "resolve": ("resolve", "tickets.decide"),
    "reopen": ("reopen", "tickets.decide"),
    "cancel": ("cancel", "tickets.decide"),
}
RIGHTS = tuple({right: None for _, right in ACTS.values()})


@router.get("/tickets/{ref}", permission="tickets.read")
def show_ticket(
    request: Request,
    ref: str,
    session: ReadSession,
    who: CurrentPrincipal,
    do: Annotated[str, Query(max_length=20)] = "",
    team: Annotated[str, Query(max_length=60)] = "",
    finding: Annotated[str, Query(max_length=40)] = "",
    clock: Annotated[str, Query(max_length=20)] = "",
    fragment: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    chosen = {name: value for name, value in (("team", team), ("finding", finding)) if value}
    attempt = Attempt(do if do in ACTS else "", chosen)
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
    events = as_events(file.events)
    state, rules = state_of(events), rulebook.clock_rules(session, ticket.aware_at)
    rights = {right: queries.reaches(session, ticket, who, right) for right in RIGHTS}
    possible = [act for act, (action, right) in ACTS.items() if action in lawful(state) and rights[right]]
    known = who.may("persons.read")
    promised = call_backs.of(events, rules, ticket)
    possible = [act for act in possible if call_backs.is_possible(act, ticket, promised)]
    told = listeners(events, ticket, reader)
    acts = _in_place(possible, ticket, told, who, reader)
    holders = _key_holders(session, ticket, reader) if known else []
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
        "listeners": told,
        "call_backs": promised,
        "goes_on": survivor_of(session, ticket.ref) if ticket.status == "cancelled" else None,
        "call_back_minutes": phrasebook.desk_rules(session, reader.now)["call_back_minutes"],
        "as_of": reader.time(reader.now, seconds=True),
        "timeline": words.timeline(file.events, ticket.callers, reader, known),
        **_who_goes(session, ticket, acts, attempt.act, reader),
        "key_holders": holders,
        **work_context(session, ticket, file.events, holders, who, reader, may_send="send" in possible),
        "may_work": rights["tickets.work"],
        "family": _family(session, ticket, reader),
        "first_caller": _first_caller(ticket, reader) if known else "",
        "alerts": alerts_of(file.events),
        "similar": [_similar(each, reader) for each in similar_to_ticket(session, ticket, who=who, now=reader.now)],
        "hint": _hint(events, reader),
        "paged": bars(session, ticket, who, reader),
        "photos": photos_of(request, session, ticket.id, ticket.ref, who),
        "recurring": hints(session, ticket, reader) if who.may("tickets.triage") else [],
        **_clock_context(file, events, rules, clock, reader),
    }


def _first_caller(ticket: Ticket, reader: Reader) -> str:
    """Who reported it, and for whom."""
    first = next(iter(ticket.callers), None)
    if first is None:
        return ""
    if not first.on_behalf_of:
        return first.name
    return reader.say(N_("%(caller)s for %(other)s"), caller=first.name, other=first.on_behalf_of)


def _family(session: Session, ticket: Ticket, reader: Reader) -> list[dict[str, str]]:
    """The ticket of which this is later trouble, and later trouble of this one."""
    return [
        {
            "ref": other.ref,
            "title": words.title(other, reader),
            "why": reader.say(N_("earlier trouble") if other.id == ticket.follows_id else N_("later trouble")),
            "status": reader.label("ticket_status", other.status),
        }
        for other in queries.family_of(session, ticket)
    ]


def _state_text(ticket: Ticket, reader: Reader) -> str:
    status = reader.label("ticket_status", ticket.status)
    if ticket.status == "new":
        return reader.say(N_("New, priority to confirm"))
    if ticket.status == "waiting" and ticket.waiting_for:
        return reader.say(LABELLED, label=status, value=reader.label("pause_reason", ticket.waiting_for))
    return status


#: Next steps that lead to a phone or to an order, for whoever sends.
_FOR_SENDERS = frozenset({"call", "dispatch", "replan"})
#: The acts that stand as buttons, whatever the next step is; the rest is in the menu.
_BUTTONS = ("resume", "pause", "called", "inform", "reopen")


def _in_place(
    possible: Sequence[str], ticket: Ticket, told: Sequence[Listener], who: Principal, reader: Reader
) -> dict[str, Any]:
    """At most one primary, the next step of the queue; few acts beside it, the others in the menu."""
    step = next_step(ticket, reader)
    if step and not (step["act"] in possible or (step["act"] in _FOR_SENDERS and who.may("tickets.triage"))):
        step = None
    beside = [act for act in possible if not step or act != step["act"]]
    shown: tuple[str, ...] = (*_BUTTONS, "send") if ticket.status == "open" else _BUTTONS
    if all(each.knows_all for each in told):
        shown = tuple(act for act in shown if act != "inform")
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
        return {"suggestions": [], "others": [], "usual_parts": []}
    choice = Choice(session, ticket, reader)
    asked = act == "send"
    return {
        "suggestions": choice.cards(),
        "others": choice.options() if asked else [],
        "usual_parts": choice.parts() if asked else [],
    }


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
        "phone": "", "language": "nl", "callers": [], "pause_reason": "", "cancel_reason": "", "parts": [],
        "operator": "", "reference": "", "same": "", "caller": "", "call_back_in": "", "call_back_at": "",
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


def _hint(events: Sequence[Event], reader: Reader) -> dict[str, str] | None:
    """A later caller said more: what the matrix would propose now."""
    hint = hint_of(events)
    return {"priority": hint.priority, "why": Text.from_json(hint.why).render(reader.language)} if hint else None


def _similar(each: Likely, reader: Reader) -> dict[str, Any]:
    return {
        "ref": each.ticket.ref,
        "title": words.title(each.ticket, reader),
        "why": " · ".join(reason.render(reader.language) for reason in each.reasons[:2]),
        "place": name_of(each.ticket.location, reader.language),
    }
