"""Whatever people do with parts, a level is the sum of its moves and nothing is promised twice: on both engines."""

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from ops.db import Database
from ops.errors import RegieError
from ops.repairs.models import StockLevel
from ops.repairs.queries import order_for_change
from ops.repairs.queries.stock import held_for
from ops.repairs.service import stock, stores
from ops.repairs.service.change import Change
from ops.repairs.service.stores import Wish
from tests.support.repairs_world import build_world
from tests.support.stock_world import DESK, Stock, build_stock, levels_that_differ_from_their_moves, new_order
from tests.support.world import NOW

STORES = ("van-1", "store-centre", "store-north")
_FOR_ORDERS = {"reserve": stock.reserve_for, "take": stock.take, "return": stock.give_back, "release": stock.release}
_IN_STORES = {"receive": stores.receive, "hand_out": stores.hand_out, "take_back": stores.take_back}
quantities, places = st.integers(0, 4), st.sampled_from(STORES)


class Parts(RuleBasedStateMachine):
    """Two orders and three places; the model knows how many pieces are in the house or with a dwelling."""

    database: Database
    shelf: Stock
    orders: tuple[str, str]

    def __init__(self) -> None:
        super().__init__()
        self.inside = self._lying()

    @rule(
        which=st.integers(0, 1),
        action=st.sampled_from(sorted(_FOR_ORDERS)),
        number=quantities,
        store=st.none() | places,
    )
    def step_for_an_order(self, which: int, action: str, number: int, store: str | None) -> None:
        before = self._lying()
        with suppress(RegieError), self.database.unit_of_work() as session:
            order = order_for_change(session, self.orders[which], DESK)
            change = Change(session, order.ticket, DESK, NOW)
            _FOR_ORDERS[action](change, order, "valve", number, store=store)
            self.inside += {"take": -number, "return": number}.get(action, 0)
        if action in ("reserve", "release"):
            assert self._lying() == before

    @rule(act=st.sampled_from(sorted(_IN_STORES)), store=places, number=quantities)
    def step_in_a_store(self, act: str, store: str, number: int) -> None:
        with suppress(RegieError), self.database.unit_of_work() as session:
            _IN_STORES[act](session, Wish(store, "valve", number), who=DESK, now=NOW)
            self.inside += -number if act == "hand_out" else number

    @rule(store=places, number=quantities)
    def count(self, store: str, number: int) -> None:
        with suppress(RegieError), self.database.unit_of_work() as session:
            before = self._lying_in(session)
            stores.count(session, Wish(store, "valve", number, "Counted"), who=DESK, now=NOW)
            self.inside += self._lying_in(session) - before

    @rule(store=places, to=places, number=quantities)
    def send(self, store: str, to: str, number: int) -> None:
        with suppress(RegieError), self.database.unit_of_work() as session:
            stores.send(session, Wish(store, "valve", number, to=to), who=DESK, now=NOW)

    @invariant()
    def a_level_is_the_sum_of_its_moves(self) -> None:
        with self.database.reading() as session:
            assert levels_that_differ_from_their_moves(session) == []

    @invariant()
    def nothing_is_lost_nor_doubled(self) -> None:
        assert self._lying() == self.inside

    @invariant()
    def what_is_reserved_is_reserved_for_somebody(self) -> None:
        with self.database.reading() as session:
            rows = session.scalars(select(StockLevel)).all()
            orders = [order_for_change(session, ref, DESK).id for ref in self.orders]
            held = [sum(reserved for reserved, _ in held_for(session, each).values()) for each in orders]
            assert all(0 <= row.reserved <= row.on_hand for row in rows)
            assert sum(row.reserved for row in rows) == sum(held)

    def _lying(self) -> int:
        with self.database.reading() as session:
            return self._lying_in(session)

    @staticmethod
    def _lying_in(session: Any) -> int:
        return sum(session.scalars(select(StockLevel.on_hand)))


def test_levels_stay_true_whatever_happens(database: Database) -> None:
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        shelf = build_stock(session, world, NOW)
        orders = (shelf.order, new_order(session, world, NOW).ref)
    machine = type("OnThisDatabase", (Parts,), {"database": database, "shelf": shelf, "orders": orders})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=12, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
