"""A broker of each kind, an ingest in a thread, and a logger that speaks to it."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from paho.mqtt.client import Client
from sqlalchemy import select

from iot.broker import EmbeddedBroker
from iot.client import BrokerAddress, Protocol, make_client
from iot.ingest import Ingest
from ops.config import Settings
from ops.db import Database
from ops.energy.models import DeadLetter, Reading, Register
from ops.kit.clock import utc_now
from tests.support.energy import add_building, add_register
from tests.support.shipped_broker import ShippedBroker, need_program
from tests.support.waiting import until

PASSWORDS = {"MQTT_PASSWORD": "s1", "MQTT_LOGGERS": "dl-1:a1"}
CODE = "ADM-01-E1"


@dataclass(frozen=True)
class Broker:
    url: str
    protocol: Protocol


@pytest.fixture
def mosquitto(tmp_path: Path) -> Iterator[ShippedBroker]:
    need_program("mosquitto")
    shipped = ShippedBroker(tmp_path / "broker", PASSWORDS)
    shipped.prepare()
    shipped.start()
    yield shipped
    shipped.stop()


@pytest.fixture(params=["mosquitto", "embedded"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """Mosquitto on MQTT 5, and the embedded broker on 3.1.1: what follows holds on both."""
    if request.param == "mosquitto":
        yield mosquitto_address(request.getfixturevalue("mosquitto"))
        return
    embedded = EmbeddedBroker(tmp_path)
    yield Broker(embedded.start(), "3.1.1")
    embedded.stop()


def mosquitto_address(shipped: ShippedBroker) -> Broker:
    return Broker(f"mqtt://regie:s1@127.0.0.1:{shipped.port}", "5")


@pytest.fixture
def register(database: Database) -> int:
    with database.unit_of_work() as session:
        return add_register(session, add_building(session), CODE, medium="electricity", unit="kWh").id


StartIngest = Callable[..., Ingest]


@pytest.fixture
def start_ingest(database: Database, settings: Settings) -> Iterator[StartIngest]:
    """`start_ingest(broker)`: runs until the end of the test; `start_ingest(broker, "other-id")` makes a second."""
    running: list[tuple[Ingest, threading.Thread]] = []

    def start(broker: Broker, client_id: str = "regie-ingest-1") -> Ingest:
        own = settings.model_copy(update={"ingest_client_id": client_id})
        ingest = Ingest(database, own, BrokerAddress.parse(broker.url), broker.protocol, utc_now)
        thread = threading.Thread(target=ingest.run)
        thread.start()
        running.append((ingest, thread))
        until(lambda: ingest.is_subscribed, "ingest subscribes", within_s=20)
        return ingest

    yield start
    for ingest, thread in running:
        ingest.stop()
        thread.join(timeout=30)


class Logger:
    """Publishes and waits for the broker's confirmation."""

    def __init__(self, client: Client, name: str = "dl-1") -> None:
        self._client, self.name = client, name

    def say(self, *readings: dict[str, Any], retain: bool = False) -> None:
        payload = json.dumps(readings[0] if len(readings) == 1 else readings)
        self.publish(f"regie/v1/{self.name}/readings", payload.encode(), retain=retain)

    def publish(self, topic: str, payload: bytes, *, retain: bool = False) -> None:
        info = self._client.publish(topic, payload, qos=1, retain=retain)
        info.wait_for_publish(20)


@pytest.fixture
def make_logger() -> Iterator[Callable[[Broker], Logger]]:
    clients: list[Client] = []

    def make(broker: Broker) -> Logger:
        address = BrokerAddress.parse(broker.url)
        client = make_client(address, f"test-logger-{len(clients)}", broker.protocol)
        client.connect(address.host, address.port)
        client.loop_start()
        clients.append(client)
        return Logger(client)

    yield make
    for client in clients:
        client.disconnect()
        client.loop_stop()


#: A full hour some hours ago: never in the future, never too old.
HOUR = utc_now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=3)


def reading(value: Any = 5, *, at: datetime = HOUR, **changes: Any) -> dict[str, Any]:
    moment = at.astimezone(UTC).isoformat()
    return {"register": CODE, "at": moment, "value": value, "unit": "kWh", "kind": "index", **changes}


def values(database: Database) -> list[int]:
    """Stored values in order of time, in whole units."""
    with database.reading() as session:
        return [micro // 1_000_000 for micro in session.scalars(select(Reading.value_micro).order_by(Reading.at))]


def letters(database: Database, state: str = "waiting") -> list[DeadLetter]:
    with database.reading() as session:
        query = select(DeadLetter).where(DeadLetter.state == state).order_by(DeadLetter.id)
        found = list(session.scalars(query))
        session.expunge_all()
        return found


def register_row(database: Database, register_id: int) -> Register:
    with database.reading() as session:
        row = session.get_one(Register, register_id)
        session.expunge(row)
        return row
