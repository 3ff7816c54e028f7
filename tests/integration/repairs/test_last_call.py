"""When the last call came in, above the queue; and how long the one at the desk has been going."""

from collections.abc import Callable
from datetime import timedelta

from fastapi.testclient import TestClient
from sqlalchemy import update

from ops.db import Database
from ops.repairs.models import Ticket
from tests.support.repairs_world import build_world
from tests.support.world import NOW


def test_the_queue_says_when_the_last_call_came_in(client_for: Callable[..., TestClient], database: Database) -> None:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    desk = client_for("dispatcher")
    assert "No call in the last 24 h" in desk.get("/queue").text
    body = {"title": "No heating", "location": "ADM-01", "priority": "P3"}
    assert desk.post("/api/v1/tickets", json=body).status_code == 201
    assert "Last call 11:00" in desk.get("/queue?fragment=on-call").text
    far = client_for("dispatcher", "building:NOR-01")
    assert "No call in the last 24 h" in far.get("/queue").text, "of other houses he hears nothing"
    with database.unit_of_work() as session:
        session.execute(update(Ticket).values(registered_at=NOW - timedelta(hours=25)))
    assert "No call in the last 24 h" in desk.get("/queue").text


def test_the_call_desk_counts_quietly_and_goes_on_after_a_refusal(
    client_for: Callable[..., TestClient], database: Database
) -> None:
    with database.unit_of_work() as session:
        build_world(session, NOW)
    desk = client_for("dispatcher")
    page = desk.get("/tickets/new").text
    assert 'role="timer" aria-live="off" data-seconds="0"' in page
    begun = (NOW - timedelta(seconds=90)).isoformat()
    refused = desk.post("/tickets/new", data={"begun_at": begun, "description": "Koud"})
    assert refused.status_code == 422
    assert 'data-seconds="90"' in refused.text
    assert f'name="begun_at" value="{begun}"' in refused.text
    assert "data-elapsed" not in desk.get("/tickets/new?paper=1").text
