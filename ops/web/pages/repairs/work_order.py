"""One job, as whoever carries it out sees it: on a tablet, with gloves, one big next step."""

from collections.abc import Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_
from ops.estate.queries.cards import KeyHolderCard, key_holders_of
from ops.estate.wording import address_of
from ops.kit.http import ReadSession
from ops.repairs import queries, rulebook, service, texts
from ops.repairs.models import Ticket, WorkOrder
from ops.repairs.queries.absences import orders_while_away
from ops.repairs.rules.access import KINDS as ACCESS_KINDS
from ops.repairs.rules.findings import after_visit
from ops.repairs.rules.parts_wanted import WantedPart, missing_parts
from ops.repairs.rules.slots import Slot
from ops.repairs.rules.work_order import CAN_MOVE, SLOT, lawful_actions
from ops.repairs.service.stock_orders import part_there_at
from ops.web.forms import Attempt, faults, typed_moment
from ops.web.navigation import works_in_the_field
from ops.web.pages.repairs import words
from ops.web.pages.repairs.access_view import access_panel
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.pages.repairs.job_bar import WITH_FORM, act_words, bar, onward
from ops.web.pages.repairs.job_choices import family, goer_choices, goer_of, slot_choices, slot_words, trade_choices
from ops.web.pages.repairs.job_tools import TOOLS, tools_of
from ops.web.pages.repairs.my_work import WORK, day_of, dispatching_of
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

PAGE = "repairs/work_order.html"
_SEND = "tickets.triage"


@router.get("/work-orders/{ref}", permission="tickets.read")
def show_work_order(
    request: Request,
    ref: str,
    session: ReadSession,
    who: CurrentPrincipal,
    do: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    act = do if do in (*WITH_FORM, *TOOLS) else ""
    return render(request, PAGE, **job_context(request, session, ref, who, Attempt(act)))


@router.get("/work-orders/{ref}/print", permission="tickets.read")
def print_work_order(request: Request, ref: str, session: ReadSession, who: CurrentPrincipal) -> Response:
    """The job on paper, for who has no tablet."""
    return render(request, "repairs/work_order_sheet.html", **job_context(request, session, ref, who, Attempt()))


def job_context(request: Request, session: Session, ref: str, who: Principal, attempt: Attempt) -> dict[str, Any]:
    reader = reader_of(request)
    order = queries.order_visible(session, ref, who)
    ticket, known = order.ticket, who.may("persons.read")
    events = queries.events_of(session, ticket.id)
    wanted = missing_parts(events, order.ref)
    actions = _offered(order, wanted, who) if queries.reaches(session, ticket, who, WORK) else []
    do = attempt.act if attempt.act in actions else ""
    holders = key_holders_of(session, ticket.location, reader.today)[:2] if known else []
    day = day_of(session, who, reader, ref)
    found = service.access_now(session, events, ref, ticket.priority, reader.now)
    after = onward([*day["jobs"], *day["later"]], reader)
    return {
        **day,
        "bar": bar(order, actions, after if works_in_the_field(who) else None, reader),
        "dispatching": dispatching_of(session, who),
        "order": order,
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "team": words.team_name(order.team, reader),
        "advice": texts.first_on_site(ticket),
        "clock": next_deadline(ticket, reader),
        "reason": texts.reason_of(ticket).render(reader.language),
        "do": do,
        "act": act_words(do, order, reader) if do else None,
        **_form(session, order, do, attempt, reader),
        **faults(request, attempt.error),
        "may_work": bool(actions),
        **tools_of(request, session, order, who, attempt.act),
        "appointment": _appointment(order, reader),
        "is_stranded": bool(orders_while_away(session, [order.id], reader.now)),
        "wanted": [_wanted(part, reader) for part in wanted],
        "access": access_panel(found, order, holders, reader, at_desk=who.may(_SEND)) if found else None,
        **family(order, queries.orders_of(session, ticket.id)),
        "known": known,
        "key_holders": holders,
        "reached": _reached(ticket, holders) if known else [],
        "route": f"geo:0,0?q={quote(address_of(ticket.location, reader.language))}",
        "earlier": [_earlier(each, reader) for each in queries.earlier_orders(session, ticket)],
    }


def _form(session: Session, order: WorkOrder, do: str, attempt: Attempt, reader: Reader) -> dict[str, Any]:
    """What the form of the step holds before somebody types, and what it offers to choose from."""
    opening = rulebook.calendar(session, reader.now).next_opening(reader.now)
    until = "" if do in ("no-access", "need-part") else typed_moment(opening, reader.zone)
    empty = {
        "text": "", "finding": "", "until": until, "kind": "absent", "proof": "", "card": "", "part": "",
        "quantity": "1", "task": "", "trade": "", "team": "", "emergency": "", "reason": "unreachable", "slot": "",
        "starts": "", "ends": "", "goes": goer_of(order),
    }  # fmt: skip
    codes = after_visit(rulebook.findings(session, reader.now), order.ticket.origin_kind)
    return {
        "form": {**empty, **attempt.form},
        "findings": [(code, reader.label("finding", code)) for code in codes],
        "slots": slot_choices(session, order, reader) if do == "slot" else [],
        "goers": goer_choices(session, order, reader) if do == "assign" else [],
        "trades": trade_choices(reader) if do == "follow-on" else [],
        "absences": [(kind, reader.label("access_now", kind)) for kind in ACCESS_KINDS],
        "reasons": [(code, reader.label("unreachable", code)) for code in ("unreachable", "strike")],
    }


@router.get("/work-orders/{ref}/part-expected", permission=WORK)
def show_part_expected(
    request: Request,
    ref: str,
    session: ReadSession,
    who: CurrentPrincipal,
    part: Annotated[str, Query(max_length=200)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
    filled: Annotated[str, Query(max_length=40)] = "",
) -> Response:
    """The date of the form as the stores expect the part; one that somebody typed himself stays."""
    queries.order_visible(session, ref, who, WORK)
    reader = reader_of(request)
    at = part_there_at(session, part.strip(), now=reader.now)
    expected = typed_moment(at, reader.zone) if at else ""
    form = {"until": until if until and until != filled else expected, "filled": expected}
    return render(request, "repairs/_part_expected.html", fragment=True, form=form, **faults(request))


def _appointment(order: WorkOrder, reader: Reader) -> str:
    return slot_words(Slot(*order.slot), reader) if order.slot else ""


def _wanted(part: WantedPart, reader: Reader) -> dict[str, str]:
    until = reader.say(N_("expected %(at)s"), at=reader.instant(part.until)) if part.until else ""
    return {"name": part.name, "quantity": str(part.quantity), "until": until}


def _reached(ticket: Ticket, holders: Sequence[KeyHolderCard]) -> list[dict[str, str]]:
    """Who can be rung to open: first who called, then who has the key; a number once."""
    people = [(each.phone, each.name) for each in ticket.callers[:2]] + [(each.phone, each.name) for each in holders]
    by_phone: dict[str, str] = {}
    for phone, name in people:
        if phone:
            by_phone.setdefault(phone, name)
    return [{"name": name, "phone": phone} for phone, name in by_phone.items()]


def _offered(order: WorkOrder, wanted: Sequence[WantedPart], who: Principal) -> Sequence[str]:
    """Making safe is offered while its clock runs; calling off and choosing who goes to whoever sends."""
    running = any(clock.name == "make_safe" and clock.stopped_at is None for clock in order.ticket.clocks)
    sends = who.may(_SEND)
    offered = {"made-safe": running, "cancel": sends, "unreachable": sends}
    steps = [action for action in lawful_actions(order.status, part_missing=bool(wanted)) if offered.get(action, True)]
    return [*steps, *(["slot"] if order.status in SLOT.moves else []), *(["assign"] if _can_move(order, who) else [])]


def _can_move(order: WorkOrder, who: Principal) -> bool:
    return who.may(_SEND) and order.status in CAN_MOVE


def _earlier(order: WorkOrder, reader: Reader) -> dict[str, Any]:
    return {
        "ref": order.ref,
        "at": order.completed_at,
        "title": words.title(order.ticket, reader),
        "finding": reader.label("finding", order.finding),
        "report": order.report,
        "team": order.team.name,
    }
