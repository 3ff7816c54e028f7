"""Our own message format: what is read, what is set aside, and that nothing breaks it."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot.messages import MAX_BYTES, Fault
from iot.payloads.regie import parse_readings, parse_status

GOOD = {"register": "ADM-01-E1", "at": "2026-11-20T10:15:00Z", "value": 12345.678, "unit": "kWh", "kind": "index"}


def encoded(**changes: object) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def without(name: str) -> bytes:
    return json.dumps({key: value for key, value in GOOD.items() if key != name}).encode()


def test_one_object_is_one_reading_with_an_aware_instant() -> None:
    ((reading, raw),) = parse_readings(encoded(id="x", more=[1])).readings
    assert (reading.register, reading.value, reading.unit, reading.kind) == ("ADM-01-E1", 12345.678, "kWh", "index")
    assert reading.at == datetime(2026, 11, 20, 10, 15, tzinfo=UTC)
    assert raw == encoded(id="x", more=[1])


def test_an_array_keeps_its_good_objects_beside_bad_ones() -> None:
    parsed = parse_readings(b"[" + encoded(value=1) + b", 5, " + without("unit") + b"," + encoded(value=2) + b"]")
    assert [reading.value for reading, _ in parsed.readings] == [1, 2]
    assert [(fault.raw, fault.code) for fault in parsed.faults] == [
        (b"5", "not_an_object"),
        (without("unit"), "missing_field"),
    ]


@pytest.mark.parametrize(
    ("payload", "code", "params"),
    [
        pytest.param(b"junk\xff\x00", "not_json", {}, id="junk bytes"),
        pytest.param(b"", "empty", {}, id="nothing"),
        pytest.param(b"[]", "empty", {}, id="an array of nothing"),
        pytest.param(b'"text"', "not_an_object", {}, id="a text"),
        pytest.param(b"[" * 100_000, "not_json", {}, id="deep nesting"),
        pytest.param(b'{"a":' * 100_000, "not_json", {}, id="deep nesting of objects"),
        pytest.param(b"\xff\xfe{\x00", "not_json", {}, id="another encoding"),
        pytest.param(without("register"), "missing_field", {"field": "register"}, id="no register"),
        pytest.param(without("kind"), "missing_field", {"field": "kind"}, id="no kind"),
        pytest.param(encoded(value=None), "missing_field", {"field": "value"}, id="value null"),
        pytest.param(encoded(value=True), "wrong_type", {"field": "value"}, id="value true"),
        pytest.param(encoded(register=5), "wrong_type", {"field": "register"}, id="register a number"),
        pytest.param(encoded(at="yesterday"), "bad_time", {"value": "yesterday"}, id="no time"),
        pytest.param(encoded(at="2026-11-20T10:15:00"), "no_time_zone", {"value": "2026-11-20T10:15:00"}, id="no zone"),
        pytest.param(encoded(at=1_763_000_000), "wrong_type", {"field": "at"}, id="time a number"),
        pytest.param(b"x" * (MAX_BYTES + 1), "too_large", {"size": MAX_BYTES + 1, "limit": MAX_BYTES}, id="too large"),
    ],
)
def test_what_can_not_be_read_is_kept_with_its_reason(payload: bytes, code: str, params: dict[str, object]) -> None:
    parsed = parse_readings(payload)
    assert parsed.readings == ()
    assert [(fault.raw, fault.code, dict(fault.params)) for fault in parsed.faults] == [(payload, code, params)]


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "nan", "1e999", "-1.5E+400"])
def test_a_word_in_the_place_of_a_number_does_not_cost_its_neighbours(word: str) -> None:
    bad = encoded(value=7).replace(b"7", word.encode())
    parsed = parse_readings(b"[" + bad + b"," + encoded(value=8) + b"]")
    assert [reading.value for reading, _ in parsed.readings] == [word, 8]


def test_a_person_may_replay_a_message_of_any_size() -> None:
    large = b"[" + b",".join(encoded(value=number) for number in range(6_000)) + b"]"
    assert parse_readings(large).faults[0].code == "too_large"
    assert len(parse_readings(large, limit_bytes=None).readings) == 6_000


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3)
)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_it_fail_or_lose_anything(payload: bytes) -> None:
    parsed = parse_readings(payload)
    assert parsed.readings or parsed.faults
    assert isinstance(parse_status(payload), bool | Fault)


@given(st.lists(st.dictionaries(st.sampled_from(sorted(GOOD)), values), min_size=1, max_size=4))
def test_every_object_of_a_message_is_read_or_set_aside(objects: list[dict[str, object]]) -> None:
    payload = json.dumps([{**GOOD, **each} for each in objects]).encode()
    parsed = parse_readings(payload)
    whole = [fault for fault in parsed.faults if fault.raw == payload]
    assert whole or len(parsed.readings) + len(parsed.faults) == len(objects)


@pytest.mark.parametrize(
    ("payload", "said"),
    [(b'{"online": true}', True), (b'{"online": false, "since": 5}', False), (b'{"online": 1}', "missing_field"),
     (b"[true]", "not_json"), (b"on", "not_json")],
)  # fmt: skip
def test_a_logger_says_whether_it_is_online(payload: bytes, said: bool | str) -> None:
    status = parse_status(payload)
    assert (status.code if isinstance(status, Fault) else status) == said
