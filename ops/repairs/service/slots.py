"""Appointments: which slots are free for a job, and agreeing on one."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.periods import Span, local_date
from ops.repairs import queries, visit_rules
from ops.repairs.errors import SlotBackwards, SlotInPast, SlotTaken, UntilTooFar
from ops.repairs.models import WorkOrder
from ops.repairs.queries.absences import away_of_team, away_within
from ops.repairs.rules.slots import Booked, Crew, Kind, Slot, SlotRules, fits, slots_of, with_room
from ops.repairs.rules.work_order import SLOT, state_after
from ops.repairs.service.change import Change
from ops.repairs.service.work_orders.order_change import changing_order
from ops.repairs.service.work_orders.sending import tell_who_goes

_FARTHEST = timedelta(days=366)
AgreedBy = Literal["desk", "caller"]


def free_slots(
    session: Session, order: WorkOrder, *, now: datetime, days: int = 14, kind: Kind | None = None
) -> Sequence[Slot]:
    """The slots of the coming days in which the order's team has room, in order of time.

    Needs the order with its team and ticket. Without a kind, urgent work is offered short windows, the rest half days.
    """
    rules = visit_rules.slot_rules(session, now)
    wanted = list(slots_of(rules, kind or rules.kind_for(order.ticket.priority), now, days))
    if not wanted:
        return []
    crew = _crew(session, order, Span(wanted[0].from_at, wanted[-1].to_at), rules)
    return with_room(wanted, crew, order.estimate_minutes or rules.estimate_minutes)


def _crew(session: Session, order: WorkOrder, span: Span, rules: SlotRules) -> Crew:
    """The team, or the one person who is named; an appointment of the order itself takes no room."""
    team = order.team
    if team.firm_id is not None:
        return Crew(people=None)
    promised = queries.promised(session, team.id, span.from_at, span.to_at, without_id=order.id)
    kept_free = rules.kept_free.get(team.kind, 0)
    if order.technician_id is not None:
        his = [each for each in promised if each.technician_id == order.technician_id]
        away = away_within(session, span).get(order.technician_id, ())
        return Crew(1, [booked(each, rules) for each in his], kept_free, away)
    people = max(1, queries.team_size(session, team.id))
    return Crew(people, [booked(each, rules) for each in promised], kept_free, away_of_team(session, team.id, span))


def booked(order: WorkOrder, rules: SlotRules) -> Booked:
    """What an order with an appointment takes of its team's time."""
    if order.slot is None:
        raise ValueError(f"{order.ref} has no appointment")
    return Booked(Span(*order.slot), order.estimate_minutes or rules.estimate_minutes)


def agree_slot(
    session: Session,
    order_ref: str,
    slot: Slot,
    *,
    by: AgreedBy,
    who: Principal,
    now: datetime,
    client_uuid: str | None = None,
    version: int | None = None,
) -> WorkOrder:
    """Promises when somebody comes; the one before stays in the timeline. Work that waited for access goes on.

    The desk may promise any hours; a caller only what is free. Raises SlotInPast, SlotBackwards, UntilTooFar,
    SlotTaken, and the conflict of an order that needs no appointment any more.
    """
    with changing_order(
        session, order_ref, who=who, now=now, client_uuid=client_uuid, kinds=(SLOT.event,), version=version
    ) as doing:
        order = doing.order
        if doing.is_repeat:
            return order
        if order.status not in SLOT.moves:
            doing.refuse()
        _check(session, order, slot, by, now)
        _agree(doing.change, order, slot, by)
    return order


def _check(session: Session, order: WorkOrder, slot: Slot, by: AgreedBy, now: datetime) -> None:
    rules = visit_rules.slot_rules(session, now)
    zone = rules.calendar.zone
    if slot.from_at >= slot.to_at or local_date(slot.from_at, zone) != local_date(slot.to_at, zone):
        raise SlotBackwards(field="from")
    if slot.to_at <= now or (by == "caller" and slot.from_at <= now):
        raise SlotInPast(field="from")
    if slot.from_at > now + _FARTHEST:
        raise UntilTooFar(field="from")
    crew = _crew(session, order, slot.span, rules)
    if by == "caller" and not fits(slot, crew, order.estimate_minutes or rules.estimate_minutes):
        raise SlotTaken()


def _agree(change: Change, order: WorkOrder, slot: Slot, by: AgreedBy) -> None:
    before, was = order.status, (order.slot_from_at, order.slot_to_at)
    order.slot_from_at, order.slot_to_at = slot.span.from_at, slot.span.to_at
    order.status = state_after(SLOT.event, before)
    if was == (order.slot_from_at, order.slot_to_at) and order.status == before:
        return
    change.happened(SLOT.event, **_agreed(order, by, was))
    if before == "waiting_access":
        order.dispatched_at = change.at
        tell_who_goes(change, order)


def _agreed(order: WorkOrder, by: AgreedBy, was: tuple[datetime | None, datetime | None]) -> dict[str, Any]:
    instants = zip(
        ("from", "to", "before_from", "before_to"), (order.slot_from_at, order.slot_to_at, *was), strict=True
    )
    return {"work_order": order.ref, "by": by, **{name: at.isoformat() for name, at in instants if at}}
