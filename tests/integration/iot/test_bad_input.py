"""What can't be stored gets a clear reason, nothing of it is lost, and ingest goes on."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from ops.access.principal import system
from ops.config import Settings
from ops.db import Database
from ops.energy.queries.dead_letters import LetterFilter
from ops.energy.rules.refusals import REASONS
from ops.energy.service.dead_letters import discard, payload_of, request_replay
from ops.kit.clock import utc_now
from ops.kit.files import FileStore
from tests.integration.iot.conftest import (
    HOUR,
    Broker,
    Logger,
    StartIngest,
    letters,
    mosquitto_address,
    reading,
    register_row,
    values,
)  # fmt: skip
from tests.support.energy import add_building, add_register
from tests.support.shipped_broker import ShippedBroker
from tests.support.waiting import until

MakeLogger = Callable[[Broker], Logger]
TOPIC = "regie/v1/dl-1/readings"
PERSON = system("a test")


def sent(**changes: object) -> bytes:
    return json.dumps(reading(**changes)).encode()  # type: ignore[arg-type]


BAD: dict[str, tuple[str, bytes, str]] = {
    "junk bytes": (TOPIC, b"\x00\xff\x13junk", "not_json"),
    "1 MB payload": (TOPIC, b"x" * 1_000_000, "too_large"),
    "1 MB of deep nesting": (TOPIC, b"[" * 500_000, "not_json"),
    "wrong unit": (TOPIC, sent(unit="m3"), "wrong_unit"),
    "2090": (TOPIC, sent(at=datetime(2090, 1, 1, tzinfo=UTC)), "in_the_future"),
    "NaN": (TOPIC, sent(value=float("nan")), "not_a_number"),
    "negative index": (TOPIC, sent(value=-5), "negative"),
    "unknown register": (TOPIC, sent(register="NOBODY-KNOWS"), "unknown_register"),
    "a register that no database takes": (TOPIC, sent(register="A\x00B"), "unknown_register"),
    "a huge number": (TOPIC, sent(value=10**30), "out_of_range"),
    "unknown topic": ("regie/v1/dl-1/redings", sent(), "unknown_topic"),
    "unreadable status": ("regie/v1/dl-1/status", b"on", "not_json"),
    "empty": (TOPIC, b"", "empty"),
}


def test_every_kind_of_bad_message_becomes_a_dead_letter_with_its_reason(
    mosquitto: ShippedBroker,
    database: Database,
    settings: Settings,
    register: int,
    start_ingest: StartIngest,
    make_logger: MakeLogger,
) -> None:
    broker = mosquitto_address(mosquitto)
    start_ingest(broker)
    logger = make_logger(broker)
    for topic, payload, _ in BAD.values():
        logger.publish(topic, payload)
    logger.say(reading(5))
    until(lambda: values(database) == [5], "ingest goes on")
    found = letters(database)
    files = FileStore(settings.files_dir)
    kept = {(letter.topic, payload_of(letter, files)): letter for letter in found}
    assert {name: kept[topic, payload].code for name, (topic, payload, _) in BAD.items()} == {
        name: code for name, (_, _, code) in BAD.items()
    }
    assert len(found) == len(BAD)
    assert all(REASONS[letter.code].detail % letter.params for letter in found)


def test_the_same_bad_message_is_one_letter_that_counts_up(
    mosquitto: ShippedBroker, database: Database, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    broker = mosquitto_address(mosquitto)
    start_ingest(broker)
    logger = make_logger(broker)
    for _ in range(3):
        logger.publish(TOPIC, b"junk")
    until(lambda: [letter.seen_count for letter in letters(database)] == [3], "it counts to three")


def test_a_replay_stores_what_fits_by_then_once_and_the_rest_waits_on(
    mosquitto: ShippedBroker, database: Database, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    broker = mosquitto_address(mosquitto)
    start_ingest(broker)
    logger = make_logger(broker)
    logger.say(reading(5))
    logger.say(reading(6, register="ADM-01-E9"))
    until(lambda: len(letters(database)) == 2, "both wait")
    with database.unit_of_work() as session:
        register = add_register(session, add_building(session), medium="electricity", unit="kWh", code="ADM-01-E1").id
        request_replay(session, LetterFilter(code="unknown_register"), who=PERSON, now=utc_now())
    until(lambda: len(letters(database, "replayed")) == 1, "one is replayed")
    (rest,) = letters(database)
    assert (values(database), rest.params, rest.seen_count) == ([5], {"register": "ADM-01-E9"}, 1)
    row = register_row(database, register)
    assert row.dirty_from is not None
    assert row.dirty_from < HOUR
    assert row.last_live_at is None


def test_a_message_too_large_to_be_taken_unasked_is_read_whole_when_a_person_replays_it(
    mosquitto: ShippedBroker, database: Database, register: int, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    broker = mosquitto_address(mosquitto)
    start_ingest(broker)
    many = [reading(number, at=datetime.fromtimestamp(HOUR.timestamp() - number, UTC)) for number in range(6_000)]
    make_logger(broker).say(*many)
    until(lambda: [letter.code for letter in letters(database)] == ["too_large"], "it waits")
    with database.unit_of_work() as session:
        request_replay(session, LetterFilter(ids=[letters(database)[0].id]), who=PERSON, now=utc_now())
    until(lambda: len(values(database)) == 6_000, "all of it is stored")


def test_a_discarded_message_waits_again_when_it_comes_again(
    mosquitto: ShippedBroker, database: Database, start_ingest: StartIngest, make_logger: MakeLogger
) -> None:
    broker = mosquitto_address(mosquitto)
    start_ingest(broker)
    logger = make_logger(broker)
    logger.publish(TOPIC, b"junk")
    until(lambda: len(letters(database)) == 1, "it waits")
    with database.unit_of_work() as session:
        discard(session, LetterFilter(code="not_json"), who=PERSON, now=utc_now())
    assert letters(database) == []
    logger.publish(TOPIC, b"junk")
    until(lambda: len(letters(database)) == 1, "it waits again")


@pytest.mark.parametrize("members", [("regie-ingest-1", "regie-ingest-2")])
def test_two_members_store_each_reading_once_and_keep_each_bad_message_once(
    members: tuple[str, str],
    mosquitto: ShippedBroker,
    database: Database,
    register: int,
    start_ingest: StartIngest,
    make_logger: MakeLogger,
) -> None:
    broker = mosquitto_address(mosquitto)
    for member in members:
        start_ingest(broker, member)
    logger = make_logger(broker)
    for number in range(100):
        logger.say(reading(number, at=datetime.fromtimestamp(HOUR.timestamp() + number, UTC)))
    logger.publish(TOPIC, b"junk")
    until(lambda: values(database) == list(range(100)), "each is stored")
    until(lambda: len(letters(database)) == 1, "the bad one is kept once")
