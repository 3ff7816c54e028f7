"""The pages of the stores and the JSON of parts, as a storekeeper, a technician and a dispatcher meet them."""

from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.access.guard import SESSION_COOKIE
from ops.db import Database
from ops.repairs.models import StockLevel
from ops.repairs.queries import order_for_change
from ops.repairs.queries.stock import part_by_code
from ops.repairs.service import stock
from ops.repairs.service.change import Change
from ops.repairs.service.stock_orders import expected_on, place_order
from tests.conftest import ClientFor
from tests.support.repairs_world import World, build_world
from tests.support.stock_world import DESK, Stock, build_stock, level
from tests.support.world import NOW


@dataclass(frozen=True)
class House:
    world: World
    stock: Stock


@pytest.fixture
def house(database: Database) -> House:
    """In store-centre the two valves are under a minimum of four, to be lifted to ten."""
    with database.unit_of_work() as session:
        world = build_world(session, NOW)
        shelf = build_stock(session, world, NOW)
        valve = part_by_code(session, "valve")
        assert valve is not None
        for row in session.scalars(select(StockLevel).where(StockLevel.part_id == valve.id)):
            row.minimum, row.target = (4, 10) if row.on_hand == 2 else (0, 0)
    return House(world, shelf)


def test_the_day_of_a_storekeeper_begins_with_what_is_short(client_for: ClientFor, house: House) -> None:
    page = client_for("storekeeper", "zone:centre").get("/stores").text
    assert "Under the minimum" in page
    assert "Order of Thermika" in page
    assert 'name="order-valve"' in page
    assert "€" in page or "EUR" in page
    assert "store-north" not in page


def test_one_click_orders_and_what_comes_is_received(client_for: ClientFor, database: Database, house: House) -> None:
    keeper = client_for("storekeeper", "zone:centre")
    made = keeper.post("/stores/store-centre/orders", data={"supplier": "Thermika", "order-valve": "8"})
    assert made.status_code == 303
    where = made.headers["location"]
    assert where == "/stock-orders/S26-000001"
    again = keeper.get("/stores").text
    assert "Order of Thermika" not in again
    assert "S26-000001" in again
    with database.reading() as session:
        valve = part_by_code(session, "valve")
        assert valve is not None
        assert expected_on(session, valve, now=NOW).isoformat() == "2026-11-23"
    assert keeper.post(f"{where}/receive", data={"came-valve": "9"}).status_code == 409
    assert keeper.post(f"{where}/receive", data={"came-valve": ""}).status_code == 422
    assert keeper.post(f"{where}/receive", data={"came-valve": "5", "version": "1"}).status_code == 303
    assert keeper.post(f"{where}/receive", data={"came-valve": "3", "version": "1"}).status_code == 412
    assert keeper.post(f"{where}/receive", data={"came-valve": "3", "version": "2"}).status_code == 303
    over = keeper.post(f"{where}/receive", data={"came-valve": "1"})
    assert over.status_code == 409
    assert "S26-000001 is over" in over.text
    with database.reading() as session:
        assert level(session, "store-centre") == (10, 0)


def test_an_order_is_cancelled_and_proposed_again(client_for: ClientFor, house: House) -> None:
    keeper = client_for("storekeeper", "zone:centre")
    where = keeper.post("/stores/store-centre/orders", data={"supplier": "Thermika", "order-valve": "8"}).headers
    assert keeper.post(f"{where['location']}/cancel").status_code == 303
    assert "Order of Thermika" in keeper.get("/stores").text
    assert "S26-000001" in keeper.get("/stock-orders?state=cancelled").text


def test_an_order_without_a_quantity_says_so(client_for: ClientFor, house: House) -> None:
    keeper = client_for("storekeeper", "zone:centre")
    refused = keeper.post("/stores/store-centre/orders", data={"supplier": "Thermika", "order-valve": "0"})
    assert refused.status_code == 422
    assert "Fill in at least one" in refused.text
    assert keeper.post("/stores/store-north/orders", data={"order-valve": "1"}).status_code == 404


@pytest.mark.parametrize(
    ("form", "status", "said"),
    [
        pytest.param({"act": "take", "quantity": "3"}, 409, "Only 2 of Valve free", id="more than is free"),
        pytest.param({"act": "take", "quantity": "many"}, 422, "one at least", id="no number"),
        pytest.param(
            {"act": "count", "quantity": "1", "note": ""},
            422,
            "Say why the count differs",
            id="a count without a reason",
        ),
        pytest.param({"act": "steal", "quantity": "1"}, 422, "Choose one of the list", id="an act that nobody offers"),
        pytest.param({"act": "send", "quantity": "1", "to": ""}, 422, "no store or van", id="sent nowhere"),
        pytest.param({"act": "take", "quantity": "1", "order": "W26-999999"}, 422, "no work order", id="no such order"),
        pytest.param({"act": "take", "quantity": "1", "store": "store-north"}, 422, "no access", id="another zone"),
    ],
)
def test_what_is_refused_says_why_and_keeps_what_was_typed(
    client_for: ClientFor, house: House, form: dict[str, str], status: int, said: str
) -> None:
    keeper = client_for("storekeeper", "zone:centre")
    answer = keeper.post("/parts/valve/moves", data={"store": "store-centre", "note": "Typed <words>", **form})
    assert answer.status_code == status
    assert said in answer.text
    assert ("Typed &lt;words&gt;" in answer.text) or form["act"] == "count"


def test_a_technician_takes_out_of_his_own_van(client_for: ClientFor, database: Database, house: House) -> None:
    technician = client_for("technician", "zone:centre")
    assert (
        technician.post("/parts/valve/moves", data={"act": "take", "store": "van-1", "quantity": "1"}).status_code
        == 422
    )
    done = technician.post(
        "/parts/valve/moves",
        data={"act": "take", "store": "store-centre", "quantity": "1", "order": house.stock.order},
    )
    assert done.status_code == 303
    page = technician.get("/parts/valve").text
    assert house.stock.order in page
    assert "taken</b> out of" in page


def test_the_list_of_parts_is_filtered_sorted_and_exported(client_for: ClientFor, house: House) -> None:
    desk = client_for("dispatcher")
    assert "siphon" in desk.get("/parts?q=sIPh").text
    assert "siphon" not in desk.get("/parts?short=1").text
    assert "No part fits" in desk.get("/parts?q=ghost").text
    lines = desk.get("/parts.csv?sort=code").text.splitlines()
    assert lines[0].startswith("code,name,name_fr,trade")
    assert [line.split(",")[0] for line in lines[1:]] == ["siphon", "valve", "valve", "valve"]
    assert any("12.50" in line and "store-north,5,0" in line for line in lines)


def test_parts_over_the_api(client_for: ClientFor, database: Database, house: House) -> None:
    desk, ref = client_for("dispatcher"), house.stock.order
    listed = desk.get("/api/v1/parts?limit=1").json()
    assert [each["code"] for each in listed["items"]] == ["siphon"]
    following = desk.get(f"/api/v1/parts?limit=1&cursor={listed['next']}").json()
    assert following["items"][0]["levels"][1] == {
        "store": "store-north", "on_hand": 5, "reserved": 0, "free": 5, "minimum": 0, "target": 0,
    }  # fmt: skip
    assert desk.get("/api/v1/parts/valve").json()["expected_on"] == "2026-11-23"
    assert desk.get("/api/v1/parts/ghost").json()["code"] == "part_not_found"
    step = {"part": "valve", "quantity": 2, "action": "reserve", "client_uuid": "33333333-3333-4333-8333-333333333333"}
    for _ in range(2):
        answer = desk.post(f"/api/v1/work-orders/{ref}/parts", json=step)
        assert answer.json()["items"] == [
            {"part": "valve", "name": "Valve", "name_fr": "", "unit": "pieces", "store": "store-centre", "reserved": 2,
             "taken": 0},
        ]  # fmt: skip
    short = desk.post(f"/api/v1/work-orders/{ref}/parts", json={"part": "valve", "quantity": 99, "action": "take"})
    assert (short.status_code, short.json()["code"]) == (409, "part_nowhere")
    assert desk.post(f"/api/v1/work-orders/{ref}/parts", json={**step, "quantity": 0}).status_code == 422
    assert desk.get(f"/api/v1/work-orders/{ref}/parts").json()["items"][0]["reserved"] == 2


def test_an_order_is_sent_with_its_parts_or_not_at_all(client_for: ClientFor, database: Database, house: House) -> None:
    desk = client_for("dispatcher")
    made = desk.post("/api/v1/tickets", json={"title": "Cold", "location": "ADM-01", "trade": "heating"}).json()
    wish = {"team": "rapid-centre", "dispatch": True, "parts": [{"part": "valve", "quantity": 99}]}
    refused = desk.post(f"/api/v1/tickets/{made['ref']}/work-orders", json=wish)
    assert refused.json()["code"] == "part_nowhere"
    assert desk.get(f"/api/v1/tickets/{made['ref']}").json()["work_orders"] == []
    wish["parts"] = [{"part": "valve", "quantity": 2}]
    sent = desk.post(f"/api/v1/tickets/{made['ref']}/work-orders", json=wish)
    assert sent.status_code == 201
    with database.reading() as session:
        assert level(session, "store-centre") == (2, 2)


def test_who_could_go_over_the_api(client_for: ClientFor, database: Database, house: House) -> None:
    desk = client_for("dispatcher")
    with database.unit_of_work() as session:
        order = order_for_change(session, house.stock.order, DESK)
        stock.take(Change(session, order.ticket, DESK, NOW), order, "valve", 1)
        ref = order.ticket.ref
    found = desk.get(f"/api/v1/tickets/{ref}/teams").json()["items"]
    assert [(each["team"], each["person"], each["able"]) for each in found] == [
        ("rapid-centre", house.stock.technician, True), ("rapid-north", None, True), ("lift-firm", None, False),
    ]  # fmt: skip
    assert {"code": "is_near", "data": {"minutes": 8}} in found[0]["reasons"]
    assert client_for("technician", "zone:centre").get(f"/api/v1/tickets/{ref}/teams").status_code == 403


def test_nothing_of_the_stores_is_shown_to_a_contractor(client_for: ClientFor, house: House) -> None:
    contractor: TestClient = client_for("contractor", "firm:lifts")
    assert contractor.cookies.get(SESSION_COOKIE)
    for path in ("/stores", "/parts", "/parts/valve", "/stock-orders", "/api/v1/parts", "/parts.csv"):
        assert contractor.get(path).status_code == 403, path


def test_a_missing_part_proposes_when_the_visit_goes_on(
    client_for: ClientFor, database: Database, house: House
) -> None:
    desk, ref = client_for("dispatcher"), house.stock.order
    step = f"/api/v1/work-orders/{ref}"
    desk.post(f"{step}/start", json={})
    assert desk.post(f"{step}/need-part", json={"text": "Something odd"}).json()["code"] == "part_date_needed"
    with database.unit_of_work() as session:
        place_order(session, "store-centre", "Buizenhuis", {"siphon": 4}, who=DESK, now=NOW)
    waits = desk.post(f"{step}/need-part", json={"part": "siphon"})
    assert waits.status_code == 200, waits.text
    with database.reading() as session:
        ticket = order_for_change(session, ref, DESK).ticket
        assert ticket.waiting_until is not None
        assert ticket.waiting_until.isoformat() == "2026-11-25T07:00:00+00:00"
