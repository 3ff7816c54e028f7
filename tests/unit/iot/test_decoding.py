"""From messages to readings, statuses and dead letters."""

from iot.decoding import Status, decode
from iot.messages import Message

READING = b'{"register":"A","at":"2026-11-20T10:15:00Z","value":1,"unit":"kWh","kind":"index"}'


def test_a_reading_knows_its_logger_and_a_retained_one_is_not_fresh() -> None:
    topic = "regie/v1/dl-1/readings"
    decoded = decode([Message(topic, READING), Message(topic, READING, retained=True)])
    assert [(reading.logger, reading.topic, reading.fresh) for reading in decoded.readings] == [
        ("dl-1", topic, True), ("dl-1", topic, False),
    ]  # fmt: skip


def test_what_stands_on_an_unknown_topic_is_kept_aside_whole() -> None:
    (letter,) = decode([Message("regie/v1/dl-1/redings", READING)]).letters
    assert (letter.code, letter.payload) == ("unknown_topic", READING)


def test_our_own_messages_are_no_dead_letters() -> None:
    decoded = decode([Message("regie/v1/alerts/ADM-01", b"{}"), Message("$SYS/broker/publish/messages/dropped", b"7")])
    assert (decoded.letters, decoded.dropped) == ([], 7)


def test_a_status_is_heard_and_a_cleared_one_says_nothing() -> None:
    topic = "regie/v1/dl-1/status"
    decoded = decode([Message(topic, b'{"online": false}'), Message(topic, b""), Message(topic, b"off")])
    assert decoded.statuses == [Status("dl-1", False)]
    assert [letter.code for letter in decoded.letters] == ["not_json"]
