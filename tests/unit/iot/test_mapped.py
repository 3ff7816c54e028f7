"""From a message of another make to the reading of a register: what is mapped counts, all else has its reason."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import cbor2
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from iot.client import is_covered
from iot.decoding import Decoded, Reader, decode
from iot.formats import FORMATS, format_of, guess, logger_of
from iot.messages import MAX_BYTES, Message, Receipt
from ops.energy.rules import mapping
from ops.energy.rules.mapping import MappingBook, MappingRow, matches
from ops.energy.rules.refusals import REASONS
from tests.support.telegrams import FLUVIUS, IN_ORDER, PROFILES, SHELLY, THINGS_STACK, TOPICS, ZIGBEE

CAME_AT = datetime(2026, 1, 2, 9, 0, 2, tzinfo=UTC)
RECEIPT = Receipt(CAME_AT, ZoneInfo("Europe/Brussels"))
NAMES = sorted(FORMATS)


def row(name: str, **changes: Any) -> MappingRow:
    topic, unit = TOPICS[name]
    return replace(MappingRow(topic, name, IN_ORDER[name][1], "ADM-01-E1", "index", 1_000_000, unit), **changes)


def read(topic: str, payload: bytes, *rows: MappingRow, retained: bool = False, came_at: Any = CAME_AT) -> Decoded:
    reader = Reader(lambda: MappingBook(rows, PROFILES), replace(RECEIPT, at=came_at))
    return decode([Message(topic, payload, retained)], reader)


def codes(decoded: Decoded) -> list[str]:
    assert all(REASONS[letter.code].detail % letter.params for letter in decoded.letters)
    return [letter.code for letter in decoded.letters]


def test_the_formats_are_those_that_the_core_names() -> None:
    assert set(FORMATS) == set(mapping.FORMATS) == set(IN_ORDER)


@pytest.mark.parametrize("name", NAMES)
def test_a_mapped_field_is_a_reading_of_its_register(name: str) -> None:
    payload, _, value = IN_ORDER[name]
    (reading,) = read(TOPICS[name][0], payload, row(name)).readings
    assert (reading.register_code, reading.kind, reading.raw) == ("ADM-01-E1", "index", payload)
    number = float(reading.value) / (1000 if reading.unit == "Wh" else 1)
    assert f"{number:.9g}" == value


@pytest.mark.parametrize("name", NAMES)
def test_a_topic_and_a_message_tell_the_format_and_without_a_mapping_the_message_waits(name: str) -> None:
    topic, payload = TOPICS[name][0], IN_ORDER[name][0]
    assert (format_of(topic), guess(payload)) == (name, name)
    decoded = read(topic, payload)
    assert (codes(decoded), decoded.letters[0].payload) == (["no_mapping"], payload)
    assert (decoded.heard[topic].format, is_covered(topic)) == (name, True)


@pytest.mark.parametrize("name", NAMES)
def test_a_topic_of_ones_own_is_read_by_its_mapping(name: str) -> None:
    decoded = read("site/cellar", IN_ORDER[name][0], row(name, topic_filter="site/cellar"))
    assert ([each.logger for each in decoded.readings], codes(decoded)) == (["site/cellar"], [])
    assert is_covered("site/cellar") is False


def test_the_logger_is_the_device_that_its_topic_names() -> None:
    assert [logger_of(TOPICS[name][0]) for name in NAMES] == [
        "0101010101010101", "dl-1", "dl-1", "dl-1", "dl-1", "dl-1", "eui-0004", "cellar/plug",
    ]  # fmt: skip
    assert logger_of("shelly-1/status/em1data:0") == "shelly-1"


def test_a_factor_multiplies_what_the_message_says_exactly() -> None:
    (reading,) = read(TOPICS["dsmr"][0], IN_ORDER["dsmr"][0], row("dsmr", factor_micro=40_100_000)).readings
    assert reading.value == "4950.5856"


def test_a_unit_that_is_not_the_mapped_one_is_never_converted_in_silence() -> None:
    topic, payload = TOPICS["shelly"][0], IN_ORDER["shelly"][0]
    assert codes(read(topic, payload, row("shelly", unit="kWh"))) == ["other_unit"]
    assert codes(read(topic, payload, row("shelly", unit="wh"))) == []


def test_what_only_changed_may_lack_a_field_and_elsewhere_that_is_told() -> None:
    other = row("shelly", field="em1data:1.total_act_energy")
    assert codes(read(TOPICS["shelly"][0], IN_ORDER["shelly"][0], other)) == []
    assert codes(read(TOPICS["dsmr"][0], IN_ORDER["dsmr"][0], row("dsmr", field="1.8.9"))) == ["no_mapped_field"]


def test_a_zero_that_the_things_stack_left_out_is_read_for_power_and_never_for_an_index() -> None:
    def values(kind: str, *others: MappingRow) -> list[tuple[str, Any]]:
        rows = (row("things_stack", field="flow", register="F", kind=kind), *others)
        decoded = read(TOPICS["things_stack"][0], json.dumps(THINGS_STACK).encode(), *rows)
        return sorted((each.register_code, float(each.value)) for each in decoded.readings)

    neighbour = row("things_stack")
    assert values("power", neighbour) == [("ADM-01-E1", 812.5), ("F", 0)]
    assert values("interval", neighbour) == [("ADM-01-E1", 812.5), ("F", 0)]
    assert values("index", neighbour) == [("ADM-01-E1", 812.5)]
    assert values("power") == []


def test_a_kept_message_without_a_time_is_undated_and_one_with_a_time_is_not_fresh() -> None:
    bare = json.dumps({key: value for key, value in ZIGBEE.items() if key != "last_seen"}).encode()
    topic = TOPICS["zigbee2mqtt"][0]
    assert codes(read(topic, bare, row("zigbee2mqtt"), retained=True, came_at=None)) == ["undated"]
    dated = read(topic, IN_ORDER["zigbee2mqtt"][0], row("zigbee2mqtt"), retained=True, came_at=None)
    assert [each.fresh for each in dated.readings] == [False]


@pytest.mark.parametrize(
    "topic", ["zigbee2mqtt/bridge/state", "zigbee2mqtt/a/b/availability", "zigbee2mqtt/lamp/set", "pc/status/online"]
)
def test_what_comes_beside_measurements_is_passed_over(topic: str) -> None:
    assert read(topic, b"offline") == Decoded()


def test_a_message_of_a_known_topic_that_holds_no_value_needs_no_reason() -> None:
    event = json.dumps({**SHELLY, "method": "NotifyEvent"}).encode()
    assert codes(read(TOPICS["shelly"][0], event)) == []
    assert codes(read("zigbee2mqtt/lamp", b"")) == ["not_json"]
    assert codes(read("zigbee2mqtt/lamp", b"", retained=True)) == []


def test_a_large_message_waits_for_a_person() -> None:
    assert codes(read(TOPICS["csv"][0], b"x" * (MAX_BYTES + 1), row("csv"))) == ["too_large"]


@pytest.mark.parametrize(
    ("topic_filter", "topic", "fits"),
    [("a/+/c", "a/b/c", True), ("a/+/c", "a/c", False), ("a/#", "a/b/c", True), ("a/#", "a", True),
     ("a/b", "a/b/c", False), ("a/b/c", "a/b", False), ("a/+", "a/", True), ("+/b", "a/b", True)],
)  # fmt: skip
def test_filters_fit_as_a_broker_understands_them(topic_filter: str, topic: str, fits: bool) -> None:
    assert matches(topic_filter, topic) is fits


junk = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.just("1e999999")
values = st.recursive(junk, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner))


@st.composite
def spoiled(draw: st.DrawFn) -> tuple[str, bytes]:
    """A message in order, one part of which is something else, or whose bytes were changed on their way."""
    name = draw(st.sampled_from(NAMES))
    payload = IN_ORDER[name][0]
    if payload[:1] in b"[{" and draw(st.booleans()):
        found = json.loads(payload)
        parent: Any = found
        while draw(st.booleans()) and isinstance(inner := next(iter(_parts(parent)), None), dict | list) and inner:
            parent = inner
        key = draw(st.sampled_from(sorted(parent) if isinstance(parent, dict) else list(range(len(parent)))))
        parent[key] = draw(values)
        return name, json.dumps(found).encode()
    place, length = draw(st.integers(0, len(payload))), draw(st.integers(0, 30))
    return name, payload[:place] + draw(st.binary(max_size=10)) + payload[place + length :]


def _parts(found: Any) -> list[Any]:
    inner = list(found.values()) if isinstance(found, dict) else list(found)
    return [each for each in inner if isinstance(each, dict | list)]


@given(spoiled())
@example(("tasmota", b'{"Time":"9999-12-31T23:59:59-23:00","ENERGY":{"Total":1}}'))
@example(("senml", b'[{"n":"a","v":1,"bt":1e308,"t":1e308}]'))
def test_no_message_makes_it_fail_count_elsewhere_or_vanish(message: tuple[str, bytes]) -> None:
    name, payload = message
    decoded = read(TOPICS[name][0], payload, row(name))
    codes(decoded)
    assert all(letter.payload == payload for letter in decoded.letters)
    for reading in decoded.readings:
        assert (reading.register_code, reading.kind, reading.at.utcoffset() is not None) == ("ADM-01-E1", "index", True)


def test_intervals_never_count_on_a_register_that_shows_an_index() -> None:
    field = "541448860000000001/Afname Dag"
    assert codes(read(TOPICS["csv"][0], FLUVIUS.encode(), row("csv", field=field))) == ["wrong_kind"]
    (reading,) = read(TOPICS["csv"][0], FLUVIUS.encode(), row("csv", field=field, kind="interval")).readings
    assert (reading.value, reading.kind) == ("0.123", "interval")


@given(values | st.lists(st.dictionaries(st.integers(-8, 9) | st.text(max_size=3), values, max_size=4), max_size=4))
def test_no_cbor_makes_it_fail_count_elsewhere_or_vanish(found: Any) -> None:
    payload = cbor2.dumps(found)
    decoded = read("regie/v1/dl-1/senml", payload, row("senml", field="a"))
    codes(decoded)
    assert all(letter.payload == payload for letter in decoded.letters)
    assert {reading.register_code for reading in decoded.readings} <= {"ADM-01-E1"}
    assert guess(payload) in (None, "senml", "csv")


@given(st.sampled_from(NAMES), st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_no_bytes_make_it_fail_or_lose_anything(name: str, payload: bytes) -> None:
    decoded = read(TOPICS[name][0], payload, row(name))
    codes(decoded)
    assert not decoded.readings or decoded.heard
    if not decoded.readings and not decoded.letters:
        assert not decoded.heard[TOPICS[name][0]].samples or name == "shelly"


@given(st.binary(max_size=100), st.text(max_size=40))
def test_no_bytes_on_an_unknown_topic_make_it_fail(payload: bytes, topic: str) -> None:
    codes(read(topic, payload))
    guess(payload)
