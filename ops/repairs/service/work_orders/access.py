"""What is tried to get in, beside the visits themselves: a card, keys, the concierge, a letter."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.repairs import rulebook, visit_rules
from ops.repairs.errors import NobodyAtDoor, UnknownAccessStep
from ops.repairs.models import WorkOrder
from ops.repairs.rules.access import STEP_CODES, Access, access_of
from ops.repairs.rules.events import Event
from ops.repairs.service.work_orders.details import StepDetails
from ops.repairs.service.work_orders.order_change import changing_order


def access_step(
    session: Session, ref: str, step: str, details: StepDetails, *, who: Principal, now: datetime
) -> WorkOrder:
    """Notes a step of the search for an open door. Raises UnknownAccessStep, NobodyAtDoor when no door was closed."""
    if step not in STEP_CODES:
        raise UnknownAccessStep(field="step", possible=", ".join(STEP_CODES))
    with changing_order(
        session, ref, who=who, now=now, at=details.at, client_uuid=details.client_uuid, kinds=("access_step",)
    ) as doing:
        if not doing.is_repeat:
            if access_now(session, doing.change.events, ref, doing.change.state.priority, now) is None:
                raise NobodyAtDoor(work_order=ref)
            doing.change.happened("access_step", work_order=ref, step=step, text=details.text)
    return doing.order


def access_now(session: Session, events: list[Event], ref: str, priority: str, now: datetime) -> Access | None:
    """Where the search for an open door stands for one order; None when nobody stands before a closed one."""
    rules = visit_rules.access_rules(session, now)
    pauses = rulebook.clock_rules(session, now).pauses("complete", priority)
    return access_of(events, ref, rules, urgent=priority in rules.urgent_priorities, pauses=pauses)
