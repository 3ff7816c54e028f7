"""A ticket that was known already: its callers stand on the one that goes on, and hear the reference that counts."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.db import Database
from ops.kit.models import OutboxMessage
from tests.support.repairs_world import build_world
from tests.support.world import NOW

API = "/api/v1"
Body = dict[str, Any]
AMINA = {"person": "P000001"}
ANN = {"name": "Ann", "phone": "+32470000001", "language": "en"}


@pytest.fixture
def desk(database: Database, client_for: Callable[..., TestClient]) -> TestClient:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    return client_for("dispatcher")


def _do(desk: TestClient, path: str, status: int = 200, **body: Any) -> Body:
    answer = desk.post(f"{API}{path}", json=body)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def _call(desk: TestClient, caller: Body | None = None) -> str:
    body = {"title": "No heating", "location": "ADM-01", "hazard": "no_heating"}
    return str(_do(desk, "/tickets", 201, **body, **({"caller": caller} if caller else {}))["ref"])


def _known(desk: TestClient, ref: str, other: str, status: int = 200) -> Body:
    return _do(desk, f"/tickets/{ref}/cancel", status, reason="duplicate", other=other)


def _ticket(desk: TestClient, ref: str) -> Body:
    return dict(desk.get(f"{API}/tickets/{ref}").json())


def _names(desk: TestClient, ref: str) -> list[str]:
    return [caller["name"] for caller in _ticket(desk, ref)["callers"]]


def _told(database: Database, words: str) -> list[tuple[str, str]]:
    """Language and body of the messages that say so."""
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).order_by(OutboxMessage.created_at)).all()
    return [(row.language, row.body) for row in rows if words in row.body]


def test_the_callers_stand_on_the_ticket_that_goes_on_and_hear_its_reference(
    desk: TestClient, database: Database
) -> None:
    kept, gone = _call(desk, ANN), _call(desk, AMINA)
    ended = _known(desk, gone, kept)
    assert (ended["status"], ended["duplicate_of"]) == ("cancelled", kept)
    assert _names(desk, kept) == ["Ann", "Amina Haddad"]
    assert [language for language, _ in _told(database, f"Votre numéro est désormais {kept}")] == ["fr"]
    file = _ticket(desk, kept)
    kinds = [event["kind"] for event in file["events"]]
    assert kinds[-3:-1] == ["caller_added", "duplicate_joined"]
    assert file["callers"][1]["informed_at"] is None, "that we know of it is no news yet"
    assert _told(database, "Both are one job now") == [], "who stood there already hears nothing new"


def test_a_caller_of_both_stands_there_once_and_hears_the_reference_too(desk: TestClient, database: Database) -> None:
    kept, gone = _call(desk, AMINA), _call(desk, AMINA)
    _known(desk, gone, kept)
    assert _names(desk, kept) == ["Amina Haddad"]
    assert len(_told(database, f"Votre numéro est désormais {kept}")) == 1


def test_the_links_that_were_sent_open_the_ticket_that_goes_on(desk: TestClient, database: Database) -> None:
    kept, gone = _call(desk, ANN), _call(desk, AMINA)
    body = next(body for _, body in _told(database, gone) if "/my/" in body)
    found = re.search(r"/my/[\w-]{22}", body)
    assert found is not None
    _known(desk, gone, kept)
    page = desk.get(found[0])
    assert page.status_code == 200
    assert kept in page.text
    assert gone not in page.text
    assert "traitons avec une autre demande" in page.text


def test_a_chain_leads_to_its_end_and_its_callers_with_it(desk: TestClient) -> None:
    first, second, third = _call(desk, AMINA), _call(desk, ANN), _call(desk, {"name": "Buur"})
    _known(desk, first, second)
    _known(desk, second, third)
    assert _ticket(desk, first)["duplicate_of"] == third
    assert _names(desk, third) == ["Buur", "Ann", "Amina Haddad"]
    late = _call(desk, {"name": "Laat"})
    assert _known(desk, late, first)["duplicate_of"] == third, "who names one that went on elsewhere means the last"
    assert "Laat" in _names(desk, third)


def test_what_cannot_go_on_is_refused_and_nothing_is_changed(desk: TestClient) -> None:
    one, other = _call(desk, AMINA), _call(desk, ANN)
    assert _known(desk, one, one, 422)["code"] == "duplicate_of_itself"
    assert _known(desk, one, "T26-999999", 422)["code"] == "unknown_ticket_named"
    _do(desk, f"/tickets/{other}/resolve", finding="answered")
    assert _known(desk, one, other, 409)["code"] == "ticket_resolved"
    assert (_ticket(desk, one)["status"], _names(desk, other)) == ("open", ["Ann"])
    third = _call(desk)
    _known(desk, third, one)
    assert _known(desk, one, third, 422)["code"] == "duplicate_of_itself", "a ring has no end"


def test_a_ticket_out_of_reach_is_no_ticket(desk: TestClient, client_for: Callable[..., TestClient]) -> None:
    far = str(_do(desk, "/tickets", 201, title="Cold", location="NOR-01", priority="P3")["ref"])
    token = client_for("dispatcher", "building:ADM-01")
    near = str(_do(desk, "/tickets", 201, title="Cold", location="ADM-01", priority="P3")["ref"])
    assert _known(token, near, far, 422)["code"] == "unknown_ticket_named"


def test_a_promised_call_goes_along_and_the_earlier_promise_counts(desk: TestClient) -> None:
    kept, gone = _call(desk, AMINA), _call(desk, AMINA)
    _do(desk, f"/tickets/{kept}/call-back", by=(NOW + timedelta(hours=2)).isoformat())
    _do(desk, f"/tickets/{gone}/call-back", by=(NOW + timedelta(hours=1)).isoformat(), text="The price")
    _known(desk, gone, kept)
    clock = next(each for each in _ticket(desk, kept)["clocks"] if each["name"] == "call_back")
    assert (clock["state"], clock["due_at"]) == ("running", "2026-11-20T11:00:00Z")
    assert "The price" in desk.get(f"/tickets/{kept}?do=called").text


def test_the_page_offers_the_likeliest_and_both_pages_lead_to_each_other(desk: TestClient) -> None:
    kept, gone = _call(desk, ANN), _call(desk, AMINA)
    form = desk.get(f"/tickets/{gone}?do=cancel").text
    assert re.search(rf'name="same" value="{kept}" checked', form)
    own = desk.post(f"/tickets/{gone}/cancel", data={"cancel_reason": "duplicate", "same": kept, "other": gone})
    assert (own.status_code, "Name another ticket" in own.text) == (422, True)
    done = desk.post(f"/tickets/{gone}/cancel", data={"cancel_reason": "duplicate", "same": kept})
    assert done.status_code == 303
    assert f'href="/tickets/{kept}"' in desk.get(f"/tickets/{gone}").text
    assert "This trouble was known already" in desk.get(f"/tickets/{gone}").text
    page = desk.get(f"/tickets/{kept}").text
    assert "The same trouble" in page
    assert f'href="/tickets/{gone}"' in page
    assert f"from {gone}" in page


def test_who_reported_what_was_known_reads_that_it_goes_on(
    desk: TestClient, client_for: Callable[..., TestClient]
) -> None:
    known, again, error = _call(desk), _call(desk), _call(desk)
    _known(desk, again, known)
    _do(desk, f"/tickets/{error}/cancel", reason="error", text="Wrong building")
    mine = client_for("building_user", scope="building:ADM-01").get("/my-tickets").text
    row = {ref: mine[mine.index(f'id="row-{ref}"') :].partition("</li>")[0] for ref in (again, error)}
    assert "We deal with it together with another request" in row[again]
    assert "Your request is closed" in row[error]
