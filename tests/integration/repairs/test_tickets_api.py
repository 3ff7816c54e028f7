"""Tickets and work orders over HTTP: one call, its work, its conflicts, and who sees what."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from ops.kit.models import OutboxMessage
from ops.repairs.models import Ticket
from tests.support.repairs_world import World, build_world
from tests.support.world import NOW

API = "/api/v1"
ClientFor = Callable[..., TestClient]
Body = dict[str, Any]
#: What a ticket is told to do next, with what it needs for that.
DECISIONS: Mapping[str, Body] = {
    "pause": {"reason": "part", "until": "2026-11-24"},
    "resume": {},
    "resolve": {"finding": "answered"},
    "reopen": {"reason": "Still broken"},
    "cancel": {"reason": "withdrawn"},
}


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


@pytest.fixture
def desk(world: World, client_for: ClientFor) -> TestClient:
    return client_for("dispatcher")


def call(client: TestClient, **changes: Any) -> Body:
    body = {"title": "No heating", "location": "ADM-01", "hazard": "no_heating", "priority_reason": "", **changes}
    answer = client.post(f"{API}/tickets", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def act(client: TestClient, path: str, body: Body | None = None, status: int = 200) -> Body:
    answer = client.post(f"{API}{path}", json=body or {})
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def order_for(client: TestClient, ref: str, team: str = "rapid-centre") -> Body:
    return act(client, f"/tickets/{ref}/work-orders", {"team": team, "task": "Look", "dispatch": True}, 201)


def complete(client: TestClient, order: str, finding: str = "repaired") -> Body:
    act(client, f"/work-orders/{order}/accept")
    act(client, f"/work-orders/{order}/start")
    return act(client, f"/work-orders/{order}/complete", {"finding": finding, "text": "Valve replaced"})


def test_a_call_gets_priority_clocks_and_reasons_at_once(desk: TestClient) -> None:
    ticket = call(desk, caller={"name": "Mevr. Peeters", "phone": "02 555 12 34"})
    assert ticket["id"] == ticket["ref"] == "T26-000001"
    assert (ticket["status"], ticket["priority"], ticket["trade"]) == ("open", "P2", "heating")
    assert [clock["name"] for clock in ticket["clocks"]] == ["respond", "make_safe", "complete", "inform_caller"]
    complete_clock = ticket["clocks"][2]
    assert complete_clock["due_at"] == "2026-11-25T15:30:00Z"
    assert complete_clock["why"] == "P2 gives 3 working days from Fri 20 Nov 11:00."
    assert ticket["priority_reason"] == "Hazard: No heating, in the heating season"
    assert ticket["callers"][0]["phone"] == "+3225551234"


def test_the_whole_work_resolves_the_ticket_and_tells_its_caller(desk: TestClient, database: Database) -> None:
    ref = call(desk, caller={"person": "P000001"})["ref"]
    order = order_for(desk, ref)
    assert order["status"] == "dispatched"
    done = complete(desk, order["ref"])
    assert (done["status"], done["ticket_status"]) == ("completed", "resolved")
    ticket = desk.get(f"{API}/tickets/{ref}").json()
    assert (ticket["finding"], ticket["next_due_at"]) == ("repaired", None)
    assert {clock["state"] for clock in ticket["clocks"]} == {"in_time"}
    with database.reading() as session:
        told = session.query(OutboxMessage).filter_by(event="ticket_resolved").all()
    assert [(message.language, message.recipient_name) for message in told] == [("fr", "Amina Haddad")]


def test_the_same_key_makes_one_ticket_however_often_it_is_pressed(desk: TestClient, database: Database) -> None:
    body = {"title": "Door", "location": "ADM-01", "priority": "P4"}
    answers = [desk.post(f"{API}/tickets", json=body, headers={"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    other = desk.post(f"{API}/tickets", json={**body, "title": "Other"}, headers={"Idempotency-Key": "k1"})
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    with database.reading() as session:
        assert session.query(Ticket).count() == 1


def test_the_second_of_two_editors_is_told_and_nothing_is_lost(desk: TestClient) -> None:
    ref = call(desk)["ref"]
    etag = desk.get(f"{API}/tickets/{ref}").headers["etag"]
    raised = {"priority": "P1", "reason": "Baby of 7 months"}
    first = desk.post(f"{API}/tickets/{ref}/triage", json=raised, headers={"If-Match": etag})
    second = desk.post(
        f"{API}/tickets/{ref}/triage", json={"priority": "P4", "reason": "x"}, headers={"If-Match": etag}
    )
    assert first.status_code == 200
    assert (second.status_code, second.json()["code"]) == (412, "edited_meanwhile")
    assert desk.get(f"{API}/tickets/{ref}").json()["priority"] == "P1"


def test_a_conflict_names_what_is_in_the_way_and_the_ways_out(desk: TestClient) -> None:
    ref = call(desk)["ref"]
    order = order_for(desk, ref)["ref"]
    refused = act(desk, f"/tickets/{ref}/resolve", {"finding": "answered"}, 409)
    assert refused["code"] == "work_orders_open"
    assert refused["params"]["work_orders"] == order
    assert "cancel" in refused["params"]["ways_out"].split()
    early = act(desk, f"/work-orders/{order}/complete", {"finding": "repaired"}, 409)
    assert early["code"] == "work_order_dispatched"
    assert early["params"]["ways_out"] == "accept refuse unreachable start no-access cancel"


def test_work_that_is_refused_or_cancelled_gives_the_ticket_back(desk: TestClient) -> None:
    ref = call(desk)["ref"]
    order = order_for(desk, ref)["ref"]
    assert act(desk, f"/work-orders/{order}/refuse", {}, 422)["errors"][0]["field"] == "reason"
    assert act(desk, f"/work-orders/{order}/refuse", {"text": "No van"})["ticket_status"] == "open"


def test_a_wait_names_a_date_and_stops_only_completion(desk: TestClient) -> None:
    ref = call(desk)["ref"]
    order = order_for(desk, ref)["ref"]
    act(desk, f"/work-orders/{order}/start", {"made_safe": True})
    act(desk, f"/work-orders/{order}/need-part", {"until": "2026-11-19"}, 422)
    act(desk, f"/work-orders/{order}/need-part", {"until": "2026-11-24", "text": "Valve"})
    ticket = desk.get(f"{API}/tickets/{ref}").json()
    assert (ticket["status"], ticket["waiting_for"]) == ("waiting", "part")
    assert ticket["waiting_until"] == "2026-11-24T07:00:00Z"
    states = {clock["name"]: clock["state"] for clock in ticket["clocks"]}
    assert states == {"respond": "in_time", "make_safe": "in_time", "complete": "paused"}


def test_reopening_keeps_the_reference_and_starts_completion_anew(desk: TestClient) -> None:
    ref = call(desk)["ref"]
    complete(desk, order_for(desk, ref)["ref"])
    again = act(desk, f"/tickets/{ref}/reopen", {"reason": "Cold again"})
    assert (again["ref"], again["status"], again["reopened_count"]) == (ref, "open", 1)
    assert act(desk, f"/tickets/{ref}/reopen", {"reason": "x"}, 409)["code"] == "ticket_not_resolved"


def test_cancelling_a_duplicate_names_the_ticket_that_goes_on(desk: TestClient) -> None:
    first, second = call(desk)["ref"], call(desk)
    assert second["similar"][0]["ref"] == first
    assert second["similar"][0]["why"] == "same_place"
    assert act(desk, f"/tickets/{second['ref']}/cancel", {"reason": "duplicate"}, 422)["errors"][0]["field"] == "other"
    gone = act(desk, f"/tickets/{second['ref']}/cancel", {"reason": "duplicate", "other": first})
    assert (gone["status"], gone["actions"]) == ("cancelled", ["notes"])


def test_one_more_caller_makes_an_incident_and_each_is_informed_for_himself(desk: TestClient) -> None:
    ref = call(desk, caller={"name": "One"})["ref"]
    act(desk, f"/tickets/{ref}/callers", {"name": "Two", "phone": "+32 470 11 22 33"})
    two = act(desk, f"/tickets/{ref}/notes", {"text": "Told by phone", "informed": "all"})
    assert two["caller_count"] == 2
    assert all(caller["informed_at"] for caller in two["callers"])


def test_the_queue_is_sorted_by_the_earliest_running_deadline_page_by_page(desk: TestClient) -> None:
    by_priority = {
        priority: call(desk, hazard=None, priority=priority)["ref"] for priority in ("P4", "P1", "P3", "P2", "P5")
    }
    paused = call(desk, hazard=None, priority="P3")["ref"]
    complete_order = order_for(desk, paused)["ref"]
    act(desk, f"/work-orders/{complete_order}/start")
    act(desk, f"/work-orders/{complete_order}/need-part", {"until": "2026-12-01"})
    refs: list[str] = []
    cursor = None
    while True:
        params = {"sort": "due", "limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = desk.get(f"{API}/tickets", params=params).json()
        refs += [item["ref"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert refs == [by_priority[p] for p in ("P1", "P2", "P3", "P4", "P5")] + [paused]


#: Query -> how many of the two tickets below it finds.
FILTERS = {
    "status=new": 0,
    "status=open,dispatched": 2,
    "status=live": 2,
    "team=rapid-north": 1,
    "location=NOR-01": 1,
    "q=HEIZKÖRPER": 1,
    "q=peeters": 1,
    "q=0470 99": 0,
    "priority=P2": 1,
    "overdue=true": 1,
    "origin=alert": 0,
}


def test_the_list_filters_by_what_a_colleague_would_send_as_a_link(desk: TestClient) -> None:
    call(desk, title="Heizkorper kalt", caller={"name": "Dhr. Peeters"}, aware_at="2026-11-19T06:00:00+01:00")
    north = call(desk, hazard=None, priority="P4", location="NOR-01")["ref"]
    order_for(desk, north, "rapid-north")
    found = {query: len(desk.get(f"{API}/tickets?{query}").json()["items"]) for query in FILTERS}
    assert found == FILTERS


#: What is wrong with a call -> the field that the answer names.
FAULTS: list[tuple[Body, str]] = [
    ({"location": "NOWHERE"}, "location"),
    ({"hazard": "dragons"}, "hazard"),
    ({"trade": "magic"}, "trade"),
    ({"priority": "P4"}, "priority_reason"),
    ({"aware_at": "2027-01-01T00:00:00Z"}, "aware_at"),
    ({"aware_at": "0001-01-01T00:00:00Z"}, "aware_at"),
    ({"aware_at": "2026-11-20T10:00:00"}, "aware_at"),
    ({"installation": "NONE"}, "installation"),
    ({"caller": {"phone": "twelve"}}, "phone"),
    ({"caller": {"person": "P9"}}, "person"),
    ({"title": " "}, "title"),
    ({"description": "a\x00b"}, "description"),
]


def test_bad_input_names_its_field_and_stores_nothing(desk: TestClient) -> None:
    for fault, field in FAULTS:
        wish = {"title": "x", "location": "ADM-01", "hazard": "no_heating", **fault}
        answer = desk.post(f"{API}/tickets", json=wish)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field), answer.text
    assert desk.get(f"{API}/tickets").json()["items"] == []


def test_an_installation_belongs_to_the_building_of_the_place(desk: TestClient) -> None:
    assert call(desk, installation="R-017-L1", location="ADM-01-R1")["installation"] == "R-017-L1"
    answer = desk.post(
        f"{API}/tickets", json={"title": "x", "location": "NOR-01", "installation": "R-017-L1", "priority": "P4"}
    )
    assert answer.json()["code"] == "unknown_installation"


def test_a_concierge_reports_for_his_building_and_the_priority_waits_for_a_dispatcher(
    world: World, client_for: ClientFor, desk: TestClient
) -> None:
    concierge = client_for("concierge", "building:ADM-01")
    ticket = call(concierge)
    assert ticket["status"] == "new"
    assert ticket["callers"][0]["name"] is None
    assert concierge.post(f"{API}/tickets", json={"title": "x", "location": "NOR-01"}).status_code == 422
    assert act(desk, f"/tickets/{ticket['ref']}/work-orders", {"team": "rapid-centre"}, 409)["code"] == "ticket_new"
    assert act(desk, f"/tickets/{ticket['ref']}/triage", {"priority": "P2"})["status"] == "open"
    assert [t["ref"] for t in concierge.get(f"{API}/tickets").json()["items"]] == [ticket["ref"]]
    assert concierge.post(f"{API}/tickets/{ticket['ref']}/notes", json={"text": "x"}).status_code == 403


def test_a_technician_sees_his_zone_and_a_firm_only_its_own_orders(client_for: ClientFor, desk: TestClient) -> None:
    centre = call(desk)["ref"]
    lift = call(desk, hazard="only_lift")["ref"]
    own_order = order_for(desk, centre)["ref"]
    firm_order = order_for(desk, lift, "lift-firm")["ref"]
    north, firm = client_for("technician", "zone:north"), client_for("contractor", "firm:lifts")
    assert client_for("technician", "zone:centre").get(f"{API}/tickets/{centre}").status_code == 200
    assert north.get(f"{API}/tickets/{centre}").status_code == 404
    assert north.post(f"{API}/work-orders/{own_order}/accept", json={}).status_code == 404
    assert [t["ref"] for t in firm.get(f"{API}/tickets").json()["items"]] == [lift]
    assert firm.get(f"{API}/work-orders/{own_order}").status_code == 404
    assert act(firm, f"/work-orders/{firm_order}/accept")["status"] == "accepted"


def test_a_firm_says_how_its_own_job_goes_and_not_how_the_ticket_goes_on(
    client_for: ClientFor, desk: TestClient
) -> None:
    firm = client_for("contractor", "firm:lifts")
    ref = call(desk, hazard="only_lift")["ref"]
    theirs, ours = order_for(desk, ref, "lift-firm")["ref"], order_for(desk, ref)["ref"]
    for what, body in DECISIONS.items():
        assert act(firm, f"/tickets/{ref}/{what}", body, 403)["code"] == "not_allowed"
    assert firm.post(f"{API}/work-orders/{ours}/cancel", json={}).status_code == 404
    sent = act(firm, f"/tickets/{ref}/work-orders", {"team": "rapid-north", "dispatch": True}, 422)
    assert sent["code"] == "unknown_team"
    act(firm, f"/tickets/{ref}/notes", {"text": "Door contact worn"})
    act(firm, f"/work-orders/{theirs}/refuse", {"text": "No van"})
    assert firm.get(f"{API}/tickets/{ref}").status_code == 200
    assert firm.post(f"{API}/tickets/{ref}/notes", json={"text": "One more word"}).status_code == 404
    assert act(desk, f"/tickets/{ref}/cancel", {"reason": "withdrawn"})["status"] == "cancelled"


def test_a_technician_calls_back_no_job_that_is_not_his(client_for: ClientFor, desk: TestClient) -> None:
    """A colleague of the north was asked to the centre: he ends no ticket on which others work."""
    north = client_for("technician", "zone:north")
    ref = call(desk, hazard="only_lift")["ref"]
    order_for(desk, ref, "rapid-north")
    theirs = order_for(desk, ref, "lift-firm")["ref"]
    refused = act(north, f"/tickets/{ref}/cancel", {"reason": "withdrawn"}, 409)
    assert (refused["code"], refused["params"]["work_orders"]) == ("work_orders_open", theirs)
    act(desk, f"/work-orders/{theirs}/cancel")
    assert act(north, f"/tickets/{ref}/cancel", {"reason": "withdrawn"})["status"] == "cancelled"


def test_personal_data_stay_with_those_who_may_read_persons(client_for: ClientFor, desk: TestClient) -> None:
    ref = call(desk, caller={"name": "Mevr. Geheim", "phone": "+3225551234"})["ref"]
    answer = client_for("energy_coordinator").get(f"{API}/tickets/{ref}")
    assert answer.status_code == 200
    assert "Geheim" not in answer.text
    assert "5551234" not in answer.text
    assert client_for("director").get(f"{API}/tickets/{ref}").status_code == 403


def test_an_urgent_call_pages_the_dispatchers_once_for_each_priority(desk: TestClient, database: Database) -> None:
    ref = call(desk)["ref"]
    act(desk, f"/tickets/{ref}/triage", {"priority": "P1", "reason": "Oxygen"})
    act(desk, f"/tickets/{ref}/triage", {"priority": "P3", "reason": "Electric heater placed"})
    call(desk, hazard="routine")
    with database.reading() as session:
        pages = session.query(OutboxMessage).filter_by(is_page=True).all()
    assert sorted(page.subject for page in pages) == ["P1: No heating", "P2: No heating"]
    assert {page.about_ref for page in pages} == {ref}
