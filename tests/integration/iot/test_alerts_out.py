"""Displays and building automation see the open alerts of a building as one retained message."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from paho.mqtt.client import Client
from sqlalchemy import select, update

from iot.client import BrokerAddress, make_client
from iot.topics import alerts_topic
from ops.db import Database
from ops.energy.models import Alert
from ops.estate.models import Location
from tests.integration.iot.conftest import Broker, StartIngest
from tests.support.waiting import until

SINCE = datetime(2026, 11, 19, 14, tzinfo=UTC)


@pytest.fixture
def display(broker: Broker) -> Iterator[list[dict[str, Any]]]:
    """What a display of the building hears, the latest last."""
    heard: list[dict[str, Any]] = []
    address = BrokerAddress.parse(broker.url)
    client: Client = make_client(address, "test-display", broker.protocol)
    client.on_message = lambda _client, _data, message: heard.append(json.loads(message.payload))

    def listen(*_: object) -> None:
        client.subscribe(alerts_topic("ADM-01"), 1)

    client.on_connect = listen
    client.connect(address.host, address.port)
    client.loop_start()
    yield heard
    client.disconnect()
    client.loop_stop()


def test_a_display_hears_of_an_alert_and_of_its_end(
    broker: Broker, database: Database, register: int, display: list[dict[str, Any]], start_ingest: StartIngest
) -> None:
    with database.unit_of_work() as session:
        building = session.scalars(select(Location.id).where(Location.code == "ADM-01")).one()
        session.add(_alert(register, building))
    start_ingest(broker)
    until(lambda: [said["open"] for said in display] == [1], "the alert is shown")
    (entry,) = display[0]["alerts"]
    assert (entry["ref"], entry["cause"], entry["since"]) == ("A26-000001", "base_load", "2026-11-19T14:00:00Z")
    with database.unit_of_work() as session:
        session.execute(update(Alert).values(state="closed"))
    until(lambda: [said["open"] for said in display] == [1, 0], "its end is shown")


def _alert(register: int, location: int) -> Alert:
    return Alert(
        ref="A26-000001", register_id=register, location_id=location, medium="electricity", cause="base_load",
        state="open", severity="medium", started_at=SINCE, detected_at=SINCE, last_abnormal_at=SINCE, unit="kWh",
        cost_cents_per_day=1_250, evidence={},
    )  # fmt: skip
