"""Counting a whole store: begun, noted as it goes by one or more people, booked at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import EditedMeanwhile
from ops.inserts import insert_if_absent
from ops.repairs import rulebook
from ops.repairs.errors import CountReasonMissing, NoCount, NothingCounted, NotInStore, StoreNotFound, UnknownPart
from ops.repairs.models import StockCount, StockCountLine, Store
from ops.repairs.queries import stock as stock_queries
from ops.repairs.queries import stock_counts as queries
from ops.repairs.rules.stock_count import LargeFrom, booked_quantity, is_large
from ops.repairs.service.stock_moves import Mover


@dataclass(frozen=True)
class Found:
    """What somebody typed; None takes the figure away. `seen` is the version of the line that he saw, 0 for none."""

    part: str
    counted: int | None
    seen: int = 0


def store_to_count(session: Session, code: str, who: Principal) -> Store:
    """Raises StoreNotFound, also for one that is not his to write."""
    store = stock_queries.store_by_code(session, code, who, "stock.write")
    if store is None:
        raise StoreNotFound()
    return store


def begin(session: Session, code: str, *, who: Principal, now: datetime) -> StockCount:
    """The count that is under way already when there is one. Raises StoreNotFound."""
    store = store_to_count(session, code, who)
    insert_if_absent(
        session, StockCount(store_id=store.id, state="open", started_at=now, started_by=who.name, version=1)
    )
    return _locked(session, store)


def _locked(session: Session, store: Store) -> StockCount:
    count = queries.open_count(session, store.id, for_change=True)
    if count is None:
        raise NoCount()
    return count


def note(session: Session, code: str, found: Sequence[Found], *, who: Principal, now: datetime) -> list[Found]:
    """Keeps what was found. Returns what it did not keep, as somebody else noted another figure meanwhile.

    Raises StoreNotFound, NoCount, UnknownPart.
    """
    store = store_to_count(session, code, who)
    count = _locked(session, store)
    parts = queries.parts_by_code(session, [each.part for each in found])
    if unknown := next((each.part for each in found if each.part not in parts), None):
        raise UnknownPart(field=f"found-{unknown}")
    mover = Mover(session, who, now)
    mover.lock([(store.id, part.id) for part in parts.values()])
    lines = queries.count_lines(session, count.id)
    refused = []
    for each in found:
        line, part_id = lines.get(parts[each.part].id), parts[each.part].id
        if (line.counted if line else None) == each.counted:
            continue
        if (line.version if line else 0) != each.seen:
            refused.append(each)
            continue
        _keep(session, count, line, part_id, each.counted, mover.on_hand(store.id, part_id), who, now)
    session.flush()
    return refused


def _keep(
    session: Session, count: StockCount, line: StockCountLine | None, part_id: int, counted: int | None, expected: int,
    who: Principal, now: datetime,
) -> None:  # fmt: skip
    count.version += 1
    if counted is None:
        if line is not None:
            session.delete(line)
        return
    if line is None:
        line = StockCountLine(count_id=count.id, part_id=part_id, version=0)
        session.add(line)
    line.counted, line.expected, line.counted_at, line.counted_by = counted, expected, now, who.name
    line.version += 1


def large_from(session: Session, now: datetime) -> LargeFrom:
    rules = rulebook.stock_rules(session, now)
    return LargeFrom(rules["large_difference_pieces"], rules["large_difference_eur"] * 100)


def book(
    session: Session,
    code: str,
    reasons: Mapping[str, str],
    *,
    who: Principal,
    now: datetime,
    version: int,
) -> StockCount:
    """Writes a move for each part that was counted; what moved since stays. The others keep what they have.

    Raises StoreNotFound, NoCount, EditedMeanwhile, NothingCounted, CountReasonMissing (a large difference without a
    reason), CountBelowPromised.
    """
    store = store_to_count(session, code, who)
    count = _locked(session, store)
    if version != count.version:
        raise EditedMeanwhile()
    lines = sorted(queries.count_lines(session, count.id).values(), key=lambda each: each.part.code)
    if not lines:
        raise NothingCounted()
    large = large_from(session, now)
    for line in lines:
        if is_large(line.counted - line.expected, line.part.price_cents, large) and not _reason(reasons, line):
            raise CountReasonMissing(field=f"reason-{line.part.code}")
    mover = Mover(session, who, now)
    mover.lock([(store.id, line.part_id) for line in lines])
    for line in lines:
        there = booked_quantity(mover.on_hand(store.id, line.part_id), line.expected, line.counted)
        mover.move("count", store.id, line.part_id, there, _reason(reasons, line))
    return _end(count, "booked", who, now)


def _reason(reasons: Mapping[str, str], line: StockCountLine) -> str:
    return reasons.get(line.part.code, "").strip()


def drop(session: Session, code: str, *, who: Principal, now: datetime) -> StockCount:
    """Ends a count of which nothing is booked. Raises StoreNotFound, NoCount."""
    return _end(_locked(session, store_to_count(session, code, who)), "dropped", who, now)


def _end(count: StockCount, state: str, who: Principal, now: datetime) -> StockCount:
    count.state, count.ended_at, count.ended_by = state, now, who.name
    count.version += 1
    return count


def put_shelf(session: Session, code: str, part_code: str, shelf: str, *, who: Principal) -> None:
    """Notes where in a store a part lies. Raises StoreNotFound, UnknownPart, NotInStore."""
    store, part = store_to_count(session, code, who), stock_queries.part_by_code(session, part_code)
    if part is None:
        raise UnknownPart(field="part")
    level = queries.level_of(session, store.id, part.id)
    if level is None:
        raise NotInStore(field="store")
    level.shelf = shelf.strip().upper()[:20]
