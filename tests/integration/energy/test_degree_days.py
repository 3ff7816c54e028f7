"""Degree days over HTTP, and the days on which a building is used as on a Sunday."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ops.db import Database
from ops.energy.calendar_defaults import SCHOOL_BREAK_BODY, SCHOOL_BREAKS
from ops.energy.service.drivers import days_off, degree_day_figures, degree_days_between
from ops.estate.models import DailyTemperature
from ops.kit.rulesets import publish_version

ClientFor = Callable[..., TestClient]
FIRST = date(2026, 1, 1)


@pytest.fixture
def winter(database: Database, now: datetime) -> None:
    """January at 6.5 degrees and half a February at 11.5."""
    with database.unit_of_work() as session:
        for number in range(31 + 14):
            day = FIRST + timedelta(days=number)
            mean_c = 6.5 if day.month == 1 else 11.5
            session.add(DailyTemperature(day=day, mean_c=mean_c, source="test", recorded_at=now))


def _items(client: TestClient, question: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = client.get(f"/api/v1/degree-days?{question}").json()["items"]
    return items


def test_months_show_what_came_beside_what_is_usual(api_client: ClientFor, winter: None) -> None:
    january, february = _items(api_client("energy_coordinator"), "from=2026-01-01&to=2026-03-01")
    assert (january["from"], january["to"]) == ("2026-01-01", "2026-02-01")
    assert (january["degree_days"], january["normal"], january["known_days"]) == ("310.0", "396.0", 31)
    # The cold of January counts in the first two days: 0.4 and 0.1 of five degrees more.
    assert (february["degree_days"], february["known_days"], february["days"]) == ("72.5", 14, 28)


def test_days_go_on_where_the_last_answer_stopped(api_client: ClientFor, winter: None) -> None:
    client = api_client("energy_coordinator")
    question = "/api/v1/degree-days?from=2026-01-30&to=2026-02-03&step=day&limit=3"
    first = client.get(question).json()
    second = client.get(f"{question}&cursor={first['next']}").json()
    assert [each["degree_days"] for each in (*first["items"], *second["items"])] == ["10.0", "10.0", "7.0", "5.5"]
    assert second["next"] is None


@pytest.mark.parametrize(
    "question",
    ["from=2026-02-01&to=2026-01-01", "from=2026-01-01&to=2026-01-01", "from=0001-01-01", "to=9999-12-31",
     "from=soon", "step=year", "limit=0", "cursor=junk", "cursor=WzFd"],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused(api_client: ClientFor, question: str) -> None:
    assert api_client("energy_coordinator").get(f"/api/v1/degree-days?{question}").status_code == 422


def test_without_temperatures_no_day_is_known(api_client: ClientFor) -> None:
    items = _items(api_client("energy_coordinator"), "")
    assert {each["degree_days"] for each in items} == {"0.0"}
    assert {each["known_days"] for each in items} == {0}


def test_a_span_knows_the_days_before_it(database: Database, winter: None, now: datetime) -> None:
    with database.reading() as session:
        found = degree_days_between(session, date(2026, 2, 1), date(2026, 2, 2), degree_day_figures(session, now))
    assert found.actual == pytest.approx(0.6 * 5 + 0.4 * 10)


def test_only_a_building_that_follows_a_calendar_has_school_breaks(database: Database, now: datetime) -> None:
    spring, labour_day = date(2026, 4, 30), date(2026, 5, 1)
    with database.unit_of_work() as session:
        body = {**SCHOOL_BREAK_BODY, "buildings": {"french": ["R-001"], "flemish": ["R-002"]}}
        publish_version(session, SCHOOL_BREAKS, body, valid_from=date(2026, 1, 1), author="Ann", note="x", now=now)
        by_building = {code: days_off(session, now, code) for code in ("R-001", "R-002", "ADM-01", None)}
    assert [code for code, is_off in by_building.items() if is_off(spring)] == ["R-001"]
    assert all(is_off(labour_day) for is_off in by_building.values())
