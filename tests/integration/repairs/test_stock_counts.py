"""A whole store is counted while it stays open: by several people, kept figure by figure, booked once it was seen."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.db import Database
from ops.repairs.models import StockCount, StockLevel, StockMove, Store
from ops.repairs.queries.stock import part_by_code
from ops.repairs.service import stores
from ops.repairs.service.stores import Wish
from tests.conftest import ClientFor
from tests.support.repairs_world import build_world
from tests.support.stock_world import DESK, Stock, build_stock, level, levels_that_differ_from_their_moves
from tests.support.world import NOW

COUNT = "/stores/store-centre/count"
API = f"/api/v1{COUNT}"


@pytest.fixture
def stock(database: Database) -> Stock:
    """Two valves of 12.50 EUR and nine siphons without a price in store-centre, the valves on shelf B2."""
    with database.unit_of_work() as session:
        shelf = build_stock(session, build_world(session, NOW), NOW)
        stores.receive(session, Wish("store-centre", "siphon", 9), who=DESK, now=NOW)
        valve = part_by_code(session, "valve")
        assert valve
        centre = select(Store.id).where(Store.code == "store-centre").scalar_subquery()
        row = session.scalars(select(StockLevel).where(StockLevel.part_id == valve.id, StockLevel.store_id == centre))
        row.one().shelf = "B2"
        return shelf


@pytest.fixture
def keeper(client_for: ClientFor, stock: Stock) -> TestClient:
    return client_for("storekeeper", "zone:centre")


def typed(client: TestClient, **figures: str) -> tuple[int, str]:
    """`valve="3"`, or `valve="3/1"` with the version that was seen."""
    form = {}
    for part, text in figures.items():
        form[f"found-{part}"], _, seen = text.partition("/")
        form[f"seen-{part}"] = seen or "0"
    answer = client.post(f"{COUNT}/lines", data={**form, "shelf": "B2"})
    return answer.status_code, answer.text


def lines(client: TestClient) -> dict[str, tuple[int | None, int | None]]:
    return {each["part"]: (each["counted"], each["expected"]) for each in client.get(API).json()["lines"]}


def test_a_store_is_counted_shelf_by_shelf_and_booked_once_it_was_seen(keeper: TestClient, database: Database) -> None:
    assert "Begin to count" in keeper.get(COUNT).text
    assert keeper.post(COUNT).status_code == 303
    home = keeper.get(COUNT).text
    assert "0 of 2 parts counted" in home
    assert home.index("B2") < home.index("Without a shelf")
    shelf = keeper.get(f"{COUNT}/shelf?shelf=B2").text
    assert 'name="found-valve"' in shelf
    assert "found-siphon" not in shelf
    assert "expected 2" not in shelf
    assert "expected 2" in keeper.get(f"{COUNT}/shelf?shelf=B2&show=1").text
    assert typed(keeper, valve="1")[0] == 303
    assert "1 of 2 parts counted" in keeper.get(COUNT).text
    shown = keeper.get(f"{COUNT}/differences").text
    assert ">-1<" in shown
    assert "1 not counted: it keeps what it has" in shown
    with database.reading() as session:
        assert level(session, "store-centre") == (2, 0)
    assert keeper.post(f"{COUNT}/book", data={"version": "2"}).status_code == 303
    with database.reading() as session:
        assert level(session, "store-centre") == (1, 0)
        assert level(session, "store-centre", "siphon") == (9, 0)
        moved = session.scalars(select(StockMove).where(StockMove.kind == "count")).one()
        assert (moved.on_hand_change, moved.note) == (-1, "")
        assert levels_that_differ_from_their_moves(session) == []
    assert "Booked" in keeper.get(COUNT).text


def test_the_figure_that_was_just_typed_is_kept_and_answered_alone(keeper: TestClient) -> None:
    keeper.post(COUNT)
    form = {"found-valve": "4", "seen-valve": "0", "found-siphon": "many", "shelf": "B2"}
    row = keeper.post(f"{COUNT}/lines?row=valve", data=form)
    assert row.status_code == 200
    assert "<html" not in row.text
    assert 'name="seen-valve" value="1"' in row.text
    assert lines(keeper) == {"valve": (4, 2), "siphon": (None, None)}
    wrong = keeper.post(f"{COUNT}/lines?row=valve", data={"found-valve": "-1", "seen-valve": "1", "shelf": "B2"})
    assert "Give a whole number" in wrong.text
    assert lines(keeper)["valve"] == (4, 2)


def test_two_who_count_the_same_lose_nothing(keeper: TestClient, client_for: ClientFor) -> None:
    other = client_for("storekeeper", "zone:centre")
    keeper.post(COUNT)
    other.post(COUNT)
    assert typed(keeper, valve="4")[0] == 303
    status, page = typed(other, valve="5", siphon="9")
    assert status == 200
    assert "noted 4 at" in page
    assert 'value="5"' in page
    assert lines(keeper) == {"valve": (4, 2), "siphon": (9, 9)}
    assert typed(other, valve="5/1")[0] == 303
    assert lines(keeper)["valve"] == (5, 2)
    assert typed(keeper, valve="4/1")[0] == 200
    assert typed(keeper, valve="/2")[0] == 303
    assert lines(keeper)["valve"] == (None, None)


def test_who_books_has_seen_every_figure(keeper: TestClient) -> None:
    keeper.post(COUNT)
    typed(keeper, valve="1")
    typed(keeper, siphon="9")
    assert keeper.post(f"{COUNT}/book", data={"version": "2"}).status_code == 412
    assert keeper.post(f"{COUNT}/book", data={"version": "3"}).status_code == 303


def test_what_moves_while_the_count_runs_stays(keeper: TestClient, database: Database) -> None:
    keeper.post(COUNT)
    typed(keeper, valve="3")
    with database.unit_of_work() as session:
        stores.receive(session, Wish("store-centre", "valve", 10), who=DESK, now=NOW)
        stores.hand_out(session, Wish("store-centre", "valve", 4), who=DESK, now=NOW)
    assert "+6 moved since it was counted" in keeper.get(f"{COUNT}/differences").text
    keeper.post(f"{COUNT}/book", data={"version": "2"})
    with database.reading() as session:
        assert level(session, "store-centre") == (9, 0)
        assert levels_that_differ_from_their_moves(session) == []


def test_a_large_difference_needs_a_reason_and_the_reason_stands_with_the_move(
    keeper: TestClient, database: Database
) -> None:
    keeper.post(COUNT)
    typed(keeper, siphon="4", valve="1")
    refused = keeper.post(f"{COUNT}/book", data={"version": "3", "reason-valve": "One broke", "reason-siphon": " "})
    assert refused.status_code == 422
    assert "Say why the count differs" in refused.text
    assert 'value="One broke"' in refused.text
    with database.reading() as session:
        assert level(session, "store-centre", "siphon") == (9, 0)
    reasons = {"reason-valve": "One broke", "reason-siphon": "Lent to the north"}
    assert keeper.post(f"{COUNT}/book", data={"version": "3", **reasons}).status_code == 303
    with database.reading() as session:
        notes = session.scalars(select(StockMove.note).where(StockMove.kind == "count").order_by(StockMove.id)).all()
    assert sorted(notes) == ["Lent to the north", "One broke"]


def test_a_count_is_one_at_a_time_and_a_dropped_one_books_nothing(keeper: TestClient, database: Database) -> None:
    for _ in range(2):
        keeper.post(COUNT)
    typed(keeper, valve="7")
    assert keeper.post(f"{COUNT}/drop").status_code == 303
    with database.reading() as session:
        assert session.scalars(select(StockCount.state)).all() == ["dropped"]
        assert level(session, "store-centre") == (2, 0)
    assert typed(keeper, valve="7")[0] == 303
    assert keeper.post(API + "/lines", json={"items": [{"part": "valve", "counted": 1}]}).status_code == 409
    assert keeper.get(f"{COUNT}/differences").status_code == 303


def test_the_api_counts_as_the_page_does(keeper: TestClient) -> None:
    assert keeper.get(API).status_code == 409
    assert keeper.post(API).json()["state"] == "open"
    body = {"items": [{"part": "valve", "counted": 3}, {"part": "siphon", "counted": 0}]}
    assert keeper.post(f"{API}/lines", json=body).json()["refused"] == []
    assert keeper.post(f"{API}/lines", json={"items": [{"part": "valve", "counted": 4}]}).json()["refused"] == ["valve"]
    assert keeper.post(f"{API}/lines", json={"items": [{"part": "bolt", "counted": 4}]}).status_code == 422
    assert keeper.post(f"{API}/book", json={"version": 3}).json()["code"] == "count_reason_missing"
    done = keeper.post(f"{API}/book", json={"version": 3, "reasons": {"siphon": "Stolen"}}).json()
    assert (done["state"], done["lines"][0]["on_hand"]) == ("booked", 3)


def test_a_shelf_is_noted_for_a_part(keeper: TestClient) -> None:
    assert keeper.post("/parts/siphon/shelf", data={"shelf_store": "store-centre", "shelf": "a1"}).status_code == 303
    assert "A1" in keeper.get("/parts/siphon").text
    assert keeper.post("/parts/siphon/shelf", data={"shelf_store": "store-north", "shelf": "a1"}).status_code == 404
