"""Falls, replaced meters, ledgers and calorific values as the energy coordinator meets them, on pages and in JSON."""

from collections.abc import Callable
from datetime import UTC, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.access.principal import system
from ops.db import Database
from ops.energy.models import Reading
from ops.energy.queries.registers import register_by_code
from ops.energy.service.consumption import recompute
from ops.energy.service.counters import Replacement, replace_counter
from ops.kit.units import MICRO
from ops.web.forms import typed_moment
from tests.support.energy import HOUR, Logger, add_building, add_register
from tests.support.world import NOW

ClientFor = Callable[..., TestClient]
CODE = "ADM-01-E1"
START = NOW.astimezone(UTC).replace(minute=0, second=0, microsecond=0) - 40 * HOUR
FELL_AT = START + 20 * HOUR
WHO = system("tests")
#: Half an hour before the fall, as a form sends it.
TYPED = typed_moment(FELL_AT - HOUR / 2, ZoneInfo("Europe/Brussels"))


@pytest.fixture
def desk(database: Database, client_for: ClientFor, tmp_path: Path) -> TestClient:
    """The energy coordinator, with an index that fell and nobody knows why, and gas in cubic metres."""
    with database.unit_of_work() as session:
        place = add_building(session)
        add_register(session, place, CODE, medium="electricity", unit="kWh")
        add_register(session, place, "ADM-01-G1", medium="gas", unit="m3")
        values = [*(1000.0 + number for number in range(20)), 500.0, 501.0]
        sent = [(START + number * HOUR, value) for number, value in enumerate(values)]
        Logger(session, tmp_path).index(CODE, sent, unit="kWh", now=NOW)
        Logger(session, tmp_path).index("ADM-01-G1", sent[:11], unit="m3", now=NOW)
        for code in (CODE, "ADM-01-G1"):
            recompute(session, register_by_code(session, code), now=NOW)
    return client_for("energy_coordinator")


def test_a_fall_is_judged_on_the_page(desk: TestClient) -> None:
    page = desk.get(f"/meters/{CODE}").text
    assert "To judge" in page
    refused = desk.post(f"/meters/{CODE}/fall", data={"at": FELL_AT.isoformat(), "decision": "", "note": "Called"})
    assert refused.status_code == 422
    assert 'value="Called"' in refused.text
    assert 'id="e-decision"' in refused.text
    done = desk.post(f"/meters/{CODE}/fall", data={"at": FELL_AT.isoformat(), "decision": "reset", "note": "Called"})
    assert done.status_code == 303
    page = desk.get(f"/meters/{CODE}").text
    assert "To judge" not in page
    assert "Counter reset" in page


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "at"),
        ({"at": "yesterday"}, "at"),
        ({"at": "2999-01-01T10:00"}, "at"),
        ({"at": TYPED, "end_index": "abc"}, "end_index"),
        ({"at": TYPED, "end_index": "5"}, "end_index"),
        ({"at": TYPED, "digits": "2,5"}, "digits"),
        ({"at": TYPED, "digits": "99"}, "digits"),
        ({"at": TYPED, "factor": "0"}, "factor"),
        ({"at": TYPED, "start_index": "1e30"}, "start_index"),
    ],
)
def test_a_replacement_that_can_not_be_is_refused_beside_its_field(
    desk: TestClient, form: dict[str, str], field: str
) -> None:
    answer = desk.post(f"/meters/{CODE}/replace", data={**form, "note": "Kept as typed"})
    assert answer.status_code == 422
    assert f'id="e-{field}"' in answer.text
    assert "Kept as typed" in answer.text


def test_a_replaced_meter_stands_on_the_page_and_in_json(desk: TestClient) -> None:
    at = (FELL_AT - timedelta(minutes=30)).isoformat()
    body = {"at": at, "serial": "E-777", "digits": 6, "end_index": "1019.5", "start_index": "499.5"}
    made = desk.post(f"/api/v1/registers/{CODE}/replacements", json=body)
    assert made.status_code == 201
    assert [each["serial"] for each in made.json()["items"]] == [None, "E-777"]
    assert made.json()["falls"] == []
    month = desk.get(f"/api/v1/registers/{CODE}/ledger?month={START:%Y-%m}").json()["items"][0]
    assert (month["closes"], month["replaced"], month["fell"]) == (True, "520", "0")
    assert "E-777" in desk.get(f"/meters/{CODE}").text
    assert desk.get(f"/meters/{CODE}/ledger?month={START:%Y-%m}").status_code == 200
    assert desk.get(f"/meters/{CODE}/ledger?month=soon").status_code == 422


def test_a_fall_is_judged_in_json_and_the_last_word_counts(desk: TestClient) -> None:
    path = f"/api/v1/registers/{CODE}/falls"
    for decision, kind in (("reset", "reset"), ("wrong_before", "wrong_before")):
        answer = desk.post(path, json={"at": FELL_AT.isoformat(), "decision": decision})
        assert [each["kind"] for each in answer.json()["falls"]] == [kind]
    assert desk.post(path, json={"at": FELL_AT.isoformat(), "decision": "magic"}).json()["code"] == "unknown_decision"
    assert desk.post(path, json={"at": NOW.isoformat(), "decision": "reset"}).json()["code"] == "fall_unknown"


def test_calorific_values_are_given_on_the_page_and_turn_gas_into_kwh(desk: TestClient, database: Database) -> None:
    refused = desk.post("/calorific-values", data={"month": "2026-11", "kwh_per_m3": "112", "state": "final"})
    assert (refused.status_code, 'value="112"' in refused.text) == (422, True)
    given = {"month": f"{START:%Y-%m}", "kwh_per_m3": "11,2", "state": "provisional", "source": "Sibelga"}
    assert desk.post("/calorific-values", data=given).status_code == 303
    assert "Provisional" in desk.get("/calorific-values").text
    asked = f"/api/v1/registers/ADM-01-G1/consumption?from={START:%Y-%m-%d}&step=month&unit=kWh"
    [month] = desk.get(asked).json()["items"]
    assert (month["value"], month["unit"], month["provisional"]) == ("112", "kWh", True)
    [month] = desk.get(asked.removesuffix("&unit=kWh")).json()["items"]
    assert month.keys() == {"from", "to", "value", "unit", "quality"}
    body = {"month": f"{START:%Y-%m}", "kwh_per_m3": "11.5", "state": "final"}
    assert desk.post("/api/v1/calorific-values", json=body).status_code == 201
    [month] = desk.get(asked).json()["items"]
    assert (month["value"], month["provisional"]) == ("115", False)
    assert "Energy in the gas" in desk.get("/meters/ADM-01-G1").text
    assert len(desk.get("/api/v1/calorific-values").json()["items"]) == 2


def test_a_late_reading_is_weighed_by_the_meter_that_sent_it(
    desk: TestClient, database: Database, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        register = register_by_code(session, CODE)
        wish = Replacement(FELL_AT - timedelta(minutes=30), "E-777", 6, Decimal(40))
        replace_counter(session, register, wish, who=WHO, now=NOW)
        late = FELL_AT - timedelta(minutes=45)
        Logger(session, tmp_path).index(CODE, [(late, 1019.2), (FELL_AT + 3 * HOUR, 502.0)], unit="kWh", now=NOW)
        values = dict(session.execute(select(Reading.at, Reading.value_micro)).all())
    assert values[late] == 1_019_200_000
    assert values[FELL_AT + 3 * HOUR] == 502 * 40 * MICRO


def test_who_only_reads_sees_no_form(desk: TestClient, client_for: ClientFor) -> None:
    page = client_for("director").get(f"/meters/{CODE}?do=replace").text
    assert "Falls of the index" in page
    assert "Note the replacement" not in page
    assert "What was it?" not in page


def test_a_day_of_the_ledger_opens_to_its_hours_and_an_hour_to_its_readings(desk: TestClient) -> None:
    local = START.astimezone(ZoneInfo("Europe/Brussels"))
    month = desk.get(f"/meters/{CODE}/ledger?month={local:%Y-%m}").text
    where = f"/meters/{CODE}/hours?day={local:%Y-%m-%d}"
    assert where in month
    hours = desk.get(where).text
    assert f"hour={START:%Y-%m-%dT%H}%3A00%3A00Z" in hours
    rows = desk.get(where.replace("hours?", "hours.csv?")).text.splitlines()
    first = next(row.split(",") for row in rows if f"{START:%Y-%m-%dT%H:%M:%SZ}" in row)
    assert first[2:] == ["1000", "1001", "1", "1", "kWh", "measured", "1"]
    page = desk.get(f"/meters/{CODE}/readings?hour={START:%Y-%m-%dT%H:%M:%S}Z").text
    assert "1,000.000 kWh" in page
    assert "1,001.000 kWh" in page
    assert "beside it" in page


def test_a_former_value_of_a_reading_is_shown_with_the_one_that_counts(
    desk: TestClient, database: Database, tmp_path: Path
) -> None:
    with database.unit_of_work() as session:
        Logger(session, tmp_path).index(CODE, [(START, 999.5)], unit="kWh", now=NOW)
    page = desk.get(f"/meters/{CODE}/readings?hour={START:%Y-%m-%dT%H:%M:%S}Z").text
    assert "999.500 kWh" in page
    assert "before: 1,000.000 kWh until" in page
    row = desk.get(f"/meters/{CODE}/readings.csv?hour={START:%Y-%m-%dT%H:%M:%S}Z").text.splitlines()[1]
    assert row.endswith("yes,1000")


@pytest.mark.parametrize(
    "asked", ["", "?day=never", "?day=9999-12-31", "?day=0001-01-01", "?hour=x", "?hour=9999-12-31T23:00Z"]
)
@pytest.mark.parametrize("page", ["hours", "hours.csv", "readings", "readings.csv"])
def test_a_day_that_is_none_shows_today(desk: TestClient, page: str, asked: str) -> None:
    assert desk.get(f"/meters/{CODE}/{page}{asked}").status_code == 200


def test_the_hours_of_the_long_day_of_october_are_25(desk: TestClient) -> None:
    rows = desk.get(f"/meters/{CODE}/hours.csv?day=2026-10-25").text.splitlines()
    assert len(rows) == 26
