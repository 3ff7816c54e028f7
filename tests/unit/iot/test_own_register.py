"""Whatever else a message holds, loses or puts first: each register gets the value of its own field, or nothing."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot.decoding import Decoded, Reader, decode
from iot.messages import Message, Receipt
from ops.energy.rules.mapping import MappingBook, MappingRow
from tests.support.telegrams import (
    CHIRPSTACK,
    EMUCS,
    PROFILES,
    SENML,
    SHELLY,
    TASMOTA,
    THINGS_STACK,
    TOPICS,
    ZIGBEE,
    telegram,
)

CAME_AT = datetime(2026, 1, 2, 9, 0, 2, tzinfo=UTC)
RECEIPT = Receipt(CAME_AT, ZoneInfo("Europe/Brussels"))
#: By format, a message and the fields that are mapped, each with a value that no other field has.
MESSAGES: Mapping[str, tuple[Any, Mapping[str, str]]] = {
    "tasmota": (
        {**TASMOTA, "ENERGY": {**TASMOTA["ENERGY"], "Power": [11, 22, 33]}},
        {"ENERGY.Total": "1234.567", "ENERGY.Today": "1.05", "ENERGY.Power.1": "22"},
    ),
    "shelly": (SHELLY, {"em1data:0.total_act_energy": "2776175.11", "em1data:0.total_act_ret_energy": "571584.87"}),
    "chirpstack": (CHIRPSTACK, {"meter.volume_l": "12345", "meter.flow.0": "1.5", "battery": "3.6"}),
    "things_stack": (THINGS_STACK, {"index": "812.5", "pulses": "7"}),
    "zigbee2mqtt": (ZIGBEE, {"energy": "81.23", "power": "98"}),
}
TELEGRAM = {"1.8.1": "123.456", "1.8.2": "200", "2.8.1": "1", "2.8.2": "2", "gas": "112.384", "water": "872.234"}


def rows(name: str, fields: Mapping[str, str]) -> list[MappingRow]:
    topic, unit = TOPICS[name]
    return [MappingRow(topic, name, field, f"R-{field}", "index", 1_000_000, unit) for field in fields]


def read(name: str, payload: bytes, fields: Mapping[str, str]) -> Decoded:
    book = MappingBook(rows(name, fields), PROFILES)
    return decode([Message(TOPICS[name][0], payload, retained=False)], Reader(lambda: book, RECEIPT))


def said(decoded: Decoded) -> dict[str, str]:
    """By register, its value; one that is told twice in a message is told the same."""
    pairs = {(each.register_code, f"{Decimal(str(each.value)).normalize():f}") for each in decoded.readings}
    assert len({register for register, _ in pairs}) == len(pairs)
    return dict(pairs)


def expected(fields: Mapping[str, str]) -> dict[str, str]:
    return {f"R-{field}": f"{Decimal(value).normalize():f}" for field, value in fields.items()}


@st.composite
def shaken(draw: st.DrawFn, found: Any) -> Any:
    """The same parts in another order, some of them lost."""
    if isinstance(found, dict):
        names = draw(st.permutations(sorted(found)))
        return {name: draw(shaken(found[name])) for name in names if draw(st.integers(0, 9))}
    return found


def holds(found: Any, path: Sequence[str]) -> bool:
    """Whether a part is still there; names may hold dots themselves."""
    for length in range(len(path), 0, -1):
        name, left = ".".join(path[:length]), path[length:]
        if isinstance(found, dict) and name in found:
            return not left or holds(found[name], left)
    return isinstance(found, list) and len(path) == 1 and int(path[0]) < len(found)


def body_of(name: str, found: Any) -> Any:
    for part in {
        "shelly": ("params",),
        "chirpstack": ("object",),
        "things_stack": ("uplink_message", "decoded_payload"),
    }.get(name, ()):
        found = found.get(part, {}) if isinstance(found, dict) else {}
    return found


@pytest.mark.parametrize("name", sorted(MESSAGES))
@given(data=st.data())
def test_a_message_in_another_order_and_with_parts_lost_counts_only_what_it_still_holds(
    name: str, data: st.DataObject
) -> None:
    message, fields = MESSAGES[name]
    found = data.draw(shaken(message))
    decoded = read(name, json.dumps(found).encode(), fields)
    whole = expected(fields)
    told = said(decoded)
    assert told.items() <= whole.items()
    there = {f"R-{field}" for field in fields if holds(body_of(name, found), field.split("."))}
    assert set(told) == there or (not told and not decoded.readings)
    if there and not told:
        assert [letter.payload for letter in decoded.letters] == [json.dumps(found).encode()]


@given(data=st.data())
def test_a_telegram_with_lines_in_another_order_lost_or_on_other_channels_counts_only_what_it_still_holds(
    data: st.DataObject,
) -> None:
    head, *lines = [line for line in EMUCS.split("\r\n") if line]
    clock = next(line for line in lines if ":1.0.0(" in line)
    kept = [line for line in data.draw(st.permutations(lines)) if line == clock or data.draw(st.integers(0, 4))]
    gas, water = data.draw(st.permutations([1, 2, 3, 4]))[:2]
    moved = [re.sub(r"^0-2:", f"0-{water}:", re.sub(r"^0-1:", f"0-A{gas}:", line)).replace("-A", "-") for line in kept]
    decoded = read("dsmr", telegram("\r\n".join([head, "", *moved, ""])), TELEGRAM)
    text = "\n".join(kept)
    signs = {"gas": ("0-1:24.1.0", "24.2.3"), "water": ("0-2:24.1.0", "24.2.1")}
    there = {
        field: value for field, value in TELEGRAM.items() if all(each in text for each in signs.get(field, (field,)))
    }
    assert said(decoded) == expected({field: there[field] for field in there})
    assert decoded.letters == [] or not there


@given(data=st.data(), in_cbor=st.booleans())
def test_records_of_senml_count_for_the_register_of_their_whole_name(data: st.DataObject, in_cbor: bool) -> None:
    """The first record carries the base, which all others need; the names after it come in any order."""
    base, *others = SENML
    values = {f"{base['bn']}{name}": f"{number}.5" for number, name in enumerate("abcd")}
    records = [{"n": name, "v": number + 0.5} for number, name in enumerate("abcd")]
    pack = [base, *(each for each in data.draw(st.permutations([*records, *others])) if data.draw(st.booleans()))]
    labels = {"bver": -1, "bn": -2, "bt": -3, "bu": -4, "n": 0, "u": 1, "v": 2, "s": 5, "t": 6}
    payload = (
        cbor2.dumps([{labels[name]: value for name, value in record.items()} for record in pack])
        if in_cbor
        else json.dumps(pack).encode()
    )
    there = {f"{base['bn']}{record['n']}" for record in pack if record in records}
    decoded = read("senml", payload, values)
    assert said(decoded) == expected({field: value for field, value in values.items() if field in there})


@given(series=st.lists(st.sampled_from(["A", "B", "a", "A ", "AB", "C"]), min_size=1, max_size=12))
def test_rows_of_a_table_count_for_the_register_of_their_own_series(series: list[str]) -> None:
    values = {"A": "1", "B": "2", "AB": "3"}
    lines = [
        f"2026-01-0{1 + number % 9} 0{number % 10}:00;{name};{len(name) + 10 * number};kWh"
        for number, name in enumerate(series)
    ]
    decoded = read("csv", "\n".join(["at;register;value;unit", *lines]).encode(), values)
    for reading in decoded.readings:
        number = int(Decimal(str(reading.value))) // 10
        assert f"R-{series[number].strip()}" == reading.register_code
    known = [name for name in series if name.strip() in values]
    assert len(decoded.readings) == len(known)
