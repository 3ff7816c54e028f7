"""A part that comes in goes to the work that waits for it, and the dispatcher is told that it can be planned again."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ops.db import Database
from ops.estate.queries import location_by_id
from ops.repairs import queries, service
from ops.repairs.models import Store
from ops.repairs.service import NewTicket, StepDetails, stores
from ops.repairs.service.stock_orders import place_order
from ops.repairs.service.stores import Wish
from ops.web.pages.repairs.who_goes import store_name
from ops.web.reader import Reader
from tests.conftest import ClientFor
from tests.support.repairs_world import World, build_world
from tests.support.stock_world import DESK, build_stock, level, levels_that_differ_from_their_moves, new_order
from tests.support.ticket_events import BRUSSELS
from tests.support.world import NOW


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        build_stock(session, world, NOW)
        return world


def waits(database: Database, world: World, priority: str, *wanted: tuple[str, int]) -> tuple[str, str]:
    """A ticket and its order, of which the visit asked for parts."""
    with database.unit_of_work() as session:
        new = NewTicket("Leak", location_by_id(session, world.adm), NOW, trade="sanitary", priority=priority)
        ticket = service.open_ticket(session, new, who=DESK, now=NOW)
        order = service.plan_work(session, ticket.ref, "rapid-centre", "", who=DESK, now=NOW, dispatch=True)
        service.advance(session, order.ref, "start", StepDetails(), who=DESK, now=NOW)
        for number, (part, quantity) in enumerate(wanted):
            if number:
                service.advance(session, order.ref, "part-arrived", StepDetails(part="nothing"), who=DESK, now=NOW)
                service.advance(session, order.ref, "start", StepDetails(), who=DESK, now=NOW)
            details = StepDetails(part=part, quantity=quantity, until=NOW + timedelta(days=2))
            service.advance(session, order.ref, "need-part", details, who=DESK, now=NOW)
        return ticket.ref, order.ref


def told(database: Database, ref: str) -> list[str]:
    with database.reading() as session:
        ticket = queries.ticket_file(session, ref, DESK).ticket
        return [e.data["part"] for e in queries.events_of(session, ticket.id) if e.kind == "part_reserved"]


def test_what_comes_in_goes_to_the_most_urgent_and_the_desk_is_told(
    client_for: ClientFor, database: Database, world: World
) -> None:
    late, _ = waits(database, world, "P4", ("siphon", 1))
    first, first_order = waits(database, world, "P2", ("Siphon", 2))
    with database.unit_of_work() as session:
        order = place_order(session, "store-centre", "Buizenhuis", {"siphon": 4}, who=DESK, now=NOW).ref
    keeper = client_for("storekeeper", "zone:centre")
    page = keeper.get(f"/stock-orders/{order}").text
    assert "Work that waits for it" in page
    assert page.index(first_order) < page.index("P4")
    keeper.post(f"/stock-orders/{order}/receive", data={"came-siphon": "2"})
    assert (told(database, first), told(database, late)) == (["Siphon"], [])
    desk = client_for("dispatcher")
    ticket = desk.get(f"/tickets/{first}").text
    assert "came in" in ticket
    assert f"The part is there: plan {first_order}" in ticket
    assert "The part is there: plan" not in desk.get(f"/tickets/{late}").text
    keeper.post(f"/stock-orders/{order}/receive", data={"came-siphon": "2"})
    assert told(database, late) == ["Siphon"]
    with database.reading() as session:
        assert level(session, "store-centre", "siphon") == (4, 3)
        assert levels_that_differ_from_their_moves(session) == []


def test_too_few_are_kept_for_the_first_until_the_rest_comes(database: Database, world: World) -> None:
    ref, _ = waits(database, world, "P2", ("siphon", 3))
    other, _ = waits(database, world, "P4", ("siphon", 1))
    for number, (mine, his) in ((2, ([], [])), (2, (["Siphon"], ["Siphon"]))):
        with database.unit_of_work() as session:
            stores.receive(session, Wish("store-centre", "siphon", number), who=DESK, now=NOW)
        assert (told(database, ref), told(database, other)) == (mine, his)


def test_words_that_name_no_part_wait_for_a_person(database: Database, world: World) -> None:
    ref, _ = waits(database, world, "P2", ("the round thing", 1))
    with database.unit_of_work() as session:
        stores.receive(session, Wish("store-centre", "siphon", 5), who=DESK, now=NOW)
        assert level(session, "store-centre", "siphon") == (5, 0)
    assert told(database, ref) == []


def test_an_order_with_a_part_that_still_lacks_is_not_planned_again(
    client_for: ClientFor, database: Database, world: World
) -> None:
    ref, _ = waits(database, world, "P2", ("the round thing", 1), ("siphon", 1))
    with database.unit_of_work() as session:
        stores.receive(session, Wish("store-centre", "siphon", 1), who=DESK, now=NOW)
    assert told(database, ref) == ["Siphon"]
    assert "The part is there: plan" not in client_for("dispatcher").get(f"/tickets/{ref}").text


def test_the_date_is_filled_in_as_the_stores_expect_the_part(
    client_for: ClientFor, database: Database, world: World
) -> None:
    with database.unit_of_work() as session:
        order = new_order(session, world, NOW).ref
        service.advance(session, order, "start", StepDetails(), who=DESK, now=NOW)
        placed = place_order(session, "store-centre", "Buizenhuis", {"siphon": 4}, who=DESK, now=NOW)
        assert placed.expected_on is not None
        expected = f"{placed.expected_on}T08:00"
    desk, asked = client_for("dispatcher"), f"/work-orders/{order}/part-expected"
    assert f'name="until" type="datetime-local" value="{expected}"' in desk.get(f"{asked}?part=siphon").text
    assert 'value="2026-12-24T10:00"' in desk.get(f"{asked}?part=siphon&until=2026-12-24T10:00").text
    assert expected in desk.get(f"{asked}?part=siphon&until=2026-11-21T08:00&filled=2026-11-21T08:00").text
    assert 'name="until" type="datetime-local" value=""' in desk.get(f"{asked}?part=the round thing").text
    refused = desk.post(f"/work-orders/{order}/need-part", data={"part": "the round thing", "quantity": "1"})
    assert refused.status_code == 422
    assert "The stores know no part of this name" in refused.text
    assert desk.post(f"/work-orders/{order}/need-part", data={"part": "siphon", "quantity": "1"}).status_code == 303
    with database.reading() as session:
        until = queries.order_visible(session, order, DESK).ticket.waiting_until
    assert until is not None
    assert until.strftime("%Y-%m-%d") == expected[:10]


def test_a_van_has_its_name_in_both_languages(database: Database, world: World) -> None:
    with database.unit_of_work() as session:
        van = session.scalars(select(Store).where(Store.code == "van-1")).one()
        van.name_fr = "Camionnette 1"
    for language, name in (("nl", "Van 1"), ("fr", "Camionnette 1")):
        assert store_name(van, Reader(language, BRUSSELS, NOW)) == name
