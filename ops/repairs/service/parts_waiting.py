"""A part that comes in goes to the work that waits for it: the most urgent first, then the oldest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.folding import fold
from ops.repairs.models import Part, Store, WorkOrder
from ops.repairs.queries import parts_waiting as queries
from ops.repairs.queries.stock import held_for, part_by_code
from ops.repairs.rules.parts_wanted import WantedPart, missing_parts
from ops.repairs.service.change import noting
from ops.repairs.service.stock_moves import Mover


@dataclass(frozen=True)
class Waiting:
    """An order that asked for a part on site: how many, and how many of them are not reserved yet."""

    order: WorkOrder
    part: Part
    wanted: int
    lacking: int
    since: datetime
    #: What else the order lacks.
    others: Sequence[WantedPart]


def waiting_for(session: Session, parts: Sequence[Part]) -> list[Waiting]:
    """In the order in which they get it."""
    orders = queries.orders_that_wait(session)
    events = queries.part_events(session, {order.ticket_id for order in orders})
    found = []
    for order in orders:
        missing = missing_parts(events.get(order.ticket_id, ()), order.ref)
        for each in missing:
            part = next((part for part in parts if _names(each.name, part)), None)
            if part is not None:
                others = [other for other in missing if other is not each]
                lacking = max(0, each.quantity - _reserved(session, order, part))
                found.append(Waiting(order, part, each.quantity, lacking, each.since, others))
    return sorted(found, key=lambda each: (each.order.ticket.priority, each.since, each.order.id))


def _names(words: str, part: Part) -> bool:
    """Who is on site types a code of the stores, or its name."""
    return fold(words.strip()) in {fold(part.code), fold(part.name), fold(part.name_fr)} - {""}


def _reserved(session: Session, order: WorkOrder, part: Part) -> int:
    return sum(reserved for (_, part_id), (reserved, _) in held_for(session, order.id).items() if part_id == part.id)


def lock_waiting(session: Session, parts: Sequence[Part]) -> None:
    """Tickets before levels, as every writer does."""
    queries.lock_tickets(session, {each.order.ticket_id for each in waiting_for(session, parts)})


def reserve_for_waiting(
    session: Session, store: Store, parts: Sequence[Part], *, who: Principal, now: datetime
) -> None:
    """Needs the tickets locked. An order whose parts are all there says so on its ticket: it can be planned again."""
    for each in waiting_for(session, parts):
        mover = Mover(session, who, now, work_order=each.order)
        mover.lock([(store.id, each.part.id)])
        number = min(each.lacking, mover.free(store, each.part))
        if number < 1:
            continue
        mover.move("reserve", store.id, each.part.id, number)
        if number == each.lacking:
            _tell(session, each, store, who, now)


def _tell(session: Session, each: Waiting, store: Store, who: Principal, now: datetime) -> None:
    order = each.order
    with noting(session, order.ticket, who, now) as change:
        change.happened(
            "part_reserved", work_order=order.ref, part=each.part.name, quantity=each.wanted, store=store.code
        )
    if all(_is_here(session, order, other) for other in each.others):
        order.part_here_at = now


def _is_here(session: Session, order: WorkOrder, other: WantedPart) -> bool:
    part = part_by_code(session, other.name.strip().upper())
    return part is not None and _reserved(session, order, part) >= other.quantity
