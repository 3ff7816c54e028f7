"""From a logger's message to the stored reading, on both engines and both brokers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from pydantic import SecretStr
from sqlalchemy import select

from iot.processes import broker_of
from ops.config import Settings
from ops.db import Database
from ops.energy.models import LoggerStatus, ReadingRevision
from ops.kit import heartbeats
from ops.kit.models import Heartbeat
from tests.integration.iot.conftest import HOUR, Broker, Logger, StartIngest, letters, reading, register_row, values
from tests.support.waiting import until

MakeLogger = Callable[[Broker], Logger]
LATER = HOUR + timedelta(hours=1)


def test_a_message_becomes_a_reading_and_a_sign_of_life(
    broker: Broker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    start_ingest(broker)
    make_logger(broker).say(reading(5), reading(6, at=LATER))
    until(lambda: values(database) == [5, 6], "both are stored")
    row = register_row(database, register)
    assert (row.logger, row.dirty_from) == ("dl-1", HOUR - timedelta(hours=1))
    assert row.first_live_at is not None
    assert row.first_live_at == row.last_live_at


def test_the_same_again_changes_nothing_and_another_value_is_a_revision(
    broker: Broker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    start_ingest(broker)
    logger = make_logger(broker)
    logger.say(reading(5))
    logger.say(reading(5))
    logger.say(reading(7))
    until(lambda: values(database) == [7], "the last value counts")
    with database.reading() as session:
        assert session.scalars(select(ReadingRevision.value_micro)).all() == [5_000_000]


def test_a_retained_message_is_stored_but_is_no_sign_of_life(
    broker: Broker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    make_logger(broker).say(reading(5), retain=True)
    start_ingest(broker)
    until(lambda: values(database) == [5], "the retained value is stored")
    row = register_row(database, register)
    assert (row.first_live_at, row.last_live_at, row.logger) == (None, None, None)


def test_of_an_array_the_good_objects_are_stored_and_each_bad_one_is_kept(
    broker: Broker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    start_ingest(broker)
    make_logger(broker).say(reading(5), reading(-1, at=LATER), reading(1, register="NEW"), reading(6, at=LATER))
    until(lambda: values(database) == [5, 6], "the good ones are stored")
    assert sorted(letter.code for letter in letters(database)) == ["negative", "unknown_register"]


def test_a_logger_that_goes_offline_is_known_by_it(
    broker: Broker, database: Database, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    logger = make_logger(broker)
    logger.publish("regie/v1/dl-1/status", b'{"online": true}', retain=True)
    start_ingest(broker)
    until(lambda: _online(database) is True, "its retained word is heard")
    logger.publish("regie/v1/dl-1/status", b'{"online": false}', retain=True)
    until(lambda: _online(database) is False, "its last word is heard")


def _online(database: Database) -> bool | None:
    with database.reading() as session:
        return session.scalar(select(LoggerStatus.online).where(LoggerStatus.logger == "dl-1"))


def test_ingest_shows_that_it_lives_and_hears_the_broker(
    broker: Broker, database: Database, start_ingest: StartIngest
) -> None:
    start_ingest(broker)

    def kinds() -> set[str]:
        with database.reading() as session:
            return set(session.scalars(select(Heartbeat.kind)))

    until(lambda: kinds() == {"ingest", "broker"}, "both signs of life are there", within_s=30)


def test_the_embedded_broker_is_found_through_the_data_folder(broker: Broker, settings: Settings) -> None:
    own = settings if broker.protocol == "3.1.1" else settings.model_copy(update={"mqtt_url": _secret(broker.url)})
    address, protocol = broker_of(own)
    assert (f":{address.port}" in broker.url, protocol) == (True, broker.protocol)


def _secret(url: str) -> object:

    return SecretStr(url)


def test_every_process_can_tell_how_far_behind_ingest_is(
    broker: Broker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    start_ingest(broker)
    make_logger(broker).say(reading(5), reading(-1, at=LATER))
    until(lambda: values(database) == [5], "the reading is stored")

    def told() -> dict[str, Any]:
        with database.reading() as session:
            beat = heartbeats.latest(session, heartbeats.INGEST)
            return beat.detail if beat else {}

    until(lambda: told().get("messages", 0) >= 1, "the next sign of life counts it", within_s=30)
    detail = told()
    assert detail["readings"] == {"new": 1, "repeated": 0, "revised": 0, "dead": 1}
    assert detail["waiting"] == 0
    assert detail["event_lag_s"] > 3600 > detail["receipt_lag_s"] >= 0
