"""Meters, readings and alerts over HTTP."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from ops.energy.service.scan import scan_chunk
from tests.support.energy import HOUR, Logger, add_building, add_register, hours_before, indexes, office_water

ClientFor = Callable[..., TestClient]


@pytest.fixture
def leak(database: Database, now: datetime, tmp_path: Path) -> str:
    """A register whose water has not stopped for twenty hours; the reference of its alert."""
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
    return "A26-000001"


def _reading(**changed: Any) -> dict[str, Any]:
    good = {"register": "ADM-01-W1", "at": "2026-11-20T09:00:00Z", "value": 12.5, "unit": "m3", "kind": "index"}
    return {name: value for name, value in (good | changed).items() if value is not ...}


def test_the_portfolio_names_the_alert_its_cost_and_its_ticket(api_client: ClientFor, leak: str) -> None:
    answer = api_client("energy_coordinator").get("/api/v1/alerts?state=active").json()
    [alert] = answer["items"]
    assert (alert["id"], alert["register"], alert["building"]) == (leak, "ADM-01-W1", "ADM-01")
    assert (alert["cause"], alert["state"], alert["unit"]) == ("continuous_flow", "open", "m3")
    assert alert["ticket_ref"].startswith("T26-")
    assert float(alert["cost_eur_per_day"]) == pytest.approx(35, abs=6)
    assert answer["next"] is None


def test_a_page_of_alerts_leads_to_the_next(api_client: ClientFor, leak: str) -> None:
    client = api_client("energy_coordinator")
    assert client.get("/api/v1/alerts?limit=1").json()["next"] is None
    assert client.get("/api/v1/alerts?cursor=junk").status_code == 422
    assert client.get("/api/v1/alerts?state=nonsense").status_code == 422


def test_own_scope_sees_only_its_buildings(api_client: ClientFor, leak: str) -> None:
    near, far = api_client("building_user", "building:ADM-01"), api_client("building_user", "building:ANT-01")
    assert len(near.get("/api/v1/alerts").json()["items"]) == 1
    assert far.get("/api/v1/alerts").json()["items"] == []
    assert near.get(f"/api/v1/alerts/{leak}").status_code == 200
    assert far.get(f"/api/v1/alerts/{leak}").status_code == 404
    assert far.get("/api/v1/registers/ADM-01-W1").status_code == 404
    assert [each["code"] for each in far.get("/api/v1/meters").json()["items"]] == ["ANT-01-W1"]


def test_a_dispatcher_acknowledges_but_does_not_snooze(api_client: ClientFor, leak: str) -> None:
    client = api_client("dispatcher")
    answer = client.post(f"/api/v1/alerts/{leak}/acknowledge")
    assert (answer.status_code, answer.json()["state"]) == (200, "acknowledged")
    again = client.post(f"/api/v1/alerts/{leak}/acknowledge")
    assert (again.status_code, again.json()["code"]) == (409, "alert_state")
    assert "snooze" in again.json()["params"]["possible"]
    body = {"until": "2026-11-21T10:00:00Z", "reason": "works"}
    assert client.post(f"/api/v1/alerts/{leak}/snooze", json=body).status_code == 403


def test_the_coordinator_snoozes_within_fourteen_days(api_client: ClientFor, leak: str, now: datetime) -> None:
    client = api_client("energy_coordinator")
    late = {"until": (now + timedelta(days=15)).isoformat(), "reason": "works"}
    refused = client.post(f"/api/v1/alerts/{leak}/snooze", json=late)
    assert (refused.status_code, refused.json()["code"]) == (422, "snooze_too_long")
    good = {"until": (now + timedelta(days=2)).isoformat(), "reason": "works"}
    assert client.post(f"/api/v1/alerts/{leak}/snooze", json=good).json()["state"] == "snoozed"


def test_an_alert_with_a_ticket_at_work_is_closed_by_its_work(api_client: ClientFor, leak: str) -> None:
    client = api_client("energy_coordinator")
    answer = client.post(f"/api/v1/alerts/{leak}/close", json={"outcome": "legitimate_use"})
    assert (answer.status_code, answer.json()["code"]) == (409, "has_ticket")
    assert answer.json()["params"]["ticket"].startswith("T26-")


def test_an_old_version_is_refused(api_client: ClientFor, leak: str) -> None:
    client = api_client("energy_coordinator")
    stale = client.post(f"/api/v1/alerts/{leak}/acknowledge", headers={"If-Match": '"v999"'})
    assert (stale.status_code, stale.json()["code"]) == (412, "edited_meanwhile")
    tag = client.get(f"/api/v1/alerts/{leak}").headers["ETag"]
    assert client.post(f"/api/v1/alerts/{leak}/acknowledge", headers={"If-Match": tag}).status_code == 200


def test_consumption_by_hour_adds_up_to_the_day_and_the_ledger_closes(api_client: ClientFor, leak: str) -> None:
    client = api_client("energy_coordinator")
    base = "/api/v1/registers/ADM-01-W1"
    span = "from=2026-11-18&to=2026-11-19"
    hours = client.get(f"{base}/consumption?{span}&step=hour").json()["items"]
    [day] = client.get(f"{base}/consumption?{span}&step=day").json()["items"]
    assert len(hours) == 24
    assert sum(float(hour["value"]) for hour in hours) == pytest.approx(float(day["value"]))
    assert hours[0].keys() == {"from", "to", "value", "unit", "quality"}
    [water] = client.get(f"{base}/consumption?{span}&step=day&unit=kWh").json()["items"]
    assert water == day, "only gas is told in kWh"
    assert (day["from"], day["quality"], day["unit"]) == ("2026-11-17T23:00:00Z", "measured", "m3")
    [month] = client.get(f"{base}/ledger?month=2026-11").json()["items"]
    assert month["closes"]
    assert month["deviation"] == "0"
    assert client.get(f"{base}/ledger?month=november").status_code == 422
    assert client.get(f"{base}/consumption?from=2026-11-19&to=2026-11-18").status_code == 422


def test_a_long_span_is_read_page_by_page(api_client: ClientFor, leak: str) -> None:
    client = api_client("energy_coordinator")
    url = "/api/v1/registers/ADM-01-W1/consumption?from=2026-11-01&to=2026-11-20&step=hour&limit=100"
    seen: list[str] = []
    cursor = ""
    for _ in range(10):
        page = client.get(f"{url}&cursor={cursor}" if cursor else url).json()
        seen += [item["from"] for item in page["items"]]
        cursor = page["next"]
        if not cursor:
            break
    whole = client.get(url.replace("limit=100", "limit=500")).json()["items"]
    assert seen == sorted(set(seen)) == [item["from"] for item in whole]


def test_posted_readings_are_stored_or_refused_by_name(api_client: ClientFor, leak: str) -> None:
    client = api_client("energy_coordinator")
    body = [
        _reading(register="ANT-01-W1", id="a"),
        _reading(register="NOWHERE", id="b"),
        _reading(register="ANT-01-W1", unit="kWh", id="c"),
        _reading(register="ANT-01-W1", at="2090-01-01T00:00:00Z", id="d"),
        _reading(register="ANT-01-W1", value="NaN", id="e"),
        _reading(register="ANT-01-W1", value=-1, id="f"),
        _reading(register="ANT-01-W1", value=..., id="g"),
        _reading(register="ANT-01-W1", at="2026-11-20T09:00:00", id="h"),
        "junk",
    ]
    answer = client.post("/api/v1/readings", json=body)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["stored"], told["refused"]) == (1, 8)
    assert {item["id"]: item["code"] for item in told["items"]} == {
        "a": None, "b": "unknown_register", "c": "wrong_unit", "d": "in_the_future", "e": "not_a_number",
        "f": "negative", "g": "missing_field", "h": "no_time_zone", None: "not_an_object",
    }  # fmt: skip
    again = client.post("/api/v1/readings", json=body[:1]).json()
    assert (again["stored"], again["repeated"], again["revised"]) == (0, 1, 0)
    revised = client.post("/api/v1/readings", json=_reading(register="ANT-01-W1", value=13)).json()
    assert revised["revised"] == 1


@pytest.mark.parametrize(
    "body", [[], ["junk"], 17, None, [_reading(register="NOWHERE")]],
    ids=["an empty list", "a word", "a number", "nothing", "only unknown registers"],
)  # fmt: skip
def test_when_nothing_can_be_used_the_answer_is_no_success(api_client: ClientFor, leak: str, body: Any) -> None:
    assert api_client("energy_coordinator").post("/api/v1/readings", json=body).status_code == 422


def test_more_than_ten_thousand_readings_are_too_many(api_client: ClientFor, leak: str) -> None:
    answer = api_client("energy_coordinator").post("/api/v1/readings", json=[1] * 10_001)
    assert (answer.status_code, answer.json()["code"]) == (422, "too_many_readings")


def test_the_export_is_a_table_of_what_the_reader_may_see(api_client: ClientFor, leak: str) -> None:
    lines = api_client("energy_coordinator").get("/api/v1/alerts.csv").text.splitlines()
    assert lines[0].startswith("alert,building,register,medium,cause")
    assert lines[1].startswith("A26-000001,ADM-01,ADM-01-W1,water,continuous_flow")
    far = api_client("building_user", "building:ANT-01").get("/api/v1/alerts.csv").text.splitlines()
    assert len(far) == 1


PAGES = (
    "/alerts", "/alerts?medium=water&state=open", "/alerts?fragment=rows", "/alerts/A26-000001",
    "/alerts/A26-000001?fragment=story",
    "/meters/ADM-01-W1?fragment=story", "/energy", "/meters",
    "/alerts/A26-000001?do=snooze", "/alerts/A26-000001?do=close", "/alerts/A26-000001?do=merge",
    "/meters?q=adm&medium=water&status=alert", "/meters/ADM-01-W1", "/meters/ADM-01-W1?span=30d",
    "/meters/ADM-01-W1?span=13m", "/meters/ADM-01-W1?span=48h", "/meters/ANT-01-W1", "/meters.csv",
)  # fmt: skip


@pytest.mark.parametrize("language", ["nl", "fr", "en"])
def test_every_page_of_energy_answers(client_for: ClientFor, leak: str, language: str) -> None:
    client = client_for("energy_coordinator", language=language)
    answers = {path: client.get(path) for path in PAGES}
    assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(PAGES, 200)
    assert [path for path, answer in answers.items() if "%(" in answer.text] == []


def test_a_refused_form_keeps_what_was_typed(client_for: ClientFor, leak: str) -> None:
    client = client_for("energy_coordinator")
    refused = client.post(f"/alerts/{leak}/snooze", data={"days": "3", "reason": "  "})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    good = client.post(f"/alerts/{leak}/snooze", data={"days": "3", "reason": "pipes are replaced"})
    assert (good.status_code, good.headers["location"]) == (303, f"/alerts/{leak}")
    assert "pipes are replaced" in client.get(f"/alerts/{leak}").text
