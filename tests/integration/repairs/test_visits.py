"""Visits: follow-on work, parts, closed doors, appointments, firms out of reach, and commands of a tablet."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.db import Database
from ops.estate.models import Firm
from ops.kit.models import OutboxMessage
from ops.repairs.models import Team, TeamMember, WorkOrder
from tests.support.repairs_world import World, build_world, team
from tests.support.world import NOW, add_user, grant

API = "/api/v1"
ClientFor = Callable[..., TestClient]
Body = dict[str, Any]


@pytest.fixture
def world(database: Database) -> World:
    with database.unit_of_work() as session:
        return build_world(session, NOW)


@pytest.fixture
def desk(world: World, client_for: ClientFor) -> TestClient:
    return client_for("dispatcher")


def act(client: TestClient, path: str, body: Body | None = None, status: int = 200, headers: Any = None) -> Body:
    answer = client.post(f"{API}{path}", json=body or {}, headers=headers)
    assert answer.status_code == status, answer.text
    return dict(answer.json())


def call(client: TestClient, **changes: Any) -> str:
    body = {"title": "No heating", "location": "ADM-01", "priority": "P3", **changes}
    return str(act(client, "/tickets", body, 201)["ref"])


def order_for(client: TestClient, ref: str, team: str = "rapid-centre", **more: Any) -> str:
    body = {"team": team, "task": "Look", "dispatch": True, **more}
    return str(act(client, f"/tickets/{ref}/work-orders", body, 201)["ref"])


def ticket_of(client: TestClient, ref: str) -> Body:
    return dict(client.get(f"{API}/tickets/{ref}").json())


def kinds(client: TestClient, ref: str) -> list[str]:
    return [event["kind"] for event in ticket_of(client, ref)["events"]]


@pytest.fixture
def sent(desk: TestClient) -> tuple[str, str]:
    ref = call(desk)
    return ref, order_for(desk, ref)


@pytest.fixture
def on_site(desk: TestClient, sent: tuple[str, str]) -> tuple[str, str]:
    act(desk, f"/work-orders/{sent[1]}/start")
    return sent


# Follow-on -----------------------------------------------------------------------------------------------------------


def test_follow_on_ends_the_visit_and_makes_a_child_with_the_same_clocks(
    desk: TestClient, on_site: tuple[str, str]
) -> None:
    ref, order = on_site
    before = ticket_of(desk, ref)
    mother = act(desk, f"/work-orders/{order}/follow-on", {"task": "Plaster the wall", "trade": "painting"}, 201)
    after = ticket_of(desk, ref)
    assert (mother["status"], after["status"]) == ("completed", "open")
    child = desk.get(f"{API}/work-orders/{mother['children'][0]}").json()
    assert {key: child[key] for key in ("status", "kind", "mother", "trade", "task")} == {
        "status": "planned", "kind": "follow_on", "mother": order, "trade": "painting", "task": "Plaster the wall",
    }  # fmt: skip
    assert after["aware_at"] == before["aware_at"]
    dues = [{clock["name"]: clock["due_at"] for clock in each["clocks"]} for each in (before, after)]
    assert dues[0] == dues[1]


def test_follow_on_for_a_team_is_sent_at_once_and_the_child_resolves_the_ticket(
    desk: TestClient, on_site: tuple[str, str]
) -> None:
    ref, order = on_site
    body = {"task": "Finish", "team": "rapid-north"}
    child = act(desk, f"/work-orders/{order}/follow-on", body, 201)["children"][0]
    assert ticket_of(desk, ref)["status"] == "dispatched"
    act(desk, f"/work-orders/{child}/start")
    done = act(desk, f"/work-orders/{child}/complete", {"finding": "repaired"})
    assert done["ticket_status"] == "resolved"


def test_urgent_follow_on_raises_the_priority_and_says_why(desk: TestClient, on_site: tuple[str, str]) -> None:
    ref, order = on_site
    act(desk, f"/work-orders/{order}/follow-on", {"task": "Water runs", "emergency": True}, 201)
    ticket = ticket_of(desk, ref)
    assert (ticket["priority"], ticket["priority_reason"]) == ("P2", "A visit showed that more work can't wait.")


def test_follow_on_needs_words_and_somebody_on_site(desk: TestClient, sent: tuple[str, str]) -> None:
    assert act(desk, f"/work-orders/{sent[1]}/follow-on", {"task": " "}, 422)["errors"][0]["field"] == "task"
    early = act(desk, f"/work-orders/{sent[1]}/follow-on", {"task": "More"}, 409)
    assert early["code"] == "work_order_dispatched"


# Parts ---------------------------------------------------------------------------------------------------------------


def test_a_missing_part_never_ends_as_done(desk: TestClient, on_site: tuple[str, str]) -> None:
    ref, order = on_site
    wish = {"until": "2026-11-25", "part": "VALVE-15", "quantity": 2}
    waiting = act(desk, f"/work-orders/{order}/need-part", wish)
    assert waiting["missing_parts"] == [{"part": "VALVE-15", "quantity": 2, "until": "2026-11-25T07:00:00Z"}]
    act(desk, f"/work-orders/{order}/dispatch")
    act(desk, f"/work-orders/{order}/start")
    refused = act(desk, f"/work-orders/{order}/complete", {"finding": "repaired"}, 409)
    assert (refused["code"], refused["params"]["parts"]) == ("part_missing", "VALVE-15")
    assert "complete" not in desk.get(f"{API}/work-orders/{order}").json()["actions"]
    act(desk, f"/work-orders/{order}/part-arrived", {"part": "VALVE-15"})
    assert act(desk, f"/work-orders/{order}/complete", {"finding": "repaired"})["ticket_status"] == "resolved"
    assert kinds(desk, ref).count("part_arrived") == 1


def test_the_part_sends_the_order_on_and_tells_the_team_again(
    desk: TestClient, on_site: tuple[str, str], client_for: ClientFor, database: Database
) -> None:
    client_for("technician", "zone:centre")
    ref, order = on_site
    act(desk, f"/work-orders/{order}/need-part", {"until": "2026-11-25", "text": "Valve"})
    assert ticket_of(desk, ref)["status"] == "waiting"
    act(desk, f"/work-orders/{order}/part-arrived")
    ticket = ticket_of(desk, ref)
    assert (ticket["status"], ticket["waiting_for"]) == ("dispatched", None)
    with database.reading() as session:
        sent = select(OutboxMessage).where(OutboxMessage.event == "work_dispatched")
        assert len(session.scalars(sent).all()) == 1


# Access --------------------------------------------------------------------------------------------------------------


def test_a_closed_door_says_what_comes_next_and_stops_only_completion(desk: TestClient, sent: tuple[str, str]) -> None:
    ref, order = sent
    body = {"text": "Rang twice", "proof": "photo 12", "card": "in the letter box"}
    access = act(desk, f"/work-orders/{order}/no-access", body)["access"]
    assert (access["kind"], access["next"], access["pauses"]) == ("absent", "attempt", True)
    assert access["attempts"][0]["counts"] is True
    assert access["next_from"] == "2026-11-21T10:00:00Z"
    ticket = ticket_of(desk, ref)
    assert (ticket["waiting_for"], ticket["waiting_until"]) == ("access", "2026-11-23T07:00:00Z")


def test_an_urgent_job_does_not_wait_for_a_second_visit(desk: TestClient) -> None:
    ref = call(desk, priority="P1")
    order = order_for(desk, ref)
    access = act(desk, f"/work-orders/{order}/no-access", {"proof": "photo"})["access"]
    assert (access["next"], access["pauses"]) == ("keys", False)
    assert ticket_of(desk, ref)["waiting_until"] is None
    for done, following in (("keys", "concierge"), ("concierge", "lead"), ("lead", None)):
        found = act(desk, f"/work-orders/{order}/access-step", {"step": done, "text": "Rang"})["access"]
        assert found["next"] == following
    assert act(desk, f"/work-orders/{order}/start")["access"] is None


def test_a_refusal_leads_to_notice_letter_and_law(desk: TestClient, sent: tuple[str, str]) -> None:
    order = sent[1]
    access = act(desk, f"/work-orders/{order}/no-access", {"kind": "refused", "proof": "said no"})["access"]
    assert (access["next"], access["next_due"]) == ("second_notice", "2026-11-27T15:30:00Z")
    access = act(desk, f"/work-orders/{order}/access-step", {"step": "second_notice"})["access"]
    assert (access["now_at"], access["next"]) == ("second_notice", "letter")


def test_a_step_to_get_in_needs_a_closed_door(desk: TestClient, sent: tuple[str, str]) -> None:
    assert act(desk, f"/work-orders/{sent[1]}/access-step", {"step": "keys"}, 409)["code"] == "nobody_at_door"
    assert act(desk, f"/work-orders/{sent[1]}/access-step", {"step": "axe"}, 422)


# Appointments --------------------------------------------------------------------------------------------------------


def test_slots_are_offered_agreed_and_moved_with_the_old_one_kept(desk: TestClient, sent: tuple[str, str]) -> None:
    ref, order = sent
    offered = desk.get(f"{API}/work-orders/{order}/slots").json()["items"]
    assert (offered[0]["from"], offered[0]["to"]) == ("2026-11-20T11:30:00Z", "2026-11-20T13:30:00Z")
    first = {"from": offered[0]["from"], "to": offered[0]["to"]}
    second = {"from": offered[3]["from"], "to": offered[3]["to"]}
    act(desk, f"/work-orders/{order}/slot", first)
    moved = act(desk, f"/work-orders/{order}/slot", second)
    assert (moved["slot_from_at"], moved["status"]) == (second["from"], "dispatched")
    agreed = [event for event in ticket_of(desk, ref)["events"] if event["kind"] == "slot_agreed"]
    assert len(agreed) == 2
    assert agreed[1]["data"]["before_from"].startswith("2026-11-20T11:30")
    act(desk, f"/work-orders/{order}/slot", second)
    assert kinds(desk, ref).count("slot_agreed") == 2


def test_a_full_team_offers_no_slot_that_it_can_not_keep(desk: TestClient) -> None:
    for _ in range(2):
        order = order_for(desk, call(desk), estimate_minutes=60)
        slot = {"from": "2026-11-23T07:00:00Z", "to": "2026-11-23T09:00:00Z"}
        act(desk, f"/work-orders/{order}/slot", slot)
    order = order_for(desk, call(desk))
    starts = {slot["from"] for slot in desk.get(f"{API}/work-orders/{order}/slots").json()["items"]}
    assert "2026-11-23T07:00:00Z" not in starts
    assert "2026-11-23T09:00:00Z" in starts


@pytest.mark.parametrize(
    ("slot", "code"),
    [
        ({"from": "2026-11-19T07:00:00Z", "to": "2026-11-19T09:00:00Z"}, "slot_in_past"),
        ({"from": "2026-11-23T09:00:00Z", "to": "2026-11-23T07:00:00Z"}, "slot_backwards"),
        ({"from": "2026-11-23T09:00:00Z", "to": "2026-11-24T07:00:00Z"}, "slot_backwards"),
        ({"from": "2028-11-23T09:00:00Z", "to": "2028-11-23T10:00:00Z"}, "until_too_far"),
    ],
    ids=["over", "backwards", "over two days", "in two years"],
)
def test_a_slot_that_makes_no_sense_is_refused(
    desk: TestClient, sent: tuple[str, str], slot: dict[str, str], code: str
) -> None:
    assert act(desk, f"/work-orders/{sent[1]}/slot", slot, 422)["code"] == code


def test_the_next_slot_sends_on_who_was_not_let_in(desk: TestClient, sent: tuple[str, str]) -> None:
    ref, order = sent
    act(desk, f"/work-orders/{order}/no-access", {"proof": "photo", "card": "left"})
    again = act(desk, f"/work-orders/{order}/slot", {"from": "2026-11-23T07:00:00Z", "to": "2026-11-23T09:00:00Z"})
    assert again["status"] == "dispatched"
    assert ticket_of(desk, ref)["status"] == "dispatched"


# People and firms ----------------------------------------------------------------------------------------------------


@pytest.fixture
def members(database: Database, world: World) -> dict[str, int]:
    """Two people of the team of the centre, and one of the north."""
    with database.unit_of_work() as session:
        found = {}
        for name, code in (("sam", "rapid-centre"), ("eva", "rapid-centre"), ("tom", "rapid-north")):
            zone = code.removeprefix("rapid-")
            found[name] = add_user(session, [grant("technician", f"zone:{zone}")], "en", NOW)
            team_id = session.scalars(select(Team.id).where(Team.code == code)).one()
            session.add(TeamMember(team_id=team_id, user_id=found[name]))
        return found


def told_of_work(database: Database) -> list[int]:
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).where(OutboxMessage.event == "work_dispatched"))
        return sorted(row.recipient_user_id or 0 for row in rows)


def test_one_who_is_named_is_told_alone(desk: TestClient, members: dict[str, int], database: Database) -> None:
    order_for(desk, call(desk), technician=members["sam"])
    assert told_of_work(database) == [members["sam"]]
    order_for(desk, call(desk))
    assert told_of_work(database) == sorted([members["sam"], members["sam"], members["eva"]])


def test_only_one_of_the_team_can_be_named(desk: TestClient, members: dict[str, int]) -> None:
    body = {"team": "rapid-centre", "technician": members["tom"]}
    assert act(desk, f"/tickets/{call(desk)}/work-orders", body, 422)["errors"][0]["field"] == "technician"


def test_another_person_is_told_and_another_team_accepts_anew(
    desk: TestClient, members: dict[str, int], database: Database
) -> None:
    ref = call(desk)
    order = order_for(desk, ref, technician=members["sam"])
    act(desk, f"/work-orders/{order}/accept")
    kept = act(desk, f"/work-orders/{order}/assign", {"technician": members["eva"]})
    assert kept["status"] == "accepted"
    assert told_of_work(database) == sorted([members["sam"], members["eva"]])
    moved = act(desk, f"/work-orders/{order}/assign", {"team": "rapid-north", "technician": members["tom"]})
    assert (moved["status"], moved["team"], moved["accepted_at"]) == ("dispatched", "rapid-north", None)
    assert told_of_work(database) == sorted(members.values())
    act(desk, f"/work-orders/{order}/start")
    late = act(desk, f"/work-orders/{order}/assign", {"team": "rapid-centre"}, 409)
    assert late["code"] == "work_order_on_site"


def test_a_firm_out_of_reach_gives_the_ticket_back_and_names_its_fall_back(
    desk: TestClient, world: World, database: Database
) -> None:
    with database.unit_of_work() as session:
        other = Firm(code="kone", name="Kone", phone="+3225550177", hours="around_the_clock")
        session.add(other)
        session.flush()
        session.scalars(select(Firm).where(Firm.code == "lifts")).one().fallback_firm_id = other.id
        team(session, "kone-firm", "firm", None, "lift", other)
    ref = call(desk, title="Lift stands still", trade="lift", installation="R-017-L1")
    order = order_for(desk, ref, "lift-firm")
    gone = act(desk, f"/work-orders/{order}/unreachable", {"reason": "strike", "text": "Until Monday"})
    assert (gone["status"], gone["ticket_status"], gone["fallback"]) == ("refused", "open", "kone-firm")
    order_for(desk, ref, gone["fallback"])
    assert desk.get(f"{API}/work-orders/{order}").json()["fallback"] is None


def test_a_firm_does_its_job_and_does_not_decide_on_the_ticket(desk: TestClient, client_for: ClientFor) -> None:
    ref = call(desk, title="Lift", trade="lift", installation="R-017-L1")
    order = order_for(desk, ref, "lift-firm")
    firm = client_for("contractor", "firm:lifts")
    for path, body in (
        ("pause", {"reason": "part", "until": "2026-11-25"}), ("resume", {}), ("resolve", {"finding": "answered"}),
        ("reopen", {"reason": "x"}), ("cancel", {"reason": "error"}),
    ):  # fmt: skip
        act(firm, f"/tickets/{ref}/{path}", body, 403)
    act(firm, f"/work-orders/{order}/unreachable", {"reason": "strike"}, 403)
    act(firm, f"/work-orders/{order}/accept")
    act(firm, f"/work-orders/{order}/start")
    assert act(firm, f"/work-orders/{order}/complete", {"finding": "repaired"})["ticket_status"] == "resolved"


def test_a_network_outage_is_followed_without_a_team(desk: TestClient) -> None:
    ref = call(desk, title="Street is dark", caller={"name": "One"})
    act(desk, f"/tickets/{ref}/callers", {"name": "Two", "phone": "+32 470 11 22 33"})
    body = {"reason": "network_operator", "until": "2026-11-21T10:00:00Z"}
    assert act(desk, f"/tickets/{ref}/pause", body, 422)["errors"][0]["field"] == "operator"
    waiting = act(desk, f"/tickets/{ref}/pause", {**body, "operator": "Sibelga", "reference": "SIB-1"})
    assert (waiting["status"], waiting["waiting_for"]) == ("waiting", "network_operator")
    paused = next(event for event in waiting["events"] if event["kind"] == "paused")
    assert (paused["data"]["operator"], paused["data"]["reference"]) == ("Sibelga", "SIB-1")
    assert act(desk, f"/tickets/{ref}/resolve", {"finding": "network_restored"})["status"] == "resolved"


# Commands of a tablet ------------------------------------------------------------------------------------------------


def test_the_same_command_twice_is_one_event_and_the_same_answer(desk: TestClient, sent: tuple[str, str]) -> None:
    ref, order = sent
    command = {"client_uuid": str(uuid4())}
    first, again = (act(desk, f"/work-orders/{order}/start", command) for _ in range(2))
    assert first == again
    assert kinds(desk, ref).count("work_started") == kinds(desk, ref).count("work_accepted") == 1
    other = act(desk, f"/work-orders/{order}/made-safe", command, 409)
    assert other["code"] == "command_reused"


def test_follow_on_sent_twice_makes_one_child(desk: TestClient, on_site: tuple[str, str]) -> None:
    command = {"client_uuid": str(uuid4()), "task": "More"}
    children = [act(desk, f"/work-orders/{on_site[1]}/follow-on", command, 201)["children"] for _ in range(2)]
    assert children[0] == children[1]
    assert len(children[0]) == 1


def test_what_was_done_on_site_counts_when_it_was_done(desk: TestClient, sent: tuple[str, str]) -> None:
    ref, order = sent
    with_past = {"at": (NOW - timedelta(hours=1)).isoformat()}
    started = act(desk, f"/work-orders/{order}/start", with_past)
    # Nobody is on site before he was sent: the step counts from then.
    assert started["on_site_at"] == "2026-11-20T10:00:00Z"
    event = ticket_of(desk, ref)["events"][-1]
    assert event["recorded_at"] == event["at"] == "2026-11-20T10:00:00Z"


@pytest.mark.parametrize(
    ("at", "code"),
    [(NOW + timedelta(minutes=3), "at_in_future"), (NOW - timedelta(days=8), "at_too_old")],
    ids=["in the future", "more than a week ago"],
)
def test_an_instant_that_can_not_be_is_refused(desk: TestClient, sent: tuple[str, str], at: Any, code: str) -> None:
    assert act(desk, f"/work-orders/{sent[1]}/start", {"at": at.isoformat()}, 422)["code"] == code


def test_two_dispatchers_the_second_is_told(desk: TestClient, sent: tuple[str, str]) -> None:
    order = sent[1]
    version = desk.get(f"{API}/work-orders/{order}").headers["etag"]
    slot = {"from": "2026-11-23T07:00:00Z", "to": "2026-11-23T09:00:00Z"}
    act(desk, f"/work-orders/{order}/slot", slot, 200, {"If-Match": version})
    told = act(desk, f"/work-orders/{order}/assign", {"team": "rapid-north"}, 412, {"If-Match": version})
    assert told["code"] == "edited_meanwhile"


def test_a_double_click_makes_one_order(desk: TestClient, database: Database) -> None:
    ref, key = call(desk), str(uuid4())
    body = {"team": "rapid-centre", "dispatch": True}
    orders = {act(desk, f"/tickets/{ref}/work-orders", body, 201, {"Idempotency-Key": key})["ref"] for _ in range(2)}
    assert len(orders) == 1
    with database.reading() as session:
        assert len(session.scalars(select(WorkOrder)).all()) == 1
