"""The count of a whole store: what was found so far, beside all that may lie there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from ops.repairs.models import Part, StockCount, StockCountLine, StockLevel
from ops.repairs.rules.stock_count import shelf_key


@dataclass(frozen=True)
class CountRow:
    """A part that is to be counted; `line` when somebody did."""

    part: Part
    shelf: str
    on_hand: int
    line: StockCountLine | None


def open_count(session: Session, store_id: int, *, for_change: bool = False) -> StockCount | None:
    query = select(StockCount).where(StockCount.store_id == store_id, StockCount.state == "open")
    locked = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(locked if for_change else query)


def counts_before(session: Session, store_id: int, limit: int = 5) -> Sequence[StockCount]:
    """Those that are over, the latest first."""
    query = select(StockCount).where(StockCount.store_id == store_id, StockCount.state != "open")
    return session.scalars(query.order_by(StockCount.id.desc()).limit(limit)).all()


def count_lines(session: Session, count_id: int) -> dict[int, StockCountLine]:
    """By part id, with the part."""
    query = select(StockCountLine).where(StockCountLine.count_id == count_id)
    fresh = query.options(joinedload(StockCountLine.part)).execution_options(populate_existing=True)
    return {line.part_id: line for line in session.scalars(fresh)}


def count_rows(session: Session, count: StockCount) -> list[CountRow]:
    """All that has a place in the store, and what was found beside it: by shelf, then by code."""
    lines = count_lines(session, count.id)
    query = select(StockLevel).where(StockLevel.store_id == count.store_id).options(joinedload(StockLevel.part))
    rows = [CountRow(each.part, each.shelf, each.on_hand, lines.get(each.part_id)) for each in session.scalars(query)]
    return sorted(rows, key=lambda row: (shelf_key(row.shelf), row.part.code))


def parts_by_code(session: Session, codes: Sequence[str]) -> dict[str, Part]:
    return {part.code: part for part in session.scalars(select(Part).where(Part.code.in_(codes)))}


def level_of(session: Session, store_id: int, part_id: int) -> StockLevel | None:
    query = select(StockLevel).where(StockLevel.store_id == store_id, StockLevel.part_id == part_id)
    return session.scalar(query.with_for_update())
