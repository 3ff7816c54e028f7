"""Writing moves: each with its level, which is locked, so that two writers never promise the same part."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.inserts import insert_if_absent
from ops.repairs.errors import CountBelowPromised, NoQuantity, NotPromised, PartNowhere, PartShort
from ops.repairs.models import Part, StockLevel, StockMove, StockOrder, Store, WorkOrder
from ops.repairs.queries import stock as queries
from ops.repairs.queries.stock import Held
from ops.repairs.rules import stock as rules
from ops.repairs.rules.stock import Kind, Level, Move

Place = tuple[int, int]


class Mover:
    """Moves parts in one transaction, by one person, for one work order or stock order where there is one.

    Levels are keyed by (store id, part id).
    """

    def __init__(
        self,
        session: Session,
        who: Principal,
        now: datetime,
        *,
        work_order: WorkOrder | None = None,
        order: StockOrder | None = None,
        client_uuid: str | None = None,
        at: datetime | None = None,
    ) -> None:
        self.session, self.who, self.now, self.at = session, who, now, at or now
        self._work_order, self._order, self._client_uuid = work_order, order, client_uuid
        self._levels: dict[Place, StockLevel] = {}
        #: For the work order.
        self.held: Mapping[Place, Held] = {}

    def lock(self, places: Iterable[Place]) -> None:
        """Makes the levels that are not there yet, and locks all in the order of their ids."""
        wanted = set(places)
        missing = sorted(wanted - queries.places_of_levels(self.session, wanted))
        for store_id, part_id in missing:
            insert_if_absent(self.session, _empty(store_id, part_id))
        self._levels |= queries.lock_levels(self.session, wanted)
        self.held = self._held_now()

    def _held_now(self) -> dict[Place, Held]:
        found = queries.held_for(self.session, self._work_order.id) if self._work_order else {}
        return defaultdict(Held, found)

    def was_sent_before(self) -> bool:
        """True when a tablet repeats a command that was written; asked under the lock, so one of two twins waits."""
        return self._client_uuid is not None and queries.move_of_uuid(self.session, self._client_uuid) is not None

    def free(self, store: Store, part: Part) -> int:
        return _rule(self._levels[(store.id, part.id)]).free

    def on_hand(self, store_id: int, part_id: int) -> int:
        return self._levels[(store_id, part_id)].on_hand

    def move(self, kind: Kind, store_id: int, part_id: int, quantity: int, note: str = "") -> StockMove:
        """Writes the move and its level. Raises NoQuantity, PartShort, PartNowhere, NotPromised, CountBelowPromised."""
        row = self._levels[(store_id, part_id)]
        wanted = Move(kind, quantity, self.held[(store_id, part_id)].reserved)
        if code := rules.refusal(_rule(row), wanted):
            raise self._refused(code, row, wanted)
        on_hand, reserved = rules.changes(_rule(row), wanted)
        row.on_hand, row.reserved = row.on_hand + on_hand, row.reserved + reserved
        move = self._written(kind, row, on_hand, reserved, note)
        self.held = self._held_now()
        return move

    def _written(self, kind: Kind, row: StockLevel, on_hand: int, reserved: int, note: str) -> StockMove:
        move = StockMove(
            store_id=row.store_id,
            part_id=row.part_id,
            kind=kind,
            on_hand_change=on_hand,
            reserved_change=reserved,
            work_order_id=self._work_order.id if self._work_order else None,
            order_id=self._order.id if self._order else None,
            at=self.at,
            recorded_at=self.now,
            actor=self.who.key,
            actor_name=self.who.name,
            note=note,
            client_uuid=self._client_uuid,
        )
        # A command that moves in several stores is known again by its first move.
        self._client_uuid = None
        self.session.add(move)
        self.session.flush()
        return move

    def _refused(self, code: str, row: StockLevel, move: Move) -> Exception:
        if code == "no_quantity":
            return NoQuantity(field="quantity")
        part = self.session.get_one(Part, row.part_id).name
        if code == "promised":
            orders = ", ".join(queries.orders_that_hold(self.session, row.store_id, row.part_id))
            return CountBelowPromised(part=part, promised=row.reserved, work_orders=orders)
        if code == "not_promised":
            return NotPromised(part=part, promised=move.promised)
        return self._short(row, part, _rule(row).free, move.quantity)

    def _short(self, row: StockLevel, part: str, free: int, wanted: int) -> Exception:
        others = [each for each in queries.free_of(self.session, [row.part_id]) if each.store_id != row.store_id]
        if not others:
            return PartNowhere(part=part, free=free, wanted=wanted)
        elsewhere = ", ".join(f"{each.store.name}: {_rule(each).free}" for each in others)
        store = self.session.get_one(Store, row.store_id).name
        return PartShort(part=part, store=store, free=free, wanted=wanted, elsewhere=elsewhere)


def _empty(store_id: int, part_id: int) -> StockLevel:
    return StockLevel(store_id=store_id, part_id=part_id, on_hand=0, reserved=0, minimum=0, target=0, shelf="")


def _rule(row: StockLevel) -> Level:
    return Level(row.on_hand, row.reserved, row.minimum, row.target)
