"""What the energy coordinator's desk tells and takes over HTTP, as its pages do."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.db import Database
from ops.energy.models_desk import DatedChange, Deputyship, MaintenanceWindow
from ops.energy.service.scan import scan_chunk
from tests.support.energy import HOUR, Logger, add_building, add_register, hours_before, indexes, office_water
from tests.support.world import add_user, grant

ClientFor = Callable[..., TestClient]
V1 = "/api/v1"


@pytest.fixture
def house(database: Database, now: datetime, tmp_path: Path) -> Database:
    """Two buildings with water; the first leaks since twenty hours."""
    with database.unit_of_work() as session:
        register = add_register(session, add_building(session))
        add_register(session, add_building(session, "ANT-01", zone="north"), "ANT-01-W1")
        hours = hours_before(now, 12 * 24)
        amounts = [office_water(hour) + (0.3 if hour >= now - 20 * HOUR else 0) for hour in hours]
        series = indexes(hours[0], amounts)
        logger = Logger(session, tmp_path / "files")
        logger.index(register.code, series[:-1], unit="m3", now=now - HOUR)
        logger.index(register.code, series[-1:], unit="m3", now=now)
        scan_chunk(session, now=now)
    return database


def _works(now: datetime, **changed: Any) -> dict[str, Any]:
    good = {"place": "ADM-01", "from": now, "to": now + 4 * HOUR, "reason": "Pipes are flushed"}
    return {name: each.isoformat() if isinstance(each, datetime) else each for name, each in (good | changed).items()}


def test_works_are_noted_listed_and_withdrawn(api_client: ClientFor, house: Database, now: datetime) -> None:
    client = api_client("energy_coordinator")
    made = client.post(f"{V1}/works", json=_works(now))
    assert (made.status_code, made.json()["place"], made.json()["is_register"]) == (201, "ADM-01", False)
    client.post(f"{V1}/works", json=_works(now, place="ANT-01-W1"))
    first = client.get(f"{V1}/works?limit=1").json()
    second = client.get(f"{V1}/works", params={"limit": 1, "cursor": first["next"]}).json()
    assert [each["place"] for each in (*first["items"], *second["items"])] == ["ADM-01", "ANT-01-W1"]
    assert second["next"] is None
    gone = f"{V1}/works/{made.json()['id']}/withdraw"
    assert [client.post(gone).status_code for _ in range(2)] == [204, 204]
    assert [each["place"] for each in client.get(f"{V1}/works").json()["items"]] == ["ANT-01-W1"]
    assert client.post(f"{V1}/works/999/withdraw").status_code == 404
    with house.reading() as session:
        assert len(session.scalars(select(MaintenanceWindow)).all()) == 2


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"place": "NOT-THERE"}, "no_such_place"),
        ({"to": "2026-11-19T10:00:00Z"}, "span_turned"),
        ({"reason": ""}, "reason_needed"),
        ({"to": "2027-11-20T10:00:00Z"}, "works_too_long"),
        ({"from": "2026-11-20T10:00:00"}, "invalid_input"),
        ({"from": "0001-01-01T00:00:00+14:00"}, "invalid_input"),
        ({"reason": "a\x00b"}, "invalid_input"),
        ({"extra": 1}, "invalid_input"),
    ],
    ids=lambda each: str(each)[:40],
)
def test_works_that_cannot_be_say_why(
    api_client: ClientFor, house: Database, now: datetime, changed: dict[str, Any], code: str
) -> None:
    answer = api_client("energy_coordinator").post(f"{V1}/works", json=_works(now, **changed))
    assert answer.headers["content-type"] == "application/problem+json"
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_the_same_key_notes_works_once(api_client: ClientFor, house: Database, now: datetime) -> None:
    client, key = api_client("energy_coordinator"), {"Idempotency-Key": "works-1"}
    ids = [client.post(f"{V1}/works", json=_works(now), headers=key).json()["id"] for _ in range(2)]
    assert ids[0] == ids[1]
    other = client.post(f"{V1}/works", json=_works(now, reason="Other"), headers=key)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")


def test_a_change_of_use_is_noted_and_withdrawn(api_client: ClientFor, house: Database) -> None:
    client = api_client("energy_coordinator")
    body = {"place": "ADM-01", "from_on": "2026-12-01", "kind": "insulation", "medium": "water"}
    made = client.post(f"{V1}/changes-of-use", json=body)
    assert (made.status_code, made.json()["medium"]) == (201, "water")
    refused = client.post(f"{V1}/changes-of-use", json=body | {"kind": "magic"})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_change")
    assert [each["from_on"] for each in client.get(f"{V1}/changes-of-use").json()["items"]] == ["2026-12-01"]
    assert client.post(f"{V1}/changes-of-use/{made.json()['id']}/withdraw").status_code == 204
    assert client.get(f"{V1}/changes-of-use").json() == {"items": [], "next": None}
    with house.reading() as session:
        assert session.scalars(select(DatedChange)).one().withdrawn_at is not None


def test_a_deputy_is_chosen_among_those_who_may(api_client: ClientFor, house: Database, now: datetime) -> None:
    with house.unit_of_work() as session:
        away = add_user(session, [grant("energy_coordinator")], "nl", now)
        lead = add_user(session, [grant("dispatch_lead")], "nl", now)
        stranger = add_user(session, [grant("technician")], "nl", now)
    client = api_client("energy_coordinator")
    people = client.get(f"{V1}/deputies/people").json()
    assert away in [each["id"] for each in people["away"]]
    assert {away, lead} <= {each["id"] for each in people["possible"]}
    assert stranger not in [each["id"] for each in people["possible"]]
    span = {"from": now.isoformat(), "to": (now + timedelta(days=7)).isoformat()}
    made = client.post(f"{V1}/deputies", json={"user": away, "deputy": lead, **span})
    assert (made.status_code, made.json()["user"]["id"], made.json()["deputy"]["id"]) == (201, away, lead)
    twice = client.post(f"{V1}/deputies", json={"user": away, "deputy": lead, **span})
    assert (twice.status_code, twice.json()["code"]) == (422, "away_twice")
    wrong = client.post(f"{V1}/deputies", json={"user": away, "deputy": stranger, **span})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "no_deputy")
    assert [each["id"] for each in client.get(f"{V1}/deputies").json()["items"]] == [made.json()["id"]]
    assert client.post(f"{V1}/deputies/{made.json()['id']}/withdraw").status_code == 204
    with house.reading() as session:
        assert session.scalars(select(Deputyship)).one().withdrawn_at is not None


def test_a_budget_is_looked_at_decided_and_taken_back(api_client: ClientFor, house: Database, now: datetime) -> None:
    with house.unit_of_work() as session:
        place = add_building(session, "ADM-02")
        for number in range(99):
            add_register(session, place, f"ADM-02-W{number}").first_live_at = now
    client = api_client("energy_coordinator")
    before = client.get(f"{V1}/alert-budget?per_week=3")
    assert (before.json()["per_week"], before.json()["asked_per_week"], before.json()["registers"]) == (20, 3, 100)
    stricter = {each["cause"]: each["proposed"] for each in before.json()["items"]}
    tag = {"If-Match": before.headers["ETag"]}
    decided = client.post(f"{V1}/alert-budget", json={"per_week": 3, "note": "Few hands"}, headers=tag)
    assert (decided.status_code, decided.json()["per_week"]) == (200, 3)
    assert {each["cause"]: each["threshold"] for each in decided.json()["items"]} == stricter
    stale = client.post(f"{V1}/alert-budget", json={"per_week": 30, "note": "More hands"}, headers=tag)
    assert (stale.status_code, stale.json()["code"]) == (412, "edited_meanwhile")
    versions = client.get(f"{V1}/alert-budget/versions").json()["items"]
    assert [each["in_force"] for each in versions] == [True, False]
    first = versions[-1]["version"]
    again = client.post(f"{V1}/alert-budget/versions/{first}/again", json={"note": "Too strict"})
    assert (again.status_code, again.json()["in_force"], again.json()["thresholds"]) == (201, True, {})
    assert client.get(f"{V1}/alert-budget").headers["ETag"] == again.headers["ETag"] != before.headers["ETag"]


@pytest.mark.parametrize("body", [{"per_week": 0, "note": "x"}, {"per_week": 5, "note": " "}, {"per_week": 5}])
def test_a_budget_without_a_figure_or_a_reason_is_refused(
    api_client: ClientFor, house: Database, body: dict[str, Any]
) -> None:
    client = api_client("energy_coordinator")
    assert client.post(f"{V1}/alert-budget", json=body).status_code == 422
    assert client.get(f"{V1}/alert-budget?per_week=1001").status_code == 422
    assert client.post(f"{V1}/alert-budget/versions/99/again", json={"note": "x"}).status_code == 404


def test_completeness_tells_the_weeks_of_each_register_in_scope(api_client: ClientFor, house: Database) -> None:
    near, far = api_client("energy_coordinator"), api_client("building_user", "building:ANT-01")
    first = near.get(f"{V1}/completeness?weeks=2&limit=1").json()
    [register] = first["items"]
    assert (register["register"], [each["from"] for each in register["weeks"]]) == (
        "ADM-01-W1", ["2026-11-09", "2026-11-16"],
    )  # fmt: skip
    whole, under_way = register["weeks"]
    assert (whole["owed"], whole["measured"], whole["missing"]) == (168, 168, 0)
    assert under_way["owed"] < 168
    second = near.get(f"{V1}/completeness", params={"weeks": 2, "limit": 1, "cursor": first["next"]}).json()
    assert second["items"][0]["weeks"][0]["missing"] == second["items"][0]["weeks"][0]["owed"] > 0
    assert second["next"] is None
    assert [each["register"] for each in far.get(f"{V1}/completeness").json()["items"]] == ["ANT-01-W1"]


def test_the_portfolio_adds_up_and_keeps_to_the_scope(api_client: ClientFor, house: Database) -> None:
    near, far = api_client("energy_coordinator"), api_client("building_user", "building:ANT-01")
    found = near.get(f"{V1}/portfolio?period=30d").json()
    [building] = found["items"]
    [alert] = building["alerts"]
    assert (building["building"], alert["cause"], alert["stands"]) == ("ADM-01", "continuous_flow", True)
    assert found["cost_eur_per_day"] == building["cost_eur_per_day"] == alert["cost_eur_per_day"]
    assert found["lost_eur"] == building["lost_eur"] == alert["lost_eur"] != "0.00"
    assert near.get(f"{V1}/portfolio?medium=gas").json()["items"] == []
    assert far.get(f"{V1}/portfolio").json()["items"] == []
    assert near.get(f"{V1}/portfolio?cursor=junk").json()["code"] == "invalid_cursor"


def test_the_schema_shows_an_example_of_what_each_route_takes(api_client: ClientFor) -> None:
    schemas = api_client("energy_coordinator").get(f"{V1}/openapi.json").json()["components"]["schemas"]
    for name in ("WorksIn", "ChangeIn", "DeputyIn", "BudgetIn", "AgainIn"):
        assert all("examples" in each for each in schemas[name]["properties"].values()), name
