"""What a storekeeper does with the parts of a store: take in, hand out, take back, count, send to another."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.repairs.errors import CountReasonMissing, NotTaken, SameStore, UnknownPart, UnknownStore, WorkOrderNotFound
from ops.repairs.models import Part, Store, WorkOrder
from ops.repairs.queries import stock as queries
from ops.repairs.rules.stock import Kind
from ops.repairs.service.parts_waiting import lock_waiting, reserve_for_waiting
from ops.repairs.service.stock_moves import Mover


@dataclass(frozen=True)
class Wish:
    """So much of a part in a store; `order` is the work order for which it is, `to` where it goes."""

    store: str
    part: str
    quantity: int
    note: str = ""
    order: str = ""
    to: str = ""
    client_uuid: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class _Act:
    """A wish with its rows: the level is locked, and a repeated command is known."""

    store: Store
    part: Part
    work_order: WorkOrder | None
    mover: Mover
    wish: Wish

    def move(self, kind: Kind) -> None:
        self.mover.move(kind, self.store.id, self.part.id, self.wish.quantity, self.wish.note.strip())


def receive(session: Session, wish: Wish, *, who: Principal, now: datetime) -> None:
    """Takes in what came without an order; work that waits for it gets it first."""

    def received(act: _Act) -> None:
        act.move("receive")
        reserve_for_waiting(session, act.store, [act.part], who=who, now=now)

    if part := queries.part_by_code(session, wish.part):
        lock_waiting(session, [part])
    _carry_out(session, wish, who, now, received)


def hand_out(session: Session, wish: Wish, *, who: Principal, now: datetime) -> None:
    """Out of the store, for a work order where one is named. Raises PartShort, PartNowhere."""
    _carry_out(session, wish, who, now, lambda act: act.move("take"))


def take_back(session: Session, wish: Wish, *, who: Principal, now: datetime) -> None:
    """Into the store again. Raises NotTaken when the work order named took less."""

    def back(act: _Act) -> None:
        if act.work_order is not None:
            held = queries.held_for(session, act.work_order.id)
            taken = sum(gone for (_, part_id), (_, gone) in held.items() if part_id == act.part.id)
            if act.wish.quantity > taken:
                raise NotTaken(field="quantity", part=act.part.name, taken=taken)
        act.move("return")

    _carry_out(session, wish, who, now, back)


def count(session: Session, wish: Wish, *, who: Principal, now: datetime) -> None:
    """Sets what lies there to what was found. Raises CountReasonMissing when that differs, CountBelowPromised."""

    def counted(act: _Act) -> None:
        differs = act.mover.on_hand(act.store.id, act.part.id) != wish.quantity
        if differs and not wish.note.strip():
            raise CountReasonMissing(field="note")
        act.move("count")

    _carry_out(session, wish, who, now, counted)


def send(session: Session, wish: Wish, *, who: Principal, now: datetime) -> None:
    """Carries parts to another store or van: they leave here and lie there in one go. Raises SameStore, PartShort."""
    to = next((store for store in queries.all_stores(session) if store.code == wish.to), None)
    if to is None:
        raise UnknownStore(field="to")
    if wish.to == wish.store:
        raise SameStore(field="to")

    def sent(act: _Act) -> None:
        act.mover.move("send", act.store.id, act.part.id, wish.quantity, to.name)
        act.mover.move("arrive", to.id, act.part.id, wish.quantity, act.store.name)

    _carry_out(session, wish, who, now, sent, to)


def _carry_out(
    session: Session, wish: Wish, who: Principal, now: datetime, act: Callable[[_Act], None], to: Store | None = None
) -> None:
    store = queries.store_by_code(session, wish.store, who, "stock.write")
    if store is None:
        raise UnknownStore(field="store")
    part = queries.part_by_code(session, wish.part)
    if part is None:
        raise UnknownPart(field="part")
    order = _order(session, wish.order)
    mover = Mover(session, who, now, work_order=order, client_uuid=wish.client_uuid, at=wish.at)
    mover.lock([(place.id, part.id) for place in (store, to) if place])
    if not mover.was_sent_before():
        act(_Act(store, part, order, mover, wish))


def _order(session: Session, ref: str) -> WorkOrder | None:
    """Locked by its ticket, as all that is done for it. Raises WorkOrderNotFound."""
    if not ref.strip():
        return None
    order = queries.work_order_locked(session, ref.strip().upper())
    if order is None:
        raise WorkOrderNotFound(field="order")
    return order
