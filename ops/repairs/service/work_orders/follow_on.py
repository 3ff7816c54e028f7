"""The visit showed that more is needed: it is over, and a child order goes on with the same ticket and clocks."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.locale import Text
from ops.repairs import queries, texts, visit_rules
from ops.repairs.errors import ReasonNeeded
from ops.repairs.models import WorkOrder
from ops.repairs.rules.work_order import STEPS, is_lawful
from ops.repairs.service.stock import free_parts
from ops.repairs.service.triaging import raise_priority
from ops.repairs.service.work_orders.details import StepDetails
from ops.repairs.service.work_orders.order_change import OrderChange, changing_order
from ops.repairs.service.work_orders.planning import NewOrder, add_order
from ops.repairs.service.work_orders.sending import send


@dataclass(frozen=True)
class FollowOn:
    """What is still to be done. A team named is sent at once; without one the order is planned for the same team."""

    task: str
    team: str = ""
    trade: str = ""
    #: It can't wait for its turn.
    emergency: bool = False
    estimate_minutes: int | None = None


def follow_on(
    session: Session,
    ref: str,
    wish: FollowOn,
    details: StepDetails,
    *,
    who: Principal,
    now: datetime,
    version: int | None = None,
) -> WorkOrder:
    """Ends the visit and returns the child, also when the command comes twice. Raises ReasonNeeded without a task."""
    if not wish.task.strip():
        raise ReasonNeeded(field="task")
    with changing_order(
        session, ref, who=who, now=now, at=details.at, client_uuid=details.client_uuid,
        kinds=(STEPS["follow-on"].event,), version=version,
    ) as doing:  # fmt: skip
        if doing.is_repeat:
            return queries.child_of(session, doing.order.id)
        return _follow(doing, wish, details)


def _follow(doing: OrderChange, wish: FollowOn, details: StepDetails) -> WorkOrder:
    order, change = doing.order, doing.change
    if not is_lawful("follow-on", order.status):
        doing.refuse()
    team = queries.team_by_code(change.session, wish.team, change.who) if wish.team else order.team
    order.status, order.completed_at, order.report = "completed", change.at, details.text
    free_parts(change, order)
    uuid, change.client_uuid = change.client_uuid, None
    child = add_order(
        change, NewOrder(wish.task, team, "follow_on", wish.trade, order, estimate_minutes=wish.estimate_minutes)
    )
    change.client_uuid = uuid
    change.happened(
        "work_followed_on", work_order=order.ref, child=child.ref, trade=wish.trade, text=details.text or wish.task,
        emergency=wish.emergency or None,
    )  # fmt: skip
    if wish.emergency:
        becomes = visit_rules.urgent_follow_on(change.session, change.now)
        raise_priority(change, becomes, Text(texts.URGENT_FOLLOW_ON))
    if wish.team:
        child.status = "dispatched"
        send(change, child)
    return child
