"""Stores, levels and moves of parts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Principal
from ops.repairs.models import Part, StockLevel, StockMove, Store, Ticket, WorkOrder

_BOTH = (joinedload(StockLevel.store), joinedload(StockLevel.part))


@dataclass(frozen=True)
class OrderPart:
    """What a store holds for a work order, and what it gave to it."""

    part: Part
    store: Store
    reserved: int
    taken: int


def store_reach(who: Principal, permission: str = "stock.read") -> ColumnElement[bool]:
    """Condition on Store: the stores of the zone, and one's own van; a storekeeper also loads those of his zone."""
    scopes = who.scopes(permission)
    if scopes.everything:
        return true()
    zones = [code for kind, code in scopes.codes if kind == "zone"]
    if not zones:
        return false()
    own_van = Store.driver_id == who.user_id if who.user_id is not None else false()
    all_vans = true() if "storekeeper" in who.roles else own_van
    return or_(own_van, and_(Store.zone.in_(zones), or_(Store.kind == "store", all_vans)))


def stores(session: Session, who: Principal, permission: str = "stock.read") -> Sequence[Store]:
    """Those within reach: the stores first, then the vans, by code."""
    statement = select(Store).where(store_reach(who, permission))
    return session.scalars(statement.order_by(Store.kind, Store.code)).all()


def store_by_code(session: Session, code: str, who: Principal, permission: str = "stock.read") -> Store | None:
    return session.scalar(select(Store).where(Store.code == code, store_reach(who, permission)))


def all_stores(session: Session) -> Sequence[Store]:
    """Also those out of reach: parts may be sent there."""
    return session.scalars(select(Store).order_by(Store.kind, Store.code)).all()


def work_order_locked(session: Session, ref: str) -> WorkOrder | None:
    """A work order by its reference, its ticket locked, as every writer does."""
    order = session.scalar(select(WorkOrder).where(WorkOrder.ref == ref))
    if order is not None:
        session.execute(select(Ticket.id).where(Ticket.id == order.ticket_id).with_for_update())
    return order


def part_by_code(session: Session, code: str) -> Part | None:
    return session.scalar(select(Part).where(Part.code == code))


def sources(session: Session, zone: str, driver_id: int | None) -> Sequence[Store]:
    """Where a part comes from, the nearest first: the driver's van, the store of the zone, the other stores."""
    mine = Store.driver_id == driver_id if driver_id is not None else false()
    rows = session.scalars(select(Store).where(or_(mine, Store.kind == "store")).order_by(Store.code)).all()
    return sorted(rows, key=lambda store: (store.kind != "van", store.zone != zone, store.code))


def move_of_uuid(session: Session, client_uuid: str) -> StockMove | None:
    return session.scalar(select(StockMove).where(StockMove.client_uuid == client_uuid))


def places_of_levels(session: Session, wanted: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Which of the (store id, part id) have a level."""
    rows = session.execute(select(StockLevel.store_id, StockLevel.part_id).where(_among(wanted)))
    return {(store_id, part_id) for store_id, part_id in rows}


def lock_levels(session: Session, wanted: Collection[tuple[int, int]]) -> Mapping[tuple[int, int], StockLevel]:
    """The levels by (store id, part id), locked in the order of their ids and read anew."""
    statement = select(StockLevel).where(_among(wanted)).order_by(StockLevel.id).with_for_update()
    rows = session.scalars(statement.execution_options(populate_existing=True)).all()
    return {(row.store_id, row.part_id): row for row in rows}


def _among(wanted: Collection[tuple[int, int]]) -> ColumnElement[bool]:
    return or_(false(), *(and_(StockLevel.store_id == store, StockLevel.part_id == part) for store, part in wanted))


class Held(NamedTuple):
    """How many of a part a store keeps for a work order, and how many it gave to it."""

    reserved: int = 0
    taken: int = 0


def held_for(session: Session, work_order_id: int) -> dict[tuple[int, int], Held]:
    """By (store id, part id), as the moves of the work order add up."""
    reserved, taken = func.sum(StockMove.reserved_change), -func.sum(StockMove.on_hand_change)
    statement = (
        select(StockMove.store_id, StockMove.part_id, reserved, taken)
        .where(StockMove.work_order_id == work_order_id)
        .group_by(StockMove.store_id, StockMove.part_id)
    )
    return {(store, part): Held(int(held), int(gone)) for store, part, held, gone in session.execute(statement)}


def order_parts(session: Session, work_order_id: int) -> Sequence[OrderPart]:
    """What is reserved for a work order and what was taken for it, by part and store; what came back is not named."""
    held = {key: both for key, both in held_for(session, work_order_id).items() if any(both)}
    rows = session.scalars(select(StockLevel).where(_among(held)).options(*_BOTH)).all()
    found = [OrderPart(row.part, row.store, *held[(row.store_id, row.part_id)]) for row in rows]
    return sorted(found, key=lambda each: (each.part.name, each.store.kind != "van", each.store.code))


def free_of(session: Session, part_ids: Collection[int]) -> Sequence[StockLevel]:
    """The levels of parts wherever something is free, with their stores: the stores first."""
    statement = select(StockLevel).join(Store).where(StockLevel.part_id.in_(part_ids))
    free = statement.where(StockLevel.on_hand > StockLevel.reserved)
    return session.scalars(free.options(*_BOTH).order_by(Store.kind, Store.code)).all()


def orders_that_hold(session: Session, store_id: int, part_id: int) -> Sequence[str]:
    """References of the work orders for which something is reserved here."""
    statement = (
        select(WorkOrder.ref)
        .join(StockMove, StockMove.work_order_id == WorkOrder.id)
        .where(StockMove.store_id == store_id, StockMove.part_id == part_id)
        .group_by(WorkOrder.id, WorkOrder.ref)
        .having(func.sum(StockMove.reserved_change) > 0)
    )
    return session.scalars(statement.order_by(WorkOrder.id)).all()
