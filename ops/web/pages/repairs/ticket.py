"""One ticket: its clocks and why, what may be done, who could go, and all that happened."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_
from ops.estate.queries.cards import KeyHolderCard, key_holders_of
from ops.estate.wording import name_of
from ops.kit.http import ReadSession, database_of
from ops.repairs import queries, rulebook, texts
from ops.repairs.models import Team, Ticket
from ops.repairs.queries import TicketFile
from ops.repairs.rules.actions import lawful
from ops.repairs.rules.clocks import Clock, ClockRules, clocks_of, shown
from ops.repairs.rules.events import Event
from ops.repairs.rules.findings import at_desk
from ops.repairs.rules.lifecycle import CANCEL_REASONS, PAUSE_REASONS, state_of
from ops.repairs.rules.suggest import Candidate, Need, Suggestion, suggest
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.repairs.rules.why import explain
from ops.repairs.views import alerts_of
from ops.web.forms import Attempt, faults, typed_moment
from ops.web.labels import LABELLED
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import cell, columns, target_words, why_foot
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_PAGE = "repairs/ticket.html"
_SUGGESTED = 4
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
_REASONS = {
    "has_contract": N_("Holds the contract of the installation"),
    "has_trade": N_("Knows the trade"),
    "in_zone": N_("Works in this zone"),
    "is_free": N_("Nothing on its hands now"),
    "closed_now": N_("Closed now, comes in working hours"),
    "other_zone": N_("Comes from the other zone"),
    "is_busy": N_("Has much on its hands"),
}


@router.get("/tickets/{ref}", permission="tickets.read")
def show_ticket(
    request: Request,
    ref: str,
    session: ReadSession,
    who: CurrentPrincipal,
    do: Annotated[str, Query(max_length=20)] = "",
    team: Annotated[str, Query(max_length=60)] = "",
    fragment: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    attempt = Attempt(do if do in ACTS else "", {"team": team} if team else {})
    context = file_context(request, session, ref, who, attempt)
    if fragment == "story":
        return render(request, "repairs/_ticket_story.html", fragment=True, **context)
    return render(request, _PAGE, **context)


def refused(request: Request, ref: str, who: Principal, attempt: Attempt) -> Response:
    """The page again, with what was typed; read anew, so that it shows what is stored."""
    with database_of(request).reading() as session:
        context = file_context(request, session, ref, who, attempt)
    return render(request, _PAGE, status=attempt.status, **context)


def file_context(request: Request, session: Session, ref: str, who: Principal, attempt: Attempt) -> dict[str, Any]:
    """All that the template shows."""
    reader = reader_of(request)
    file = queries.ticket_file(session, ref, who)
    ticket = file.ticket
    events = [Event(row.kind, row.at, row.data) for row in file.events]
    state, rules = state_of(events), rulebook.clock_rules(session, ticket.aware_at)
    rights = {right: queries.reaches(session, ticket, who, right) for right in ("tickets.triage", "tickets.work")}
    possible = [act for act, (action, right) in ACTS.items() if action in lawful(state) and rights[right]]
    known = who.may("persons.read")
    return {
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "icon": words.icon_of(ticket),
        "state": words.STATUS_ICONS[ticket.status],
        "state_text": _state_text(ticket, reader),
        "reason": texts.reason_of(ticket).render(reader.language),
        "acts": _in_place(possible, ticket),
        "do": attempt.act if attempt.act in possible else "",
        "form": {**_defaults(session, ticket, reader), **attempt.form},
        **faults(request, attempt.error),
        "choices": _choices(session, ticket, reader),
        "known": known,
        "untold": words.untold(ticket.callers),
        "as_of": reader.time(reader.now, seconds=True),
        "timeline": words.timeline(file.events, ticket.callers, reader, known),
        "suggestions": list(_suggestions(session, ticket, reader))
        if ticket.status == "open" and "send" in possible
        else [],
        "key_holders": _key_holders(session, ticket, reader) if known else [],
        "alerts": alerts_of(file.events),
        "similar": [_similar(each, reader) for each in file.similar],
        **_clock_context(file, events, rules, reader),
    }


def _state_text(ticket: Ticket, reader: Reader) -> str:
    status = reader.label("ticket_status", ticket.status)
    if ticket.status == "new":
        return reader.say(N_("New, priority to confirm"))
    if ticket.status == "waiting" and ticket.waiting_for:
        return reader.say(LABELLED, label=status, value=reader.label("pause_reason", ticket.waiting_for))
    return status


#: The acts that stand as buttons; the rest is in the menu.
_BUTTONS = ("resume", "pause", "inform", "note")
_PRIMARY = {"new": "triage", "open": "send", "waiting": "resume", "resolved": "reopen"}


def _in_place(possible: Sequence[str], ticket: Ticket) -> dict[str, Any]:
    """At most one primary, few beside it, the others in the menu."""
    primary = _PRIMARY.get(ticket.status, "")
    if "inform" in possible and not words.untold(ticket.callers):
        possible = [act for act in possible if act != "inform"]
    shown = [act for act in possible if act != primary]
    return {
        "primary": primary if primary in possible else "",
        "buttons": [act for act in _BUTTONS if act in shown and act != "note"],
        "menu": [act for act in shown if act not in _BUTTONS or act == "note"],
        "all": possible,
    }


def _clock_context(file: TicketFile, events: Sequence[Event], rules: ClockRules, reader: Reader) -> dict[str, Any]:
    ticket = file.ticket
    found = shown(clocks_of(events, rules))
    main = next((clock for clock in found if clock.name == "complete"), None)
    days = explain(main, rules.calendar, reader.now) if main else []
    return {
        "clocks": [cell(clock, reader, current=clock is main) for clock in found],
        "why": _why(main, ticket, reader) if main else None,
        "days": columns(days, main, reader) if main else [],
        "why_foot": why_foot(days, main, reader) if main else [],
    }


def _why(clock: Clock, ticket: Ticket, reader: Reader) -> dict[str, str]:
    lead = reader.say(
        N_("%(priority)s gives %(amount)s."), priority=ticket.priority, amount=target_words(clock, reader)
    )
    if clock.pauses:
        lead += " " + reader.say(N_("Waiting does not count."))
    return {"title": reader.say(N_("Why %(at)s?"), at=reader.instant(clock.due_at)), "lead": lead}


def _defaults(session: Session, ticket: Ticket, reader: Reader) -> dict[str, Any]:
    """What a form holds before somebody types."""
    opening = rulebook.calendar(session, reader.now).next_opening(reader.now)
    return {
        "priority": ticket.priority, "trade": ticket.trade, "reason": "", "text": "", "task": "", "team": "",
        "finding": "", "other": "", "until": typed_moment(opening, reader.zone), "name": "", "phone": "",
        "language": "nl", "callers": [], "pause_reason": "", "cancel_reason": "",
    }  # fmt: skip


def _choices(session: Session, ticket: Ticket, reader: Reader) -> dict[str, list[tuple[str, str]]]:
    codes = at_desk(rulebook.findings(session, reader.now), ticket.origin_kind)
    return {
        "priority": [(p, f"{p} {reader.label('priority', p)}") for p in PRIORITIES],
        "trade": [(t, reader.label("trade", t)) for t in TRADES],
        "finding": [(code, reader.label("finding", code)) for code in codes],
        "pause": [(r, reader.label("pause_reason", r).capitalize()) for r in PAUSE_REASONS],
        "cancel": [(r, reader.label("cancel_reason", r).capitalize()) for r in CANCEL_REASONS],
        "team": [(team.code, team.name) for team in queries.teams(session)],
    }


def _candidate(team: Team, loads: dict[int, int]) -> Candidate:
    firm = team.firm
    return Candidate(
        code=team.code,
        kind=team.kind,
        zone=team.zone,
        firm=firm.code if firm else None,
        trades=frozenset(team.trades),
        orders=loads.get(team.id, 0),
        around_the_clock=firm is None or firm.hours == "around_the_clock",
    )


def _suggestions(session: Session, ticket: Ticket, reader: Reader) -> Iterator[dict[str, Any]]:
    """The likeliest teams with their reasons; the dispatcher decides."""
    teams = {team.code: team for team in queries.teams(session)}
    loads = queries.team_loads(session)
    need = Need(
        trade=ticket.trade,
        zone=ticket.location.zone,
        priority=ticket.priority,
        firm=ticket.installation.firm.code if ticket.installation and ticket.installation.firm else None,
        out_of_hours=rulebook.calendar(session, reader.now).is_out_of_hours(reader.now),
    )
    found = suggest(need, [_candidate(team, loads) for team in teams.values()])
    for each in found[:_SUGGESTED]:
        yield _card(each, teams[each.code], loads.get(teams[each.code].id, 0), reader)


def _card(each: Suggestion, team: Team, orders: int, reader: Reader) -> dict[str, Any]:
    initials = "".join(word[0] for word in team.name.split()[:2]).upper()
    return {
        "team": team,
        "initials": initials,
        "reasons": [reader.say(_REASONS[code]) for code in each.reasons],
        "doubts": [reader.say(_REASONS[code]) for code in each.doubts],
        "orders": orders,
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
