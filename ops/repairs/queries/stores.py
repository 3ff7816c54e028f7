"""What the pages and the API show of stores: lists of parts, the file of one, what waits and what moved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import ColumnElement, and_, exists, func, literal, select, tuple_
from sqlalchemy.orm import Session, joinedload

from ops.access.principal import Principal
from ops.kit.cursors import decode_cursor, encode_cursor
from ops.kit.folding import fold
from ops.repairs.models import Part, StockLevel, StockMove, StockOrder, Store, WorkOrder
from ops.repairs.queries.stock import store_reach

#: What is free lies under the minimum.
SHORT = and_(StockLevel.minimum > 0, StockLevel.on_hand - StockLevel.reserved < StockLevel.minimum)

_NAMES: Mapping[str, ColumnElement[str]] = {
    "nl": Part.name.expression,
    "fr": func.coalesce(func.nullif(Part.name_fr, ""), Part.name),
}


@dataclass(frozen=True)
class PartFilter:
    """What a list of parts shows; `short` leaves those under their minimum. Sorted by code or a language's name."""

    q: str = ""
    store: str = ""
    trade: str = ""
    short: bool = False
    sort: Literal["code", "nl", "fr"] = "code"


@dataclass(frozen=True)
class PartPage:
    """Parts with their levels within reach, and the cursor of what follows."""

    items: Sequence[tuple[Part, Sequence[StockLevel]]]
    next: str | None


@dataclass(frozen=True)
class MoveLine:
    """A move with its store and the references of the orders that it was for."""

    move: StockMove
    store: Store
    part: Part
    work_order: str | None
    order: str | None


def list_parts(
    session: Session, who: Principal, wanted: PartFilter, *, limit: int, cursor: str | None = None
) -> PartPage:
    """Parts that lie nowhere within reach are named too, unless a store is asked."""
    code = Part.code.expression
    keys = (_NAMES[wanted.sort], code) if wanted.sort in _NAMES else (code,)
    statement = select(Part).where(*_conditions(who, wanted)).order_by(*keys).limit(limit + 1)
    if start := decode_cursor(cursor, len(keys)):
        statement = statement.where(tuple_(*keys) > tuple_(*(literal(str(each)) for each in start)))
    parts = session.scalars(statement).all()
    shown = parts[:limit]
    levels = _levels(session, who, [part.id for part in shown], wanted.store)
    rest = encode_cursor(_place(shown[-1], wanted.sort)) if len(parts) > limit else None
    return PartPage([(part, [row for row in levels if row.part_id == part.id]) for part in shown], rest)


def _place(part: Part, sort: str) -> list[str | int | None]:
    """Where a part stands in the list, as its cursor."""
    if sort == "code":
        return [part.code]
    return [part.name_fr if sort == "fr" and part.name_fr else part.name, part.code]


def _conditions(who: Principal, wanted: PartFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [Part.search_text.contains(word, autoescape=True) for word in _words(wanted.q)]
    if wanted.trade:
        found.append(Part.trade == wanted.trade)
    if wanted.store or wanted.short:
        here = select(StockLevel.id).join(Store).where(StockLevel.part_id == Part.id, store_reach(who))
        here = here.where(Store.code == wanted.store) if wanted.store else here
        found.append(exists(here.where(SHORT) if wanted.short else here))
    return found


def _words(q: str) -> list[str]:
    return fold(q).split()[:6]


def _levels(session: Session, who: Principal, part_ids: Sequence[int], store: str = "") -> Sequence[StockLevel]:
    statement = select(StockLevel).join(Store).where(StockLevel.part_id.in_(part_ids), store_reach(who))
    if store:
        statement = statement.where(Store.code == store)
    statement = statement.options(joinedload(StockLevel.store), joinedload(StockLevel.part))
    return session.scalars(statement.order_by(Store.kind, Store.code)).all()


def levels_of_part(session: Session, part_id: int, who: Principal) -> Sequence[StockLevel]:
    """Where it lies within reach: the stores first, then the vans."""
    return _levels(session, who, [part_id])


def short_levels(session: Session, store_id: int) -> Sequence[StockLevel]:
    """What is under its minimum in a store, what is gone first."""
    statement = select(StockLevel).join(Part).where(StockLevel.store_id == store_id, SHORT)
    free = StockLevel.on_hand - StockLevel.reserved
    return session.scalars(statement.options(joinedload(StockLevel.part)).order_by(free, Part.name, Part.code)).all()


def count_short(session: Session, who: Principal, _now: datetime) -> int:
    """How many shelves within reach are under their minimum; vans are filled from the stores and do not count."""
    statement = select(func.count()).select_from(StockLevel).join(Store)
    return session.scalar(statement.where(SHORT, Store.kind == "store", store_reach(who))) or 0


def shorts_by_store(session: Session, who: Principal) -> dict[int, int]:
    statement = select(StockLevel.store_id, func.count()).join(Store).where(SHORT, store_reach(who))
    return dict(iter(session.execute(statement.group_by(StockLevel.store_id))))


def moves(
    session: Session, who: Principal, *, part_id: int | None = None, store_id: int | None = None, limit: int = 50
) -> Sequence[MoveLine]:
    """The latest first."""
    statement = (
        select(StockMove, Store, Part, WorkOrder.ref, StockOrder.ref)
        .join(Store, Store.id == StockMove.store_id)
        .join(Part, Part.id == StockMove.part_id)
        .outerjoin(WorkOrder, WorkOrder.id == StockMove.work_order_id)
        .outerjoin(StockOrder, StockOrder.id == StockMove.order_id)
        .where(store_reach(who))
    )
    if part_id is not None:
        statement = statement.where(StockMove.part_id == part_id)
    if store_id is not None:
        statement = statement.where(StockMove.store_id == store_id)
    rows = session.execute(statement.order_by(StockMove.id.desc()).limit(limit))
    return [MoveLine(move, store, part, work_order, order) for move, store, part, work_order, order in rows]


def reserved_lines(session: Session, store_id: int, limit: int = 50) -> Sequence[tuple[WorkOrder, Part, int]]:
    """What must be made ready in a store: the work orders for which it holds parts, the earliest appointment first."""
    held = func.sum(StockMove.reserved_change)
    promised = select(StockLevel.part_id).where(StockLevel.store_id == store_id, StockLevel.reserved > 0)
    statement = (
        select(StockMove.work_order_id, StockMove.part_id, held)
        .where(StockMove.store_id == store_id, StockMove.part_id.in_(promised), StockMove.work_order_id.is_not(None))
        .group_by(StockMove.work_order_id, StockMove.part_id)
        .having(held > 0)
    )
    found = {(order_id or 0, part_id): int(number) for order_id, part_id, number in session.execute(statement)}
    orders = _orders(session, {order_id for order_id, _ in found})
    parts = {part.id: part for part in session.scalars(select(Part).where(Part.id.in_({p for _, p in found})))}
    lines = [
        [(order, parts[part_id], number) for (order_id, part_id), number in found.items() if order_id == order.id]
        for order in orders
    ]
    return [line for of_order in lines for line in sorted(of_order, key=lambda each: each[1].name)][:limit]


def _orders(session: Session, order_ids: set[int]) -> Sequence[WorkOrder]:
    statement = select(WorkOrder).where(WorkOrder.id.in_(order_ids))
    both = (joinedload(WorkOrder.team), joinedload(WorkOrder.technician))
    return session.scalars(
        statement.options(*both).order_by(WorkOrder.slot_from_at.asc().nulls_last(), WorkOrder.id)
    ).all()
