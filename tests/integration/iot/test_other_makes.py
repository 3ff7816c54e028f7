"""Dataloggers of other makes over a real broker: mapped ones count, new ones wait until somebody maps them."""

import signal
import subprocess
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select

from iot.voices import VOICES
from ops.access.principal import system
from ops.db import Database
from ops.energy.models import FieldMapping, HeardTopic, Reading, Register
from ops.energy.queries.mappings import mapping_book
from ops.energy.service.mappings import MappingWish, add_mapping, existing, remove_mapping, replay_waiting
from ops.estate.models import Location
from ops.kit.clock import utc_now
from tests.integration.iot.conftest import (
    CODE,
    Broker,
    Logger,
    StartIngest,
    letters,
    mosquitto_address,
)  # fmt: skip
from tests.integration.iot.test_command import REGIE, environment, give_logger
from tests.support.energy import add_register
from tests.support.ingest_process import IngestProcess
from tests.support.shipped_broker import ShippedBroker
from tests.support.telegrams import IN_ORDER, TOPICS
from tests.support.waiting import until

MakeLogger = Callable[[Broker], Logger]
PERSON = system("a test")


def add(database: Database, topic: str, name: str, field: str, unit: str = "", code: str = CODE) -> int:
    with database.unit_of_work() as session:
        wish = MappingWish(topic, name, field, code, Decimal(1), unit)
        return add_mapping(session, wish, who=PERSON, now=utc_now()).id


def stored(database: Database) -> list[int]:
    """Values in millionths."""
    with database.reading() as session:
        return list(session.scalars(select(Reading.value_micro).order_by(Reading.value_micro)))


def test_every_format_counts_for_its_own_register_on_each_broker(
    broker: Broker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    with database.unit_of_work() as session:
        place = session.scalars(select(Location).where(Location.code == "ADM-01")).one()
        for name in TOPICS:
            add_register(session, place, name, medium="electricity", unit="kWh")
    for name, (topic, unit) in TOPICS.items():
        add(database, topic, name, IN_ORDER[name][1], unit, code=name)
    start_ingest(broker)
    logger = make_logger(broker)
    for name, (topic, _) in TOPICS.items():
        logger.publish(topic, IN_ORDER[name][0])
    wanted = {name: int(Decimal(value) * 1_000_000) for name, (_, _, value) in IN_ORDER.items()}
    until(lambda: len(stored(database)) == len(wanted), "they are stored")
    with database.reading() as session:
        found = select(Register.code, Reading.value_micro).join(Reading, Reading.register_id == Register.id)
        assert sorted((code, micro) for code, micro in session.execute(found)) == sorted(wanted.items())
        assert session.scalar(select(func.count()).select_from(HeardTopic)) == len(TOPICS)
        connected = select(Register.code).where(Register.last_live_at.is_not(None))
        assert set(session.scalars(connected)) == set(TOPICS)
    assert letters(database) == []


def test_a_new_logger_waits_and_what_it_said_is_stored_once_it_is_mapped(
    mosquitto: ShippedBroker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    broker = mosquitto_address(mosquitto)
    start_ingest(broker)
    topic, payload = TOPICS["tasmota"][0], IN_ORDER["tasmota"][0]
    make_logger(broker).publish(topic, payload)
    until(lambda: [letter.code for letter in letters(database)] == ["no_mapping"], "it waits")
    add(database, topic, "tasmota", "ENERGY.Total")
    with database.unit_of_work() as session:
        assert replay_waiting(session, topic, who=PERSON, now=utc_now()) == 1
    until(lambda: stored(database) == [1_234_567_000], "its own place in time")
    assert letters(database) == []


def test_a_topic_of_its_own_is_listened_to_as_soon_as_it_is_mapped_and_not_any_longer(
    broker: Broker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    start_ingest(broker)
    logger, (payload, field, _) = make_logger(broker), IN_ORDER["dsmr"]
    logger.publish("tele/cellar/p1", payload)
    mapping = add(database, "tele/cellar/p1", "dsmr", field)

    def arrives() -> bool:
        logger.publish("tele/cellar/p1", payload)
        return stored(database) == [123_456_000]

    until(arrives, "it is heard", within_s=20)
    with database.unit_of_work() as session:
        remove_mapping(session, existing(session, mapping), who=PERSON, now=utc_now())
        assert list(mapping_book(session, utc_now()).rows_for("tele/cellar/p1")) == []


# Which engine stores it makes no difference to a format; that both store is shown above.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", sorted(set(VOICES) - {"regie"}))
def test_the_simulator_speaks_each_format_and_is_understood(
    name: str, mosquitto: ShippedBroker, database: Database, database_url: str, register: int, tmp_path: Path
) -> None:
    broker = mosquitto_address(mosquitto)
    give_logger(database, register)
    member = IngestProcess(tmp_path, database_url, broker.url)
    member.start()
    variables = environment(database_url, tmp_path, broker.url)
    command = [REGIE, "simulate", "--every", "0.5", "--fault", f"leak:{CODE}", "--format", name]
    with subprocess.Popen(command, env=variables, stderr=subprocess.DEVNULL) as simulator:
        until(lambda: len(stored(database)) >= 2, "its readings arrive", within_s=60)
        simulator.send_signal(signal.SIGTERM)
        assert simulator.wait(timeout=20) == 0
    member.end()
    assert letters(database) == []
    with database.reading() as session:
        (mapping,) = session.scalars(select(FieldMapping))
        assert (mapping.format, mapping.register_id) == (name, session.scalars(select(Register.id)).one())
