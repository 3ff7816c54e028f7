"""The planning board and the ticket's page: who goes where and when, how to get in, whom to send instead."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.db import Database
from ops.repairs.models import Team, TeamMember, WorkOrder
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW, add_user, grant

ClientFor = Callable[..., TestClient]
MONDAY = "rapid-centre|2026-11-23T07:00:00+00:00|2026-11-23T09:00:00+00:00"


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


@pytest.fixture
def desk(world: World, client_for: ClientFor) -> TestClient:
    return client_for("dispatcher")


def sent(desk: TestClient, team: str = "rapid-centre", **more: object) -> tuple[str, str]:
    """A ticket with an order that was sent; both by reference."""
    ticket = desk.post("/api/v1/tickets", json={"title": "Leak", "location": "ADM-01-R1", "priority": "P3"}).json()
    body = {"team": team, "task": "Look", "dispatch": True, **more}
    order = desk.post(f"/api/v1/tickets/{ticket['ref']}/work-orders", json=body).json()
    return str(ticket["ref"]), str(order["ref"])


def slot_of(database: Database, ref: str) -> tuple[object, object]:
    with database.reading() as session:
        order = session.scalars(select(WorkOrder).where(WorkOrder.ref == ref)).one()
        return order.slot_from_at, order.technician_id


def member(database: Database) -> int:
    with database.unit_of_work() as session:
        user = add_user(session, [grant("technician", "zone:centre")], "en", NOW)
        team = session.scalars(select(Team.id).where(Team.code == "rapid-centre")).one()
        session.add(TeamMember(team_id=team, user_id=user))
        return user


def test_an_order_is_chosen_and_given_a_place(desk: TestClient, database: Database) -> None:
    user, (_, order) = member(database), sent(desk)
    board = desk.get("/planning?on=2026-11-23").text
    assert "1 without an appointment" in board
    assert 'name="place"' not in board
    chosen = desk.get(f"/planning?on=2026-11-23&order={order}").text
    place = next(value for value in re.findall(r'name="place" value="([^"]+)"', chosen) if f"/{user}|" in value)
    done = desk.post(f"/planning/{order}", data={"place": place, "view": "day", "on": "2026-11-23", "version": "2"})
    assert (done.status_code, done.headers["location"]) == (303, "/planning?view=day&on=2026-11-23")
    assert slot_of(database, order)[1] == user
    placed = desk.get("/planning?on=2026-11-23").text
    assert "Everything has its hour" in placed
    assert "1 h of 1 h 24" in placed
    assert order in desk.get("/planning?view=week&on=2026-11-27&fragment=board").text


def test_the_second_dispatcher_is_told_and_the_order_stays_chosen(desk: TestClient, database: Database) -> None:
    _, order = sent(desk)
    first = desk.post(f"/planning/{order}", data={"place": MONDAY, "on": "2026-11-23", "version": "2"})
    second = desk.post(f"/planning/{order}", data={"place": MONDAY.replace("T07", "T08"), "version": "2"})
    assert (first.status_code, second.status_code) == (303, 412)
    assert "Let go" in second.text
    assert slot_of(database, order)[0] == NOW.replace(day=23, hour=7)


@pytest.mark.parametrize("place", ["", "rapid-centre", "x|y|z", "rapid-centre/sam|2026-11-23|2026-11-24"])
def test_a_place_that_no_button_sends_is_refused(desk: TestClient, place: str) -> None:
    _, order = sent(desk)
    assert desk.post(f"/planning/{order}", data={"place": place}).status_code == 422


def test_no_order_is_planned_that_somebody_works_on(desk: TestClient) -> None:
    _, order = sent(desk)
    desk.post(f"/work-orders/{order}/start")
    assert 'name="place"' not in desk.get(f"/planning?on=2026-11-23&order={order}").text
    assert desk.post(f"/planning/{order}", data={"place": MONDAY}).status_code == 409


@pytest.mark.parametrize(
    "query", ["on=never", "on=1999-01-01", "view=year", "order=W26-999999", "view=week&on=2026-12-25"]
)
def test_any_address_of_the_board_shows_a_board(desk: TestClient, query: str) -> None:
    assert desk.get(f"/planning?{query}").status_code == 200


def test_the_ticket_says_how_to_get_in_and_a_step_leads_back_to_it(desk: TestClient) -> None:
    ticket, order = sent(desk)
    desk.post(f"/work-orders/{order}/no-access", data={"proof": "photo 12", "card": "letter box", "text": "Rang"})
    page = desk.get(f"/tickets/{ticket}").text
    assert "How do we get in?" in page
    assert "Go again" in page
    step = {"tried": "call", "text": "No answer", "back": ticket}
    assert desk.post(f"/work-orders/{order}/access-step", data=step).headers["location"] == f"/tickets/{ticket}"
    assert "Tenant rung" in desk.get(f"/tickets/{ticket}").text
    elsewhere = desk.post(f"/work-orders/{order}/access-step", data={**step, "back": "T/../../evil"})
    assert elsewhere.headers["location"] == f"/work-orders/{order}"


def test_a_firm_out_of_reach_is_replaced_with_one_click(desk: TestClient, database: Database) -> None:
    ticket, order = sent(desk, "rapid-centre")
    desk.post(f"/work-orders/{order}/unreachable", data={"reason": "unreachable", "text": "Phone rings"})
    page = desk.get(f"/tickets/{ticket}").text
    assert 'name="other_team" value="rapid-north"' not in page, "the north does not know this trade"
    desk.post(f"/api/v1/tickets/{ticket}/triage", json={"priority": "P3", "trade": "plumbing", "reason": "Leak"})
    page = desk.get(f"/tickets/{ticket}").text
    form = page[page.index('name="other_team" value="rapid-north"') - 400 :]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)[:5])
    fields |= {"other_team": "rapid-north", "sure": "1"}
    assert desk.post(f"/tickets/{ticket}/work-orders", data=fields).status_code == 303
    with database.reading() as session:
        assert session.scalars(select(WorkOrder.status).order_by(WorkOrder.id)).all() == ["refused", "dispatched"]


def test_what_the_second_dispatcher_typed_on_a_ticket_is_not_lost(desk: TestClient) -> None:
    ticket, _ = sent(desk)
    until = (NOW + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M")
    form = {"pause_reason": "network_operator", "until": until, "operator": "Sibelga", "reference": "SIB-9",
            "text": "Whole street", "version": "1"}  # fmt: skip
    told = desk.post(f"/tickets/{ticket}/pause", data=form)
    assert told.status_code == 412
    for typed in ("Sibelga", "SIB-9", "Whole street"):
        assert typed in told.text
    fresh = {**form, "version": re.findall(r'name="version" value="(\d+)"', told.text)[0]}
    assert desk.post(f"/tickets/{ticket}/pause", data=fresh).status_code == 303
    assert "the network is out" in desk.get(f"/tickets/{ticket}").text


def test_a_double_click_on_a_form_makes_one_order(desk: TestClient, database: Database) -> None:
    ticket = desk.post("/api/v1/tickets", json={"title": "Leak", "location": "ADM-01", "priority": "P3"}).json()["ref"]
    form = {"team": "rapid-centre", "task": "Look", "idempotency_key": str(uuid4()), "version": "1"}
    answers = {desk.post(f"/tickets/{ticket}/work-orders", data=form).status_code for _ in range(2)}
    assert answers == {303}
    with database.reading() as session:
        assert len(session.scalars(select(WorkOrder)).all()) == 1


@pytest.mark.parametrize(
    ("act", "form", "field"),
    [
        ("need-part", {"until": "2026-11-25T08:00", "part": "Valve", "quantity": "many"}, "quantity"),
        ("need-part", {"until": "2026-11-25T08:00", "part": "Valve", "quantity": "0"}, "quantity"),
        ("need-part", {"until": "2026-11-25T08:00", "part": "Valve", "quantity": "9" * 150}, "quantity"),
        ("follow-on", {"task": ""}, "task"),
        ("slot", {}, "slot"),
        ("no-access", {"kind": "asleep"}, "kind"),
        ("unreachable", {"reason": "lazy"}, "reason"),
        ("assign", {"goes": "nobody/x"}, "goes"),
        ("assign", {"goes": "rapid-centre/" + "9" * 30}, "goes"),
        ("assign", {"goes": ""}, "goes"),
    ],
)
def test_a_form_that_is_refused_keeps_its_place(desk: TestClient, act: str, form: dict[str, str], field: str) -> None:
    _, order = sent(desk)
    if act in ("need-part", "follow-on"):
        desk.post(f"/work-orders/{order}/start")
    refused = desk.post(f"/work-orders/{order}/{act}", data={**form, "text": "Typed words"})
    assert refused.status_code == 422, refused.text
    assert f'id="e-{field}"' in refused.text
    if act not in ("slot", "assign"):
        assert "Typed words" in refused.text
