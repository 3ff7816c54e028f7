"""The life of an order: sent, accepted, on site, completed; each step is an event of the ticket."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.repairs import rulebook, visit_rules
from ops.repairs.errors import PartDateNeeded, PartMissing, ReasonNeeded, UnknownAccessStep, UnknownFinding
from ops.repairs.models import WorkOrder
from ops.repairs.rules.access import KINDS as ACCESS_KINDS
from ops.repairs.rules.access import look_again_at
from ops.repairs.rules.events import Event
from ops.repairs.rules.findings import after_visit
from ops.repairs.rules.parts_wanted import missing_parts
from ops.repairs.rules.work_order import MOVES, STEPS, is_lawful
from ops.repairs.service.change import Change
from ops.repairs.service.lifecycle import check_until, settle
from ops.repairs.service.stock import free_parts
from ops.repairs.service.stock_orders import part_there_at
from ops.repairs.service.work_orders.details import StepDetails
from ops.repairs.service.work_orders.order_change import OrderChange, changing_order
from ops.repairs.service.work_orders.sending import send, tell_who_goes


def advance(
    session: Session,
    ref: str,
    action: str,
    details: StepDetails,
    *,
    who: Principal,
    now: datetime,
    version: int | None = None,
) -> WorkOrder:
    """Takes the order one step further, once for each command. Raises the conflict that names the lawful steps."""
    with changing_order(
        session, ref, who=who, now=now, at=details.at, client_uuid=details.client_uuid, kinds=_kinds(action),
        version=version,
    ) as doing:  # fmt: skip
        if not doing.is_repeat:
            take_step(doing, action, details)
    return doing.order


def _kinds(action: str) -> tuple[str, ...]:
    """Going on site may also be what says that it was accepted."""
    return ("work_accepted", "work_started") if action == "start" else (STEPS[action].event,)


def take_step(doing: OrderChange, action: str, details: StepDetails) -> None:
    order, change = doing.order, doing.change
    if not is_lawful(action, order.status):
        doing.refuse()
    before, order.status = order.status, STEPS[action].moves[order.status]
    _STEPS[action](change, order, details)
    free_parts(change, order)
    if order.status == "dispatched" and before == "waiting_part" and action == "part-arrived":
        tell_who_goes(change, order)
    if action == "complete":
        _settle_when_last(change, details)


def happened(change: Change, order: WorkOrder, action: str, details: StepDetails) -> None:
    change.happened(STEPS[action].event, work_order=order.ref, **details.for_step(action))


def _dispatch(change: Change, order: WorkOrder, details: StepDetails) -> None:
    send(change, order, details.text)


def _accept(change: Change, order: WorkOrder, details: StepDetails) -> None:
    order.accepted_at = change.at
    happened(change, order, "accept", details)


def _start(change: Change, order: WorkOrder, details: StepDetails) -> None:
    """Who goes on site has accepted, also when he did not say so before."""
    if order.accepted_at is None:
        _accept(change, order, StepDetails())
    order.on_site_at = change.at
    happened(change, order, "start", details)
    if details.made_safe:
        happened(change, order, "made-safe", StepDetails())


def _refuse(change: Change, order: WorkOrder, details: StepDetails) -> None:
    if not details.text.strip():
        raise ReasonNeeded(field="reason")
    happened(change, order, "refuse", details)


def _no_access(change: Change, order: WorkOrder, details: StepDetails) -> None:
    """The appointment is over: the next one is agreed anew. Without a date the rule says when somebody looks again."""
    if details.absence not in ACCESS_KINDS:
        raise UnknownAccessStep(field="kind", possible=", ".join(ACCESS_KINDS))
    if details.until is not None:
        check_until(details.until, change.now)
    else:
        details = replace(details, until=_look_again_at(change, details.absence))
    order.slot_from_at = order.slot_to_at = None
    happened(change, order, "no-access", details)


def _look_again_at(change: Change, kind: str) -> datetime | None:
    rules = visit_rules.access_rules(change.session, change.now)
    urgent = change.state.priority in rules.urgent_priorities
    return look_again_at(kind, change.at, rules, urgent=urgent)


def _need_part(change: Change, order: WorkOrder, details: StepDetails) -> None:
    """Without a date, the day on which the stores expect the part."""
    until = details.until or part_there_at(change.session, details.part, now=change.now)
    if until is None:
        raise PartDateNeeded(field="until")
    details = replace(details, until=check_until(until, change.now))
    order.slot_from_at = order.slot_to_at = order.part_here_at = None
    happened(change, order, "need-part", details)


def _complete(change: Change, order: WorkOrder, details: StepDetails) -> None:
    """Raises PartMissing: what waits for a part is never done without it."""
    if wanted := missing_parts(change.events, order.ref):
        raise PartMissing(work_order=order.ref, parts=", ".join(part.name for part in wanted))
    possible = after_visit(rulebook.findings(change.session, change.now), change.ticket.origin_kind)
    if details.finding not in possible:
        raise UnknownFinding(field="finding", possible=", ".join(possible))
    order.completed_at, order.finding, order.report = change.at, details.finding, details.text
    happened(change, order, "complete", details)


def _plain(action: str) -> Callable[[Change, WorkOrder, StepDetails], None]:
    def note(change: Change, order: WorkOrder, details: StepDetails) -> None:
        happened(change, order, action, details)

    return note


_STEPS: Mapping[str, Callable[[Change, WorkOrder, StepDetails], None]] = {
    "dispatch": _dispatch,
    "accept": _accept,
    "refuse": _refuse,
    "unreachable": _plain("unreachable"),
    "start": _start,
    "made-safe": _plain("made-safe"),
    "no-access": _no_access,
    "need-part": _need_part,
    "part-arrived": _plain("part-arrived"),
    "complete": _complete,
    "cancel": _plain("cancel"),
}


def _settle_when_last(change: Change, details: StepDetails) -> None:
    """The last order that completes resolves the ticket; one that still waits or is planned keeps it open."""
    if not change.state.open_orders and details.finding:
        change.at = max(change.at, _last_turn(change.events))
        settle(change, details.finding, details.text)


def _last_turn(events: list[Event]) -> datetime:
    """Work that was noted late does not resolve a ticket before other work on it had ended."""
    return max(event.at for event in events if event.kind in MOVES)
