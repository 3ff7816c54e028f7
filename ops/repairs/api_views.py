"""From rows to the JSON of the API, in the reader's language and without what he may not know."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.estate.models import Location
from ops.estate.wording import address_of, both_addresses, both_names
from ops.repairs import rulebook, texts
from ops.repairs.models import Caller, Ticket, TicketClock, TicketEvent, WorkOrder
from ops.repairs.queries import Similar, TicketFile
from ops.repairs.rules.actions import lawful
from ops.repairs.rules.clocks import Clock, ClockRules, clocks_of, shown
from ops.repairs.rules.events import Event
from ops.repairs.rules.findings import after_visit
from ops.repairs.rules.lifecycle import state_of
from ops.repairs.rules.why import explain
from ops.repairs.rules.work_order import ENDED, lawful_actions
from ops.repairs.schemas import (
    CallerOut,
    ClockOut,
    ClockRowOut,
    ClockState,
    DayOut,
    EventOut,
    PartOut,
    PlaceOut,
    SimilarOut,
    TicketOut,
    TicketRow,
    WorkOrderOut,
    WorkOrderRow,
)
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


def ticket_out(session: Session, file: TicketFile, who: Principal, language: str, now: datetime) -> TicketOut:
    ticket = file.ticket
    events = [Event(row.kind, row.at, row.data) for row in file.events]
    rules = rulebook.clock_rules(session, ticket.aware_at)
    common = _common(ticket, language)
    return TicketOut(
        **common,
        clocks=[_clock_out(clock, ticket.priority, rules, language, now) for clock in shown(clocks_of(events, rules))],
        description=ticket.description,
        priority_reason=texts.reason_of(ticket).render(language),
        alerts=alerts_of(file.events),
        callers=[caller_out(caller, who) for caller in ticket.callers],
        work_orders=[order_row(order) for order in ticket.work_orders],
        similar=[_similar_out(each, language) for each in file.similar],
        actions=lawful(state_of(events)),
        events=[_event_out(row) for row in file.events],
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
        called_at=caller.called_at,
        informed_at=caller.informed_at,
    )


def order_row(order: WorkOrder) -> WorkOrderRow:
    return WorkOrderRow(**_order(order))


def _order(order: WorkOrder) -> dict[str, object]:
    plain = (
        "ref", "status", "task", "created_at", "dispatched_at", "accepted_at", "on_site_at", "completed_at", "finding",
        "report", "version",
    )  # fmt: skip
    return {"id": order.ref, "team": order.team.code, **{name: getattr(order, name) for name in plain}}


def order_out(session: Session, order: WorkOrder, language: str, now: datetime) -> WorkOrderOut:
    ticket = order.ticket
    return WorkOrderOut(
        **_order(order),
        ticket=ticket.ref,
        ticket_status=ticket.status,
        title=texts.title_of(ticket).render(language),
        priority=ticket.priority,
        location=place_out(ticket.location),
        actions=lawful_actions(order.status),
        findings=after_visit(rulebook.findings(session, now), ticket.origin_kind),
    )


def _similar_out(each: Similar, language: str) -> SimilarOut:
    ticket = each.ticket
    return SimilarOut(
        ref=ticket.ref,
        title=texts.title_of(ticket).render(language),
        status=ticket.status,
        priority=ticket.priority,
        place=address_of(ticket.location, language),
        why=each.why,
    )


def _event_out(row: TicketEvent) -> EventOut:
    return EventOut(kind=row.kind, at=row.at, recorded_at=row.recorded_at, actor=row.actor_name, data=row.data)
