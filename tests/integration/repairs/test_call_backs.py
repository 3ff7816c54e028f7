"""A promise to call back, made and kept on the page of a ticket and over the API."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from tests.support.repairs_world import build_world
from tests.support.world import NOW

API = "/api/v1"
Body = dict[str, Any]


@pytest.fixture
def desk(database: Database, client_for: Callable[..., TestClient]) -> TestClient:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    return client_for("dispatcher")


@pytest.fixture
def ref(desk: TestClient) -> str:
    """Amina called; somebody without a number did after her."""
    body = {"title": "No heating", "location": "ADM-01", "hazard": "no_heating", "caller": {"person": "P000001"}}
    answer = desk.post(f"{API}/tickets", json=body)
    assert answer.status_code == 201, answer.text
    assert desk.post(f"{API}/tickets/{answer.json()['ref']}/callers", json={"name": "Buur"}).status_code == 200
    return str(answer.json()["ref"])


def ticket(desk: TestClient, ref: str) -> Body:
    return dict(desk.get(f"{API}/tickets/{ref}").json())


def clock(desk: TestClient, ref: str) -> Body | None:
    return next((each for each in ticket(desk, ref)["clocks"] if each["name"] == "call_back"), None)


def amina(desk: TestClient, ref: str) -> int:
    return int(ticket(desk, ref)["callers"][0]["id"])


def test_a_promise_over_the_api_runs_its_own_clock_until_the_caller_was_rung(desk: TestClient, ref: str) -> None:
    by = NOW + timedelta(minutes=5)
    wish = {"by": by.isoformat(), "caller": amina(desk, ref), "text": "Tells the price"}
    answer = desk.post(f"{API}/tickets/{ref}/call-back", json=wish)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["next_clock"], answer.json()["next_due_at"]) == ("call_back", "2026-11-20T10:05:00Z")
    kept = desk.post(f"{API}/tickets/{ref}/called-back", json={"text": "It costs nothing"})
    assert kept.status_code == 200, kept.text
    found = clock(desk, ref)
    assert found is not None
    assert found["state"] == "in_time"
    again = desk.post(f"{API}/tickets/{ref}/called-back", json={})
    assert (again.status_code, again.json()["code"]) == (409, "no_call_promised")


def test_what_is_wrong_with_a_promise_is_said(desk: TestClient, ref: str) -> None:
    by = (NOW + timedelta(minutes=5)).isoformat()

    def refused(body: Body) -> tuple[int, str]:
        answer = desk.post(f"{API}/tickets/{ref}/call-back", json=body)
        return answer.status_code, answer.json()["code"]

    assert refused({"by": (NOW - timedelta(minutes=1)).isoformat()}) == (422, "call_back_in_past")
    assert refused({"by": by}) == (422, "no_number_to_call"), "who called last left none"
    assert refused({"by": by, "phone": "abc"}) == (422, "not_a_phone_number")
    assert refused({"by": by, "caller": 10**30}) == (422, "not_a_caller")
    assert refused({}) == (422, "invalid_input")
    assert desk.post(f"{API}/tickets/{ref}/called-back", json={"callers": [10**30]}).status_code == 422


def test_a_number_stays_with_who_had_none_and_beside_the_own_one_of_others(desk: TestClient, ref: str) -> None:
    by = (NOW + timedelta(minutes=30)).isoformat()
    first = {"by": by, "caller": amina(desk, ref), "phone": "02 555 12 34"}
    assert desk.post(f"{API}/tickets/{ref}/call-back", json=first).status_code == 200
    assert desk.post(f"{API}/tickets/{ref}/call-back", json={"by": by, "phone": "02 555 77 77"}).status_code == 200
    file = ticket(desk, ref)
    assert [caller["phone"] for caller in file["callers"]] == ["+32470123456", "+3225557777"]
    numbers = [event["data"].get("phone") for event in file["events"] if event["kind"] == "call_back_promised"]
    assert numbers == ["+3225551234", None]


def test_the_number_is_for_readers_of_persons_alone(
    desk: TestClient, ref: str, client_for: Callable[..., TestClient]
) -> None:
    by = (NOW + timedelta(minutes=30)).isoformat()
    wish = {"by": by, "caller": amina(desk, ref), "phone": "02 555 12 34"}
    desk.post(f"{API}/tickets/{ref}/call-back", json=wish)
    reader = client_for("storekeeper")
    assert "25551234" not in reader.get(f"{API}/tickets/{ref}").text
    assert "555 12 34" not in reader.get(f"/tickets/{ref}").text


def test_the_page_promises_shows_and_ends_it(desk: TestClient, ref: str) -> None:
    form = desk.get(f"/tickets/{ref}?do=promise").text
    assert re.findall(r'name="call_back_in" value="(\d*)"', form) == ["15", "30", "60", "120"]
    typed = {"caller": str(amina(desk, ref)), "call_back_in": "15", "phone": "02 555 12 34", "text": "Zegt wie komt"}
    refused = desk.post(f"/tickets/{ref}/call-back", data={**typed, "call_back_in": ""})
    assert (refused.status_code, "Say when you call back" in refused.text) == (422, True)
    past = desk.post(f"/tickets/{ref}/call-back", data={**typed, "call_back_at": "2020-01-01T10:00"})
    assert (past.status_code, "lies in the past" in past.text) == (422, True), "a moment that was typed counts first"
    assert "Zegt wie komt" in refused.text, "what was typed stays"
    assert desk.post(f"/tickets/{ref}/call-back", data=typed).status_code == 303
    page = desk.get(f"/tickets/{ref}").text
    assert "call back before" in page
    assert "02 555 12 34" in page
    assert f'href="/tickets/{ref}?do=called"' in page
    assert "Call back promised" in page
    nobody = desk.post(f"/tickets/{ref}/called-back", data={"text": "Alles gezegd"})
    assert (nobody.status_code, "Choose who was told" in nobody.text, "Alles gezegd" in nobody.text) == (
        422,
        True,
        True,
    )
    done = desk.post(f"/tickets/{ref}/called-back", data={"callers": typed["caller"], "text": "Alles gezegd"})
    assert done.status_code == 303
    after = desk.get(f"/tickets/{ref}").text
    assert "call back before" not in after
    assert f'href="/tickets/{ref}?do=called"' not in after
    late = desk.post(f"/tickets/{ref}/called-back", data={"callers": typed["caller"]})
    assert (late.status_code, "somebody has called already" in late.text) == (409, True)


def test_the_queue_shows_whom_to_ring_first_also_while_the_ticket_waits(desk: TestClient, ref: str) -> None:
    wait = {"reason": "contractor", "until": "2026-11-24"}
    assert desk.post(f"{API}/tickets/{ref}/pause", json=wait).status_code == 200
    by = (NOW + timedelta(minutes=5)).isoformat()
    desk.post(f"{API}/tickets/{ref}/call-back", json={"by": by, "caller": amina(desk, ref)})
    page = desk.get("/queue").text
    assert f'href="/tickets/{ref}?do=called"' in page
    assert "call back" in page


def test_a_ticket_without_callers_offers_no_call(desk: TestClient, client_for: Callable[..., TestClient]) -> None:
    body = {"title": "No light", "location": "ADM-01", "priority": "P4"}
    alone = desk.post(f"{API}/tickets", json=body).json()["ref"]
    page = desk.get(f"/tickets/{alone}").text
    assert "do=promise" not in page
    assert desk.post(f"/tickets/{alone}/call-back", data={"call_back_in": "15"}).status_code == 422


def test_the_handover_sheet_lists_each_call_that_was_promised_and_not_made(desk: TestClient, ref: str) -> None:
    def promise(minutes: int, **more: object) -> None:
        wish = {"by": (NOW + timedelta(minutes=minutes)).isoformat(), **more}
        assert desk.post(f"{API}/tickets/{ref}/call-back", json=wish).status_code == 200

    promise(50, caller=amina(desk, ref), text="Tells the price")
    promise(20, phone="02 555 77 77")
    sheet = desk.get("/handover").text
    assert sheet.index("02 555 77 77") < sheet.index("Tells the price")
    kept = desk.post(f"{API}/tickets/{ref}/called-back", json={"callers": [amina(desk, ref)]})
    assert kept.status_code == 200, kept.text
    assert "Tells the price" not in desk.get("/handover").text
    assert "02 555 77 77" in desk.get("/handover").text
