"""Choices against the matrix: listed, counted, looked at by a lead."""

from collections.abc import Callable
from copy import deepcopy

import pytest
from fastapi.testclient import TestClient

from ops.access.principal import GrantHeld, Principal
from ops.db import Database
from ops.kit import rulesets
from ops.repairs import defaults
from ops.repairs.service.triage_effects import effect_on_calls
from tests.support.repairs_world import build_world
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
API = "/api/v1"


@pytest.fixture
def overridden(database: Database, api_client: ClientFor) -> list[str]:
    """Two leaks chosen as more urgent, one heating as less urgent, and one choice as proposed."""
    with database.unit_of_work() as session:
        build_world(session, NOW)
    desk = api_client("dispatcher")
    calls = [("leak", "P2"), ("leak", "P2"), ("no_heating", "P4"), ("leak", "P3")]
    return [
        desk.post(
            f"{API}/tickets",
            json={"title": "Call", "location": "ADM-01", "hazard": h, "priority": p, "priority_reason": f"Why {h}"},
        ).json()["ref"]
        for h, p in calls
    ]


def test_the_lead_sees_each_choice_with_its_reason_and_how_often(overridden: list[str], client_for: ClientFor) -> None:
    page = client_for("dispatch_lead").get("/triage/overrides").text
    assert all(ref in page for ref in overridden[:3])
    assert overridden[3] not in page
    assert "Why no_heating" in page
    assert page.index("Leak that can be caught") < page.index("No heating")


def test_the_list_narrows_and_leaves_as_a_table(overridden: list[str], client_for: ClientFor) -> None:
    lead = client_for("dispatch_lead")
    narrowed = lead.get("/triage/overrides", params={"hazard": "no_heating", "proposed": "P2", "chosen": "P4"}).text
    assert (overridden[2] in narrowed, overridden[0] in narrowed) == (True, False)
    lines = lead.get("/triage/overrides.csv", params={"sort": "hazard"}).text.splitlines()
    assert lines[0] == "ticket,at,hazard,proposed,chosen,reason,by,seen_at,seen_by"
    assert [line.split(",")[2:5] for line in lines[1:]] == [["leak", "P3", "P2"]] * 2 + [["no_heating", "P2", "P4"]]


def test_what_the_lead_has_seen_leaves_the_list_until_it_is_chosen_again(
    overridden: list[str], client_for: ClientFor, api_client: ClientFor
) -> None:
    lead, ref = client_for("dispatch_lead"), overridden[0]
    assert client_for("dispatcher").post(f"/tickets/{ref}/override-seen").status_code == 403
    assert lead.post(f"/tickets/{ref}/override-seen", data={"back": "https://elsewhere"}).headers["location"] == (
        "/triage/overrides"
    )
    assert ref not in lead.get("/triage/overrides").text.partition("toast")[0]
    assert ref in lead.get("/triage/overrides", params={"seen": "1"}).text
    api_client("dispatcher").post(f"{API}/tickets/{ref}/triage", json={"priority": "P1", "reason": "Worse now"})
    assert ref in lead.get("/triage/overrides").text


def test_a_ticket_as_proposed_has_nothing_to_look_at(overridden: list[str], client_for: ClientFor) -> None:
    assert client_for("dispatch_lead").post(f"/tickets/{overridden[3]}/override-seen").status_code == 404


def test_a_change_of_the_matrix_says_how_many_calls_it_would_have_moved(
    overridden: list[str], database: Database
) -> None:
    lead = Principal("user", 1, "Lead", "en", (GrantHeld("dispatch_lead"),))
    was = rulesets.shipped(defaults.HAZARDS).body
    becomes = deepcopy(was)
    next(each for each in becomes["hazards"] if each["code"] == "leak")["priority"] = "P2"
    with database.reading() as session:
        effect = effect_on_calls(session, defaults.HAZARDS, was, becomes, who=lead, now=NOW)
    assert (effect.calls, effect.changed) == (4, {("P3", "P2"): 3})
