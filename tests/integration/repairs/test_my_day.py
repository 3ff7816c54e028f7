"""The technician's day and job: what comes first, who is rung, and where one goes after a job."""

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from ops.access.models import User
from ops.db import Database
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


@pytest.fixture
def desk(world: World, client_for: ClientFor) -> TestClient:
    return client_for("dispatcher")


@pytest.fixture
def technician(desk: TestClient, client_for: ClientFor) -> TestClient:
    return client_for("technician", "zone:centre")


def sent(desk: TestClient, title: str, hazard: str) -> str:
    """A work order for the team of the centre."""
    call = {"name": "Amina", "phone": "0470 12 34 56", "location": "ADM-01-R1", "title": title, "hazard": hazard}
    ticket = desk.post("/tickets/new", data=call).headers["location"]
    desk.post(f"{ticket}/work-orders", data={"team": "rapid-centre", "version": "1"})
    return str(re.findall(r"W26-\d{6}", desk.get(ticket).text)[0])


def test_danger_stands_first_and_what_waits_apart(desk: TestClient, technician: TestClient) -> None:
    damp, parts = sent(desk, "Vochtvlek", "damp"), sent(desk, "Kraan lekt", "leak")
    burst = sent(desk, "Water uit de muur", "burst_pipe")
    for step in ("accept", "start"):
        technician.post(f"/work-orders/{parts}/{step}")
    technician.post(f"/work-orders/{parts}/need-part", data={"until": "2026-12-01T08:00"})
    day = technician.get("/my-work").text
    places = [day.index(f"/work-orders/{each}") for each in (burst, damp, parts)]
    assert places == sorted(places)
    assert places[1] < day.index("Waiting (1)") < places[2]
    assert "2 jobs · 1 waits" in day
    assert re.search(r'href="/my-work".*?class="count[^>]*>2<', day), "the menu counts the same"
    for path in (f"/work-orders/{burst}", f"/work-orders/{burst}/print"):
        assert "Close the main valve first." in technician.get(path).text
        assert "Sluit eerst de hoofdkraan." in technician.get(f"{path}?lang=nl").text
        technician.get("/my-work?lang=en")


def test_after_a_job_the_next_one_is_the_way_on(desk: TestClient, technician: TestClient) -> None:
    first, second = sent(desk, "Water uit de muur", "burst_pipe"), sent(desk, "Vochtvlek", "damp")
    technician.post(f"/work-orders/{first}/start")
    technician.post(f"/work-orders/{first}/complete", data={"finding": "repaired"})
    done = technician.get(f"/work-orders/{first}").text
    assert re.search(rf'class="button button-primary" href="/work-orders/{second}"', done)
    assert "Next: Vochtvlek" in done
    technician.post(f"/work-orders/{second}/refuse", data={"text": "Geen ladder"})
    assert 'class="button button-primary" href="/my-work"' in technician.get(f"/work-orders/{second}").text


def test_what_is_left_empty_is_answered_beside_its_field(desk: TestClient, technician: TestClient) -> None:
    order = sent(desk, "Vochtvlek", "damp")
    technician.post(f"/work-orders/{order}/start")
    for step, field in (("complete", "finding"), ("need-part", "until")):
        answer = technician.post(f"/work-orders/{order}/{step}", data={})
        assert answer.status_code == 422, step
        assert f'id="e-{field}"' in answer.text
        assert "novalidate" in answer.text
    refused = technician.post(f"/work-orders/{sent(desk, 'Kraan', 'leak')}/refuse", data={})
    assert refused.status_code == 422
    assert 'id="e-text"' in refused.text


def test_the_dispatcher_on_duty_is_rung_from_a_job(
    desk: TestClient, technician: TestClient, database: Database
) -> None:
    order = sent(desk, "Vochtvlek", "damp")
    assert "Call dispatching" not in technician.get(f"/work-orders/{order}").text, "nobody left a number"
    with database.unit_of_work() as session:
        session.execute(update(User).where(User.email.startswith("dispatcher")).values(phone="+3225551234"))
    for path in (f"/work-orders/{order}", "/my-work"):
        assert 'href="tel:+3225551234"' in technician.get(path).text
    assert "Call dispatching" not in desk.get(f"/work-orders/{order}").text
