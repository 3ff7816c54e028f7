"""Who does an order: another team, or one of its people by name."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.repairs import queries
from ops.repairs.models import WorkOrder
from ops.repairs.rules.work_order import CAN_MOVE
from ops.repairs.service.change import Change
from ops.repairs.service.work_orders.order_change import OrderChange, changing_order
from ops.repairs.service.work_orders.planning import name
from ops.repairs.service.work_orders.sending import send, tell_who_goes


@dataclass(frozen=True)
class Assignment:
    """Team by code, empty leaves it; technician by id, None leaves the choice to the team."""

    team: str = ""
    technician: int | None = None


def assign(
    session: Session, ref: str, wish: Assignment, *, who: Principal, now: datetime, version: int | None = None
) -> WorkOrder:
    """Gives the order to a team and a person. Raises NotInTeam, UnknownTeam, and the conflict of who is on site."""
    with changing_order(session, ref, who=who, now=now, version=version) as doing:
        if doing.order.status not in CAN_MOVE:
            doing.refuse()
        was_sent = doing.order.status in ("dispatched", "accepted")
        moved = bool(wish.team) and wish.team != doing.order.team.code and _to_team(doing, wish.team)
        before = doing.order.technician_id
        name(doing.change, doing.order, wish.technician)
        _tell(doing.change, doing.order, moved=moved, was_sent=was_sent, before=before)
    return doing.order


def _to_team(doing: OrderChange, code: str) -> bool:
    """Planned anew for the other team, which has to accept it itself."""
    order, change = doing.order, doing.change
    team = queries.team_by_code(change.session, code, change.who)
    order.team, order.team_id, order.technician_id = team, team.id, None
    order.accepted_at, order.status = None, "planned"
    change.happened("work_planned", work_order=order.ref, team=team.code, team_name=team.name)
    return True


def _tell(change: Change, order: WorkOrder, *, moved: bool, was_sent: bool, before: int | None) -> None:
    if moved and was_sent:
        order.status = "dispatched"
        send(change, order)
    elif was_sent and order.technician_id != before:
        tell_who_goes(change, order)
