"""The batteries of dataloggers: from what their messages say to the list that a person sorts."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from ops.config import HOUSE_ZONE
from ops.db import Database
from ops.energy.models import Register
from ops.energy.models_batteries import BatteryDay
from ops.energy.rules.batteries import Battery
from ops.energy.store.batteries import note_batteries
from ops.kit.periods import local_date
from tests.integration.energy.test_desk import rows_of
from tests.support.energy import add_building, add_register

ClientFor = Callable[..., TestClient]


@pytest.fixture
def house(database: Database, now: datetime) -> Database:
    """Three dataloggers: one that falls and is low, one that is full, one on mains."""
    with database.unit_of_work() as session:
        building = add_building(session)
        for number in (1, 2, 3):
            add_register(session, building, f"ADM-01-W{number}")
    for ago, percent in ((9, 24), (6, 21), (3, 18), (0, 15)):
        _say(database, {"dl-1": Battery(percent, None), "dl-2": Battery(97, 3600)}, now - timedelta(days=ago))
    with database.unit_of_work() as session:
        for number, register in enumerate(session.scalars(select(Register).order_by(Register.code)), start=1):
            register.logger, register.first_live_at, register.last_live_at = f"dl-{number}", now, now
    return database


def _say(database: Database, said: dict[str, Battery], now: datetime) -> None:
    with database.unit_of_work() as session:
        note_batteries(session, said, today=local_date(now, HOUSE_ZONE), now=now)


def test_the_list_says_which_battery_is_low_since_when_and_until_when(
    house: Database, client_for: ClientFor, now: datetime
) -> None:
    client, today = client_for("energy_coordinator"), local_date(now, HOUSE_ZONE)
    rows = {row["logger"]: row for row in rows_of(client, "/dataloggers.csv")}
    assert {name: row["battery_percent"] for name, row in rows.items()} == {"dl-1": "15", "dl-2": "97", "dl-3": ""}
    assert rows["dl-1"]["battery_low_since"] == (today - timedelta(days=3)).isoformat()
    assert rows["dl-1"]["battery_empty_on"] == (today + timedelta(days=15)).isoformat()
    assert rows["dl-2"]["battery_low_since"] == rows["dl-2"]["battery_empty_on"] == ""
    low = client.get("/dataloggers?state=battery_low").text
    assert 'id="row-dl-1"' in low
    assert 'id="row-dl-2"' not in low
    assert "15\N{NO-BREAK SPACE}%" in low


def test_the_emptiest_comes_first_and_what_has_no_battery_last(house: Database, client_for: ClientFor) -> None:
    rows = rows_of(client_for("energy_coordinator"), "/dataloggers.csv?sort=battery")
    assert [row["logger"] for row in rows] == ["dl-1", "dl-2", "dl-3"]


def test_a_day_keeps_its_last_word_and_old_days_go(database: Database, now: datetime) -> None:
    for at, percent in ((now - timedelta(days=70), 90), (now - timedelta(hours=1), 50), (now, 49)):
        _say(database, {"dl-1": Battery(percent, None)}, at)
    with database.reading() as session:
        assert session.scalars(select(BatteryDay.percent)).all() == [49]
