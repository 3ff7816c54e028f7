"""Exactly once, whatever dies: on SQLite and PostgreSQL, with a broker and a database that are killed."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ops.db import Database
from ops.energy.models import ReadingRevision
from tests.integration.iot.conftest import PASSWORDS
from tests.soak.broker_faults import (
    AUTOSAVE_S,
    CODES,
    add_registers,
    broker_kill_loss,
    drained_despite_kills,
    exactly_once,
    stored_count,
    stored_values,
)
from tests.support.ingest_process import IngestProcess
from tests.support.publisher import Publisher, value_of
from tests.support.shipped_broker import ShippedBroker
from tests.support.waiting import until

MESSAGES = 1_000


@pytest.fixture
def ingest(database: Database, database_url: str, mosquitto: ShippedBroker, tmp_path: Path) -> Iterator[IngestProcess]:
    add_registers(database)
    process = IngestProcess(tmp_path, database_url, f"mqtt://regie:s1@127.0.0.1:{mosquitto.port}")
    yield process
    process.end(signal.SIGKILL)


@pytest.fixture
def publisher(mosquitto: ShippedBroker) -> Iterator[Publisher]:
    name, password = PASSWORDS["MQTT_LOGGERS"].split(":")
    speaker = Publisher(f"mqtt://{name}:{password}@127.0.0.1:{mosquitto.port}", CODES, name)
    yield speaker
    speaker.close()


def all_stored_once(database: Database, publisher: Publisher) -> bool:
    with database.reading() as session:
        revised = session.scalar(select(func.count()).select_from(ReadingRevision))
    stored = {key: micro // 1_000_000 for key, micro in stored_values(database).items()}
    return stored == {key: value_of(key) for key in publisher.confirmed} and revised == 0


def test_a_process_killed_between_commit_and_acknowledgement_stores_nothing_twice(
    ingest: IngestProcess, publisher: Publisher, database: Database
) -> None:
    ingest.start(dies_after_batches=1)
    publisher.publish(200, per_s=2_000)
    until(lambda: not ingest.is_running(), "ingest kills itself after its commit")
    committed = stored_count(database)
    assert committed > 0
    ingest.start()
    until(lambda: not publisher.unconfirmed and stored_count(database) == 200, "the rest is stored")
    assert all_stored_once(database, publisher)


def test_what_arrives_while_no_ingest_runs_is_stored_when_it_comes_back(
    ingest: IngestProcess, publisher: Publisher, database: Database
) -> None:
    ingest.start()
    assert ingest.end() == 0
    publisher.publish(1_500, per_s=5_000)
    until(lambda: not publisher.unconfirmed, "the broker keeps them")
    assert stored_count(database) == 0
    ingest.start()
    until(lambda: stored_count(database) == 1_500, "more than one window is drained")
    assert all_stored_once(database, publisher)


def test_a_killed_process_loses_nothing_while_messages_flow(
    ingest: IngestProcess, publisher: Publisher, database: Database
) -> None:
    ingest.start()
    for _ in range(2):
        publisher.publish(300, per_s=3_000)
        ingest.end(signal.SIGKILL)
        publisher.publish(100, per_s=3_000)
        ingest.start()
    until(lambda: not publisher.unconfirmed and stored_count(database) == 800, "all is stored")
    assert all_stored_once(database, publisher)


def test_nothing_is_lost_or_doubled_when_ingest_database_and_broker_fail_in_turn(tmp_path: Path) -> None:
    result = exactly_once(MESSAGES, tmp_path, seconds=10)
    assert result["ok"], result
    assert (result["published_acked"], result["stored"]) == (MESSAGES, MESSAGES)


def test_nothing_is_lost_or_doubled_when_ingest_is_killed_while_it_drains_a_backlog(tmp_path: Path) -> None:
    result = drained_despite_kills(4 * MESSAGES, tmp_path, kills=2)
    assert result["ok"], result
    assert result["stored"] == 4 * MESSAGES


def test_a_killed_broker_forgets_at_most_what_came_since_its_last_save(tmp_path: Path) -> None:
    result = broker_kill_loss(tmp_path, per_s=100, seconds=8)
    assert result["confirmed"] == 800
    assert result["lost_window_s"] <= AUTOSAVE_S + 2, result
