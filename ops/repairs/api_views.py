"""From rows to the JSON of the API, in the reader's language and without what he may not know."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.estate.models import Location
from ops.estate.wording import address_of, both_addresses, both_names
from ops.kit.locale import Text
from ops.repairs import queries, rulebook, texts
from ops.repairs.models import Caller, Ticket, TicketClock, TicketEvent, WorkOrder
from ops.repairs.queries import TicketFile
from ops.repairs.queries.file import as_events
from ops.repairs.rules.actions import lawful
from ops.repairs.rules.clocks import Clock, ClockRules, clocks_of, shown
from ops.repairs.rules.findings import after_visit
from ops.repairs.rules.hint import Hint, hint_of
from ops.repairs.rules.lifecycle import state_of
from ops.repairs.rules.parts_wanted import missing_parts
from ops.repairs.rules.why import explain
from ops.repairs.rules.work_order import ENDED, lawful_actions
from ops.repairs.schemas import (
    AccessOut,
    CallerOut,
    ClockOut,
    ClockRowOut,
    ClockState,
    DayOut,
    EventOut,
    HintOut,
    PartOut,
    PlaceOut,
    SimilarOut,
    TicketOut,
    TicketRow,
    WantedOut,
    WorkOrderOut,
    WorkOrderRow,
)
from ops.repairs.service import Likely, access_now, fallback_of
from ops.repairs.service.duplicates import survivor_of
from ops.repairs.why_due import why


def clock_state(clock: Clock | TicketClock, now: datetime) -> ClockState:
    """running | paused | in_time | late; a running clock that is past its time is late."""
    if clock.stopped_at:
        return "late" if clock.stopped_at > clock.due_at else "in_time"
    if clock.paused_since:
        return "paused"
    return "late" if now > clock.due_at else "running"


def place_out(place: Location) -> PlaceOut:
    names, addresses = both_names(place), both_addresses(place)
    return PlaceOut(
        code=place.code,
        name=names.nl,
        name_fr=names.render("fr"),
        address=addresses.nl,
        address_fr=addresses.render("fr"),
        zone=place.zone,
    )


def current_order(orders: Iterable[WorkOrder]) -> WorkOrder | None:
    """The newest order that is not over, else the newest that was completed."""
    listed = list(orders)
    alive = [order for order in listed if order.status not in ENDED]
    done = [order for order in listed if order.status == "completed"]
    return next(reversed(alive or done), None)


def ticket_row(ticket: Ticket, language: str, now: datetime) -> TicketRow:
    """Needs what `queries.FOR_A_ROW` loads."""
    return TicketRow(
        **_common(ticket, language),
        clocks=[ClockRowOut(name=c.name, due_at=c.due_at, state=clock_state(c, now)) for c in ticket.clocks],
    )


def _common(ticket: Ticket, language: str) -> dict[str, object]:
    order = current_order(ticket.work_orders)
    plain = (
        "ref", "status", "priority", "trade", "aware_at", "registered_at", "next_due_at", "next_clock", "waiting_for",
        "waiting_until", "resolved_at", "closed_at", "finding", "reopened_count", "version",
    )  # fmt: skip
    return {
        **{name: getattr(ticket, name) for name in plain},
        "id": ticket.ref,
        "title": texts.title_of(ticket).render(language),
        "origin": ticket.origin_kind,
        "location": place_out(ticket.location),
        "installation": ticket.installation.code if ticket.installation else None,
        "caller_count": len(ticket.callers),
        "team": order.team.code if order else None,
    }


def ticket_out(
    session: Session, file: TicketFile, similar: Sequence[Likely], who: Principal, language: str, now: datetime
) -> TicketOut:
    ticket = file.ticket
    events = as_events(file.events)
    rules = rulebook.clock_rules(session, ticket.aware_at)
    common = _common(ticket, language)
    refs = {order.id: order.ref for order in ticket.work_orders}
    return TicketOut(
        **common,
        clocks=[_clock_out(clock, ticket.priority, rules, language, now) for clock in shown(clocks_of(events, rules))],
        description=ticket.description,
        priority_reason=texts.reason_of(ticket).render(language),
        alerts=alerts_of(file.events),
        callers=[caller_out(caller, who) for caller in ticket.callers],
        work_orders=[order_row(order, refs) for order in ticket.work_orders],
        hazard=ticket.hazard,
        affected=ticket.affected if who.may("persons.read") else [],
        spot=ticket.spot,
        access_note=ticket.access_note,
        proposed_priority=ticket.proposed_priority,
        hint=_hint_out(hint_of(events), language),
        duplicate_of=survivor_of(session, ticket.ref) if ticket.status == "cancelled" else None,
        similar=[similar_out(each, language) for each in similar],
        actions=lawful(state_of(events)),
        events=[_event_out(row, who) for row in file.events],
    )


def alerts_of(events: Sequence[TicketEvent]) -> list[str]:
    return [row.data["alert"] for row in events if row.kind == "alert_linked"]


def _clock_out(clock: Clock, priority: str, rules: ClockRules, language: str, now: datetime) -> ClockOut:
    zone = rules.calendar.zone
    return ClockOut(
        name=clock.name,
        due_at=clock.due_at,
        why=why(clock, priority, language, zone),
        state=clock_state(clock, now),
        started_at=clock.started_at,
        stopped_at=clock.stopped_at,
        due_without_pauses_at=clock.due_without_pauses_at,
        segments=[
            DayOut(
                on=day.on,
                number=day.number,
                reason=day.reason,
                pause_reason=day.pause_reason,
                parts=[PartOut(kind=p.kind, from_at=p.span.from_at, to_at=p.span.to_at) for p in day.parts],
            )
            for day in explain(clock, rules.calendar, now)
        ],
    )


def caller_out(caller: Caller, who: Principal) -> CallerOut:
    known = who.may("persons.read")
    return CallerOut(
        id=caller.id,
        name=caller.name if known else None,
        phone=caller.phone if known else None,
        language=caller.language,
        relation=caller.relation,
        on_behalf_of=caller.on_behalf_of if known else None,
        tell_by=caller.tell_by,
        called_at=caller.called_at,
        informed_at=caller.informed_at,
    )


def order_row(order: WorkOrder, refs: Mapping[int, str]) -> WorkOrderRow:
    """`refs` holds the references of the ticket's orders by id."""
    return WorkOrderRow(**_order(order, refs))


def _order(order: WorkOrder, refs: Mapping[int, str]) -> dict[str, object]:
    plain = (
        "ref", "status", "kind", "task", "slot_from_at", "slot_to_at", "estimate_minutes", "created_at",
        "dispatched_at", "accepted_at", "on_site_at", "completed_at", "finding", "report", "version",
    )  # fmt: skip
    return {
        **{name: getattr(order, name) for name in plain},
        "id": order.ref,
        "team": order.team.code,
        "technician": order.technician.name if order.technician else None,
        "mother": refs.get(order.mother_id) if order.mother_id else None,
        "trade": order.trade or None,
    }


def order_out(session: Session, order: WorkOrder, language: str, now: datetime) -> WorkOrderOut:
    ticket = order.ticket
    events = queries.events_of(session, ticket.id)
    siblings = queries.orders_of(session, ticket.id)
    wanted = missing_parts(events, order.ref)
    found = access_now(session, events, order.ref, ticket.priority, now)
    return WorkOrderOut(
        **_order(order, {each.id: each.ref for each in siblings}),
        ticket=ticket.ref,
        ticket_status=ticket.status,
        title=texts.title_of(ticket).render(language),
        priority=ticket.priority,
        location=place_out(ticket.location),
        actions=lawful_actions(order.status, part_missing=bool(wanted)),
        findings=after_visit(rulebook.findings(session, now), ticket.origin_kind),
        missing_parts=[WantedOut(part=part.name, quantity=part.quantity, until=part.until) for part in wanted],
        access=AccessOut.of(found) if found else None,
        children=[each.ref for each in siblings if each.mother_id == order.id],
        fallback=fallback_of(session, order, events),
    )


def _hint_out(hint: Hint | None, language: str) -> HintOut | None:
    return HintOut(priority=hint.priority, why=Text.from_json(hint.why).render(language), at=hint.at) if hint else None


def similar_out(each: Likely, language: str) -> SimilarOut:
    ticket = each.ticket
    return SimilarOut(
        ref=ticket.ref,
        title=texts.title_of(ticket).render(language),
        status=ticket.status,
        priority=ticket.priority,
        place=address_of(ticket.location, language),
        why=each.codes[0],
        reasons=[reason.render(language) for reason in each.reasons],
        score=each.score,
        is_incident=each.is_incident,
        joins=each.joins,
        callers=len(ticket.callers),
    )


def _event_out(row: TicketEvent, who: Principal) -> EventOut:
    """The number on which somebody is called back is personal, as his own is."""
    data = row.data if who.may("persons.read") else {name: row.data[name] for name in row.data if name != "phone"}
    return EventOut(kind=row.kind, at=row.at, recorded_at=row.recorded_at, actor=row.actor_name, data=data)
