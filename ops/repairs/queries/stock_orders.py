"""What was ordered of suppliers, and what is still to come."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from ops.access.principal import Principal
from ops.repairs.errors import StockOrderNotFound
from ops.repairs.models import StockLevel, StockOrder, StockOrderLine, Store
from ops.repairs.queries.stock import store_reach

_LINES = selectinload(StockOrder.lines).joinedload(StockOrderLine.part)


def _within(who: Principal, permission: str = "stock.read") -> Select[StockOrder]:
    return select(StockOrder).join(Store).where(store_reach(who, permission)).options(joinedload(StockOrder.store))


def order_by_ref(session: Session, ref: str, who: Principal, permission: str = "stock.read") -> StockOrder:
    """With its lines and parts. Raises StockOrderNotFound, also out of reach."""
    order = session.scalar(_within(who, permission).where(StockOrder.ref == ref).options(_LINES))
    if order is None:
        raise StockOrderNotFound()
    return order


def order_for_change(session: Session, ref: str, who: Principal) -> StockOrder:
    """The order, locked. Raises StockOrderNotFound, also out of reach."""
    statement = _within(who, "stock.write").where(StockOrder.ref == ref).options(_LINES)
    fresh = statement.with_for_update(of=StockOrder).execution_options(populate_existing=True)
    order = session.scalar(fresh)
    if order is None:
        raise StockOrderNotFound()
    return order


def stock_orders(session: Session, who: Principal, *, state: str = "", limit: int = 100) -> Sequence[StockOrder]:
    """Those that come first first; what has ended by when it ended, the latest first."""
    statement = _within(who).options(_LINES)
    if state:
        statement = statement.where(StockOrder.state == state)
    if state == "ordered":
        return session.scalars(statement.order_by(StockOrder.expected_on, StockOrder.id).limit(limit)).all()
    return session.scalars(statement.order_by(StockOrder.id.desc()).limit(limit)).all()


def on_order(session: Session, store_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """What still has to come, by (store id, part id)."""
    missing = func.sum(StockOrderLine.quantity - StockOrderLine.received)
    statement = (
        select(StockOrder.store_id, StockOrderLine.part_id, missing)
        .join(StockOrderLine)
        .where(StockOrder.state == "ordered", StockOrder.store_id.in_(store_ids))
        .group_by(StockOrder.store_id, StockOrderLine.part_id)
    )
    return {(store_id, part_id): int(number) for store_id, part_id, number in session.execute(statement)}


def next_expected(session: Session, part_id: int, today: date) -> date | None:
    """The earliest day, today or later, on which an order brings the part to any store."""
    statement = (
        select(func.min(StockOrder.expected_on))
        .join(StockOrderLine)
        .where(StockOrder.state == "ordered", StockOrderLine.part_id == part_id, StockOrder.expected_on >= today)
        .where(StockOrderLine.quantity > StockOrderLine.received)
    )
    return session.scalar(statement)


def levels_with_minimum(session: Session, store_ids: Collection[int]) -> Sequence[StockLevel]:
    """What must always lie in these stores, with part and store."""
    statement = select(StockLevel).where(StockLevel.store_id.in_(store_ids), StockLevel.minimum > 0)
    return session.scalars(statement.options(joinedload(StockLevel.part), joinedload(StockLevel.store))).all()
