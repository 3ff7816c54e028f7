"""Orders to suppliers: proposed by the minimum, made by a person, received in whole or in part."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import EditedMeanwhile
from ops.kit.periods import local_date
from ops.kit.refs import next_ref
from ops.repairs import rulebook
from ops.repairs.errors import MoreThanOrdered, NothingToOrder, StockOrderOver, UnknownPart, UnknownStore
from ops.repairs.models import Part, StockLevel, StockOrder, StockOrderLine, Store
from ops.repairs.queries import stock as stock_queries
from ops.repairs.queries import stock_orders as queries
from ops.repairs.rules.stock import Level
from ops.repairs.rules.stock_orders import Proposal, Shelf, arrives_on, propose
from ops.repairs.service.parts_waiting import lock_waiting, reserve_for_waiting
from ops.repairs.service.stock_moves import Mover


def proposals(session: Session, store: Store, *, now: datetime) -> Sequence[Proposal]:
    """What brings the store back to its targets, an order for each supplier."""
    coming = queries.on_order(session, [store.id])
    usual = rulebook.stock_rules(session, now)["usual_lead_days"]
    rows = queries.levels_with_minimum(session, [store.id])
    return propose(_shelf(row, coming.get((row.store_id, row.part_id), 0), usual) for row in rows)


def _shelf(row: StockLevel, on_order: int, usual_lead_days: int) -> Shelf:
    part, level = row.part, Level(row.on_hand, row.reserved, row.minimum, row.target)
    lead = usual_lead_days if part.lead_days is None else part.lead_days
    return Shelf(part.code, part.supplier, level, on_order, part.price_cents, lead)


def expected_on(session: Session, part: Part, *, now: datetime) -> date:
    """When the part can be there: with the order that comes first, else as long as its supplier takes."""
    calendar = rulebook.calendar(session, now)
    today = local_date(now, calendar.zone)
    return queries.next_expected(session, part.id, today) or arrives_on(calendar, today, _lead(session, [part], now))


def part_there_at(session: Session, code: str, *, now: datetime) -> datetime | None:
    """When a visit that lacks a part can go on: the next morning when it lies somewhere, else the day it is expected.

    None for words that name no part of the stores.
    """
    part = stock_queries.part_by_code(session, code)
    if part is None:
        return None
    calendar = rulebook.calendar(session, now)
    if stock_queries.free_of(session, [part.id]):
        return calendar.next_opening(now)
    there = calendar.hours_of(expected_on(session, part, now=now)).from_at
    return there if there > now else calendar.next_opening(now)


def _lead(session: Session, parts: Sequence[Part], now: datetime) -> int:
    usual = int(rulebook.stock_rules(session, now)["usual_lead_days"])
    return max(usual if part.lead_days is None else part.lead_days for part in parts)


def place_order(
    session: Session, store_code: str, supplier: str, quantities: Mapping[str, int], *, who: Principal, now: datetime
) -> StockOrder:
    """Orders parts by code for a store. Raises UnknownStore, UnknownPart, NothingToOrder."""
    store = stock_queries.store_by_code(session, store_code, who, "stock.write")
    if store is None:
        raise UnknownStore(field="store")
    wanted = {_part(session, code): number for code, number in quantities.items() if number > 0}
    if not wanted:
        raise NothingToOrder(field="quantity")
    calendar = rulebook.calendar(session, now)
    expected = arrives_on(calendar, local_date(now, calendar.zone), _lead(session, list(wanted), now))
    order = StockOrder(
        ref=next_ref(session, "S", now), store_id=store.id, supplier=supplier, state="ordered", ordered_at=now,
        ordered_by=who.name, expected_on=expected, version=1,
    )  # fmt: skip
    order.lines = [StockOrderLine(part_id=part.id, quantity=number, received=0) for part, number in wanted.items()]
    session.add(order)
    session.flush()
    return order


def _part(session: Session, code: str) -> Part:
    part = stock_queries.part_by_code(session, code)
    if part is None:
        raise UnknownPart(field="part")
    return part


def receive_order(
    session: Session, ref: str, quantities: Mapping[str, int], *, who: Principal, now: datetime,
    version: int | None = None,
) -> StockOrder:  # fmt: skip
    """What came of each part by code; the order ends when nothing is missing. Work that waits for it gets it first.

    Raises StockOrderOver, MoreThanOrdered.
    """
    order = _for_change(session, ref, who, version)
    came = [(line, quantities.get(line.part.code, 0)) for line in order.lines]
    parts = [line.part for line, number in came if number]
    lock_waiting(session, parts)
    mover = Mover(session, who, now, order=order)
    mover.lock([(order.store_id, line.part_id) for line, number in came if number])
    for line, number in came:
        _receive(order, line, number, mover)
    order.version += 1
    if all(line.received == line.quantity for line in order.lines):
        order.state, order.ended_at = "received", now
    session.flush()
    reserve_for_waiting(session, order.store, parts, who=who, now=now)
    return order


def _receive(order: StockOrder, line: StockOrderLine, number: int, mover: Mover) -> None:
    missing = line.quantity - line.received
    if number > missing:
        raise MoreThanOrdered(field=f"came-{line.part.code}", part=line.part.name, missing=missing, order=order.ref)
    if number:
        mover.move("receive", order.store_id, line.part_id, number)
        line.received += number


def cancel_order(
    session: Session, ref: str, *, who: Principal, now: datetime, version: int | None = None
) -> StockOrder:
    """What did not come will not come. Raises StockOrderOver."""
    order = _for_change(session, ref, who, version)
    order.state, order.ended_at, order.version = "cancelled", now, order.version + 1
    session.flush()
    return order


def _for_change(session: Session, ref: str, who: Principal, version: int | None) -> StockOrder:
    order = queries.order_for_change(session, ref, who)
    if version is not None and version != order.version:
        raise EditedMeanwhile()
    if order.state != "ordered":
        raise StockOrderOver(order=order.ref)
    return order
