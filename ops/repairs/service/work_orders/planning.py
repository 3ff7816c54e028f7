"""A new order on a ticket: for a team, perhaps for one of its people, perhaps sent at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.refs import next_ref
from ops.repairs import queries
from ops.repairs.models import Team, WorkOrder
from ops.repairs.service.change import Change, changing
from ops.repairs.service.stock import reserve_for
from ops.repairs.service.work_orders.sending import send


@dataclass(frozen=True)
class NewOrder:
    """What is to be done, by whom; of a follow-on also the order whose visit showed that it is needed."""

    task: str
    team: Team
    kind: str = "repair"
    trade: str = ""
    mother: WorkOrder | None = None
    estimate_minutes: int | None = None


def plan_work(
    session: Session,
    ref: str,
    team_code: str,
    task: str,
    *,
    who: Principal,
    now: datetime,
    dispatch: bool = False,
    version: int | None = None,
    technician: int | None = None,
    kind: str = "repair",
    estimate_minutes: int | None = None,
    parts: Mapping[str, int] | None = None,
) -> WorkOrder:
    """Makes a work order for a team, reserves its parts by code, and sends it at once when asked."""
    with changing(session, ref, who, now, version) as change:
        change.require("work-orders")
        team = queries.team_by_code(session, team_code, who)
        order = add_order(change, NewOrder(task, team, kind, estimate_minutes=estimate_minutes))
        if technician is not None:
            name(change, order, technician)
        for code, number in sorted((parts or {}).items()):
            reserve_for(change, order, code, number)
        if dispatch:
            order.status = "dispatched"
            order.version += 1
            send(change, order)
    return order


def add_order(change: Change, new: NewOrder) -> WorkOrder:
    """Planned, and not sent yet."""
    mother = new.mother
    order = WorkOrder(
        ref=next_ref(change.session, "W", change.now),
        ticket_id=change.ticket.id,
        team_id=new.team.id,
        task=new.task.strip(),
        kind=new.kind,
        trade=new.trade,
        mother_id=mother.id if mother else None,
        estimate_minutes=new.estimate_minutes,
        status="planned",
        created_at=change.now,
        version=1,
    )
    order.team = new.team
    change.session.add(order)
    change.session.flush()
    change.happened("work_planned", work_order=order.ref, **_planned(new))
    return order


def _planned(new: NewOrder) -> dict[str, Any]:
    return {
        "team": new.team.code,
        "team_name": new.team.name,
        "kind": new.kind if new.kind != "repair" else None,
        "mother": new.mother.ref if new.mother else None,
    }


def name(change: Change, order: WorkOrder, user_id: int | None) -> None:
    """Says who of the team goes; None leaves it to the team. Raises NotInTeam."""
    member = queries.member_of_team(change.session, order.team_id, user_id) if user_id is not None else None
    if order.technician_id == (member.user_id if member else None):
        return
    order.technician_id = member.user_id if member else None
    who = member.user.name if member else None
    change.happened("technician_named", work_order=order.ref, technician=order.technician_id, technician_name=who)
