"""Parts for work orders and in stores, on both engines: what is promised once is never promised twice."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import DatabaseError

from ops.access.principal import GrantHeld, Principal
from ops.db import Database
from ops.errors import Conflict, InvalidInput, NotFound, RegieError, TryAgain
from ops.repairs import service
from ops.repairs.errors import (
    CountBelowPromised,
    CountReasonMissing,
    NotPromised,
    NotTaken,
    OrderIsOver,
    PartNowhere,
    PartsForOwnTeams,
    PartShort,
    SameStore,
    UnknownPart,
    UnknownStore,
)
from ops.repairs.models import StockMove, WorkOrder
from ops.repairs.queries import order_for_change
from ops.repairs.queries.stock import stores as stores_of
from ops.repairs.service import StepDetails, stock, stores
from ops.repairs.service.change import Change
from ops.repairs.service.stores import Wish
from tests.support.repairs_world import World, build_world
from tests.support.stock_world import (
    DESK,
    Stock,
    as_technician,
    build_stock,
    level,
    levels_that_differ_from_their_moves,
    new_order,
)
from tests.support.world import NOW


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


@pytest.fixture
def shelf(database: Database, world: World) -> Stock:
    with database.unit_of_work() as session:
        return build_stock(session, world, NOW)


@contextmanager
def on(database: Database, ref: str, who: Principal = DESK) -> Iterator[tuple[Change, WorkOrder]]:
    """An order as a step works on it: its ticket locked."""
    with database.unit_of_work() as session:
        order = order_for_change(session, ref, DESK)
        yield Change(session, order.ticket, who, NOW), order


def levels(database: Database) -> dict[str, tuple[int, int]]:
    with database.reading() as session:
        assert levels_that_differ_from_their_moves(session) == []
        return {code: level(session, code) for code in ("van-1", "store-centre", "store-north")}


def refused(database: Database, error: type[RegieError], wish: Wish, act: Any = stores.count) -> RegieError:
    with pytest.raises(error) as caught, database.unit_of_work() as session:
        act(session, wish, who=DESK, now=NOW)
    return caught.value


def test_a_part_is_promised_from_the_van_then_the_zone_then_the_other_store(database: Database, shelf: Stock) -> None:
    with on(database, shelf.order, as_technician(shelf)) as (change, order):
        stock.reserve_for(change, order, "valve", 4)
        held = [(each.store.code, each.reserved) for each in stock.parts_of(change.session, order)]
    assert held == [("van-1", 1), ("store-centre", 2), ("store-north", 1)]
    assert levels(database) == {"van-1": (1, 1), "store-centre": (2, 2), "store-north": (5, 1)}


def test_without_a_name_no_van_is_asked(database: Database, shelf: Stock) -> None:
    with on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 1)
    assert levels(database) == {"van-1": (1, 0), "store-centre": (2, 1), "store-north": (5, 0)}


def test_what_is_not_there_is_refused_with_the_ways_out(database: Database, shelf: Stock) -> None:
    with pytest.raises(PartShort) as short, on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 3, store="store-centre")
    assert short.value.params["free"] == 2
    assert short.value.params["elsewhere"] == "store-north: 5, Van 1: 1"
    with pytest.raises(PartNowhere) as nowhere, on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 8)
    assert nowhere.value.params == {"part": "Valve", "free": 7, "wanted": 8}
    assert levels(database)["store-centre"] == (2, 0)


def test_a_take_redeems_the_promise_first_and_adds_what_is_free(database: Database, shelf: Stock) -> None:
    with on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 1, store="store-north")
        stock.take(change, order, "valve", 2)
        held = [(each.store.code, each.reserved, each.taken) for each in stock.parts_of(change.session, order)]
    assert held == [("store-centre", 0, 1), ("store-north", 0, 1)]
    assert levels(database) == {"van-1": (1, 0), "store-centre": (1, 0), "store-north": (4, 0)}


def test_what_comes_back_was_taken_and_may_go_elsewhere(database: Database, shelf: Stock) -> None:
    with on(database, shelf.order) as (change, order):
        stock.take(change, order, "valve", 2)
        stock.give_back(change, order, "valve", 1, store="store-north")
        with pytest.raises(NotTaken) as caught:
            stock.give_back(change, order, "valve", 2)
        assert caught.value.params["taken"] == 1
        stock.give_back(change, order, "valve", 1)
    assert levels(database) == {"van-1": (1, 0), "store-centre": (1, 0), "store-north": (6, 0)}


def test_only_what_was_promised_is_released(database: Database, shelf: Stock) -> None:
    with on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 2)
        with pytest.raises(NotPromised):
            stock.release(change, order, "valve", 3)
        stock.release(change, order, "valve", 1)
    assert levels(database)["store-centre"] == (2, 1)


@pytest.mark.parametrize("action", ["refuse", "cancel"])
def test_an_order_that_ends_frees_what_it_did_not_use(database: Database, shelf: Stock, action: str) -> None:
    with on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 3)
    with database.unit_of_work() as session:
        service.advance(session, shelf.order, action, StepDetails("Full"), who=DESK, now=NOW)
    assert levels(database) == {"van-1": (1, 0), "store-centre": (2, 0), "store-north": (5, 0)}
    with pytest.raises(OrderIsOver), on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 1)


def test_a_completed_order_keeps_what_it_took_and_frees_the_rest(database: Database, shelf: Stock) -> None:
    with on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 2)
        stock.take(change, order, "valve", 1)
    with database.unit_of_work() as session:
        for step in ("start", "complete"):
            service.advance(session, shelf.order, step, StepDetails(finding="repaired"), who=DESK, now=NOW)
    assert levels(database)["store-centre"] == (1, 0)


def test_a_command_sent_twice_counts_once(database: Database, shelf: Stock) -> None:
    for _ in range(2):
        with on(database, shelf.order, as_technician(shelf)) as (change, order):
            stock.take(change, order, "valve", 3, client_uuid="11111111-1111-4111-8111-111111111111")
    assert levels(database) == {"van-1": (0, 0), "store-centre": (0, 0), "store-north": (5, 0)}
    for _ in range(2):
        with database.unit_of_work() as session:
            wish = Wish("store-north", "valve", 2, client_uuid="22222222-2222-4222-8222-222222222222")
            stores.receive(session, wish, who=DESK, now=NOW)
    assert levels(database)["store-north"] == (7, 0)


def test_a_firm_brings_its_own_parts(database: Database, world: World, shelf: Stock) -> None:
    with database.unit_of_work() as session:
        ref = new_order(session, world, NOW, "lift-firm").ref
    with pytest.raises(PartsForOwnTeams), on(database, ref) as (change, order):
        stock.reserve_for(change, order, "valve", 1)


def test_many_who_want_the_last_ones_never_promise_more_than_there_is(
    database: Database, world: World, shelf: Stock
) -> None:
    with database.unit_of_work() as session:
        refs = [new_order(session, world, NOW).ref for _ in range(10)]

    def promise(ref: str) -> str:
        try:
            with on(database, ref) as (change, order):
                stock.reserve_for(change, order, "valve", 1)
        except PartNowhere:
            return "nowhere"
        except TryAgain:
            return promise(ref)
        return "promised"

    with ThreadPoolExecutor(6) as pool:
        outcome = list(pool.map(promise, refs))
    assert (outcome.count("promised"), outcome.count("nowhere")) == (7, 3)
    assert levels(database) == {"van-1": (1, 0), "store-centre": (2, 2), "store-north": (5, 5)}


def test_two_who_first_put_a_part_in_a_store_make_one_shelf(database: Database, shelf: Stock) -> None:
    def receive(number: int) -> None:
        with database.unit_of_work() as session:
            stores.receive(session, Wish("store-north", "siphon", number), who=DESK, now=NOW)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(receive, (1, 2, 3, 4)))
    with database.reading() as session:
        assert level(session, "store-north", "siphon") == (10, 0)


def test_a_count_that_differs_says_why_and_never_goes_under_what_is_promised(database: Database, shelf: Stock) -> None:
    refused(database, CountReasonMissing, Wish("store-north", "valve", 4))
    with on(database, shelf.order) as (change, order):
        stock.reserve_for(change, order, "valve", 2, store="store-north")
    caught = refused(database, CountBelowPromised, Wish("store-north", "valve", 1, "Broken"))
    assert caught.params["work_orders"] == shelf.order
    with database.unit_of_work() as session:
        stores.count(session, Wish("store-north", "valve", 2, "Broken"), who=DESK, now=NOW)
        stores.count(session, Wish("store-centre", "valve", 2), who=DESK, now=NOW)
    assert levels(database)["store-north"] == (2, 2)


def test_parts_are_carried_from_one_store_to_another(database: Database, shelf: Stock) -> None:
    with database.unit_of_work() as session:
        stores.send(session, Wish("store-north", "valve", 3, to="van-1"), who=DESK, now=NOW)
    assert levels(database) == {"van-1": (4, 0), "store-centre": (2, 0), "store-north": (2, 0)}
    refused(database, PartShort, Wish("store-north", "valve", 3, to="van-1"), stores.send)
    refused(database, SameStore, Wish("store-north", "valve", 1, to="store-north"), stores.send)
    refused(database, UnknownStore, Wish("store-north", "valve", 1, to="nowhere"), stores.send)


def test_at_the_counter_a_part_is_handed_out_and_taken_back_for_an_order(database: Database, shelf: Stock) -> None:
    with database.unit_of_work() as session:
        stores.hand_out(session, Wish("store-centre", "valve", 2, order=shelf.order.lower()), who=DESK, now=NOW)
    refused(database, NotTaken, Wish("store-centre", "valve", 3, order=shelf.order), stores.take_back)
    refused(database, NotFound, Wish("store-centre", "valve", 1, order="W26-999999"), stores.take_back)
    with database.unit_of_work() as session:
        stores.take_back(session, Wish("store-centre", "valve", 1, order=shelf.order), who=DESK, now=NOW)
        order = order_for_change(session, shelf.order, DESK)
        assert [(each.store.code, each.taken) for each in stock.parts_of(session, order)] == [("store-centre", 1)]


def test_what_is_not_known_is_named(database: Database, shelf: Stock) -> None:
    assert refused(database, UnknownPart, Wish("store-north", "ghost", 1), stores.receive).field == "part"
    assert refused(database, UnknownStore, Wish("ghost", "valve", 1), stores.receive).field == "store"
    refused(database, InvalidInput, Wish("store-north", "valve", 0), stores.receive)
    refused(database, Conflict, Wish("van-1", "valve", 2), stores.hand_out)


def test_each_reaches_the_stores_of_his_zone_and_his_own_van(database: Database, shelf: Stock) -> None:
    def reached(role: str, user: int, scope: str = "centre") -> list[str]:
        who = Principal("user", user, "Somebody", "en", (GrantHeld(role, "zone", scope),))
        with database.reading() as session:
            return [store.code for store in stores_of(session, who)]

    assert reached("technician", shelf.technician) == ["store-centre", "van-1"]
    assert reached("technician", shelf.technician + 1) == ["store-centre"]
    assert reached("storekeeper", shelf.technician + 1) == ["store-centre", "van-1"]
    assert reached("storekeeper", shelf.technician + 1, "north") == ["store-north"]


def test_a_token_of_one_zone_reaches_the_stores_of_that_zone_alone(database: Database, shelf: Stock) -> None:
    """It drives no van: what has no driver is not its own."""
    token = Principal("token", 1, "scanner", "nl", (GrantHeld("technician", "zone", "centre"),))
    with database.reading() as session:
        assert [store.code for store in stores_of(session, token)] == ["store-centre"]


def test_moves_are_the_record_and_never_change(database: Database, shelf: Stock) -> None:
    with pytest.raises(DatabaseError, match="append"), database.unit_of_work() as session:
        session.execute(update(StockMove).values(note="Changed"))
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(StockMove)) == 3
