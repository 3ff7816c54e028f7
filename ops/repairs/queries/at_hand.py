"""The parts that somebody may take on site: those of his van, and those of the trade."""

from collections.abc import Sequence

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from ops.repairs.models import Part, StockLevel, Store


def parts_at_hand(session: Session, trade: str, driver_id: int | None, limit: int) -> Sequence[tuple[Part, int]]:
    """Each part with how many lie in his van, what he has with him first, then by name."""
    in_van = func.coalesce(func.sum(StockLevel.on_hand), 0)
    statement = (
        select(Part, in_van)
        .select_from(Part)
        .outerjoin(Store, and_(Store.kind == "van", Store.driver_id == driver_id))
        .outerjoin(StockLevel, and_(StockLevel.store_id == Store.id, StockLevel.part_id == Part.id))
        .where(or_(Part.trade == trade, StockLevel.on_hand > 0))
        .group_by(Part.id)
        .order_by((in_van > 0).desc(), Part.name, Part.id)
    )
    return [(part, int(number)) for part, number in session.execute(statement.limit(limit))]
