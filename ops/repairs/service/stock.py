"""Parts for work orders: promised at dispatch, taken on site, given back, free again when nobody used them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.repairs.errors import (
    NoQuantity,
    NotPromised,
    NotTaken,
    OrderIsOver,
    PartNowhere,
    PartsForOwnTeams,
    UnknownPart,
    UnknownStore,
)
from ops.repairs.models import Part, Store, WorkOrder
from ops.repairs.queries import stock as queries
from ops.repairs.queries.stock import Held, OrderPart
from ops.repairs.rules.stock import Kind, spread
from ops.repairs.rules.work_order import ENDED
from ops.repairs.service.change import Change
from ops.repairs.service.stock_moves import Mover


def parts_of(session: Session, order: WorkOrder) -> Sequence[OrderPart]:
    """What is reserved for the order and what was taken for it, by part and store."""
    return queries.order_parts(session, order.id)


def reserve_for(
    change: Change, order: WorkOrder, part_code: str, quantity: int, *, store: str | None = None,
    client_uuid: str | None = None, at: datetime | None = None,
) -> None:  # fmt: skip
    """Promises a part to an order: from the van, then the store of the zone, then the other one.

    Raises PartNowhere when all of them together have too little free, PartShort when a store is named and has,
    OrderIsOver.
    """
    if order.status in ENDED:
        raise OrderIsOver(work_order=order.ref, status=order.status, ways_out=())
    plan = _Plan(change, order, part_code, quantity, client_uuid, at)
    if not plan.is_done:
        plan.split("reserve", quantity, store)


def take(
    change: Change, order: WorkOrder, part_code: str, quantity: int, *, store: str | None = None,
    client_uuid: str | None = None, at: datetime | None = None,
) -> None:  # fmt: skip
    """Takes a part for an order: first what is promised to it, then what is free nearby.

    Raises PartNowhere, or PartShort when a store is named.
    """
    plan = _Plan(change, order, part_code, quantity, client_uuid, at)
    if plan.is_done:
        return
    own = spread(quantity, plan.reserved(store))
    left = quantity - sum(number for _, number in own)
    for place_id, number in own:
        plan.move("take", plan.places[place_id], number)
    if left:
        plan.split("take", left, store)


def give_back(
    change: Change, order: WorkOrder, part_code: str, quantity: int, *, store: str | None = None,
    client_uuid: str | None = None, at: datetime | None = None,
) -> None:  # fmt: skip
    """Puts back what was taken for an order, where it came from. Raises NotTaken when that was less."""
    plan = _Plan(change, order, part_code, quantity, client_uuid, at)
    if plan.is_done:
        return
    if quantity > (total := plan.taken_in_all):
        raise NotTaken(part=plan.part.name, taken=total)
    back = [(plan.named(store).id, quantity)] if store else spread(quantity, plan.taken())
    for place_id, number in back:
        plan.move("return", plan.places[place_id], number)


def release(
    change: Change, order: WorkOrder, part_code: str, quantity: int, *, store: str | None = None,
    client_uuid: str | None = None, at: datetime | None = None,
) -> None:  # fmt: skip
    """Frees what was promised to an order. Raises NotPromised when that was less."""
    plan = _Plan(change, order, part_code, quantity, client_uuid, at)
    if plan.is_done:
        return
    held = plan.reserved(store)
    if quantity > (total := sum(number for _, number in held)):
        raise NotPromised(part=plan.part.name, promised=total)
    for place_id, number in spread(quantity, held):
        plan.move("release", plan.places[place_id], number)


def free_parts(change: Change, order: WorkOrder) -> None:
    """Of an order that is over: what was reserved and not used comes free."""
    if order.status not in ENDED:
        return
    held = {key: reserved for key, (reserved, _) in queries.held_for(change.session, order.id).items() if reserved}
    if not held:
        return
    mover = Mover(change.session, change.who, change.now, work_order=order)
    mover.lock(held)
    for (store_id, part_id), number in held.items():
        mover.move("release", store_id, part_id, number)


class _Plan:
    """One part for one order, with all levels from which it may come locked at once."""

    def __init__(
        self, change: Change, order: WorkOrder, part_code: str, quantity: int, client_uuid: str | None,
        at: datetime | None,
    ) -> None:  # fmt: skip
        if order.team.firm_id is not None:
            raise PartsForOwnTeams()
        if quantity < 1:
            raise NoQuantity(field="quantity")
        self.part = _part(change.session, part_code)
        self.nearest = queries.sources(change.session, order.team.zone or "", _driver(change, order))
        held = queries.held_for(change.session, order.id)
        beyond = {store_id for store_id, part_id in held if part_id == self.part.id} - {s.id for s in self.nearest}
        self.places = {store.id: store for store in self.nearest}
        self.places |= {store_id: store for store_id in beyond if (store := change.session.get(Store, store_id))}
        self.mover = Mover(change.session, change.who, change.now, work_order=order, client_uuid=client_uuid, at=at)
        self.mover.lock([(store_id, self.part.id) for store_id in self.places])
        self.is_done = self.mover.was_sent_before()

    def reserved(self, store: str | None) -> list[tuple[int, int]]:
        """(store id, quantity) that is kept for the order, the nearest first."""
        asked = [place.id for place in self.places.values() if store in (None, place.code)]
        return [(place_id, number) for place_id in asked if (number := self._held(place_id).reserved) > 0]

    def taken(self) -> list[tuple[int, int]]:
        """(store id, quantity) that was taken for the order, the nearest first."""
        return [(place_id, number) for place_id in self.places if (number := self._held(place_id).taken) > 0]

    @property
    def taken_in_all(self) -> int:
        """Without what came back, wherever it came back."""
        return sum(self._held(place_id).taken for place_id in self.places)

    def _held(self, place_id: int) -> Held:
        return self.mover.held[(place_id, self.part.id)]

    def named(self, code: str) -> Store:
        store = next((place for place in self.places.values() if place.code == code), None)
        if store is None:
            raise UnknownStore(field="store")
        return store

    def move(self, kind: Kind, place: Store, quantity: int) -> None:
        self.mover.move(kind, place.id, self.part.id, quantity)

    def split(self, kind: Kind, quantity: int, store: str | None) -> None:
        """From the named store alone, or from the nearest ones in turn."""
        nearest = [(place.id, self.mover.free(place, self.part)) for place in self.nearest]
        found = [(self.named(store).id, quantity)] if store else spread(quantity, nearest)
        total = sum(number for _, number in found)
        if total < quantity:
            raise PartNowhere(part=self.part.name, free=total, wanted=quantity)
        for place_id, number in found:
            self.move(kind, self.places[place_id], number)


def _part(session: Session, code: str) -> Part:
    part = queries.part_by_code(session, code)
    if part is None:
        raise UnknownPart(field="part")
    return part


def _driver(change: Change, order: WorkOrder) -> int | None:
    """Whose van is asked first: who is named, or who takes the part himself."""
    return order.technician_id if order.technician_id is not None else change.who.user_id
