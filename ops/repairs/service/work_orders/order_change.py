"""One change of one work order: locked with its ticket, counted at its real instant, carried out once."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import EditedMeanwhile
from ops.repairs import queries
from ops.repairs.errors import ORDER_HINDRANCES, AtInFuture, AtTooOld, CommandReused
from ops.repairs.models import WorkOrder
from ops.repairs.rules.events import Event
from ops.repairs.rules.parts_wanted import missing_parts
from ops.repairs.rules.work_order import MOVES, lawful_actions
from ops.repairs.service.change import Change, changing

_CLOCKS_MAY_DIFFER_BY = timedelta(minutes=2)
_OLDEST = timedelta(days=7)
#: What no later step of an order may lie before, beside the steps of the order itself.
_TURNS = frozenset({"resolved", "reopened"})


@dataclass
class OrderChange:
    """A locked order with the change of its ticket. `is_repeat`: the command was carried out before."""

    order: WorkOrder
    change: Change
    is_repeat: bool = False

    def lawful(self) -> tuple[str, ...]:
        return lawful_actions(self.order.status, part_missing=bool(missing_parts(self.change.events, self.order.ref)))

    def refuse(self) -> None:
        """Raises the conflict that says what is possible instead."""
        order = self.order
        raise ORDER_HINDRANCES[order.status](work_order=order.ref, status=order.status, ways_out=self.lawful())


@contextmanager
def changing_order(
    session: Session,
    ref: str,
    *,
    who: Principal,
    now: datetime,
    at: datetime | None = None,
    client_uuid: str | None = None,
    kinds: Sequence[str] = (),
    version: int | None = None,
) -> Iterator[OrderChange]:
    """`kinds` are the events that the command may leave: the same id for another command is refused.

    Raises WorkOrderNotFound, EditedMeanwhile, AtInFuture, AtTooOld, CommandReused.
    """
    order = queries.order_for_change(session, ref, who)
    if client_uuid and _was_carried_out(session, order, client_uuid, kinds):
        yield OrderChange(order, Change(session, order.ticket, who, now), is_repeat=True)
        return
    if version is not None and version != order.version:
        raise EditedMeanwhile()
    with changing(session, order.ticket, who, now) as change:
        change.at, change.client_uuid = _instant(change.events, order.ref, at, now), client_uuid
        yield OrderChange(order, change)
        order.version += 1


def _was_carried_out(session: Session, order: WorkOrder, client_uuid: str, kinds: Sequence[str]) -> bool:
    """The order is locked, so two of the same command don't pass here together."""
    found = queries.event_of_command(session, client_uuid)
    if found is None:
        return False
    if found.ticket_id != order.ticket_id or found.data.get("work_order") != order.ref or found.kind not in kinds:
        raise CommandReused(field="client_uuid")
    return True


def _instant(events: Sequence[Event], ref: str, at: datetime | None, now: datetime) -> datetime:
    """When a step counts: as said, but never before the last step of its order, so that a replay keeps their turn."""
    if at is None:
        return now
    if at > now + _CLOCKS_MAY_DIFFER_BY:
        raise AtInFuture(field="at")
    if at < now - _OLDEST:
        raise AtTooOld(field="at")
    turns = [e.at for e in events if e.kind in _TURNS or (e.kind in MOVES and e.data["work_order"] == ref)]
    return min(max([at, *turns]), now)
