"""What messages of other makes say of the battery of the device that sends them."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iot.decoding import Reader, decode
from iot.formats import extract
from iot.messages import Message, Receipt
from ops.energy.rules.batteries import Battery, battery_of

AT = datetime(2026, 11, 20, 6, tzinfo=UTC)
_RECEIPT = Receipt(AT, ZoneInfo("Europe/Brussels"))


def _chirpstack(**said: Any) -> dict[str, Any]:
    return {"time": "2026-11-20T06:00:00Z", "deviceInfo": {"devEui": "a1b2"}, "object": {"index": 12.5, **said}}


def _things_stack(decoded: dict[str, Any], **uplink: Any) -> dict[str, Any]:
    told = {"f_port": 1, "frm_payload": "AA==", "decoded_payload": {"index": 12.5, **decoded}, **uplink}
    at = "2026-11-20T06:00:00Z"
    return {"end_device_ids": {"device_id": "w1"}, "received_at": at, "uplink_message": {"received_at": at, **told}}


def _shelly(component: dict[str, Any]) -> dict[str, Any]:
    params = {"ts": AT.timestamp(), "devicepower:0": component}
    return {"src": "s1", "method": "NotifyStatus", "params": params}


@pytest.mark.parametrize(
    ("name", "message", "battery"),
    [
        pytest.param("chirpstack", _chirpstack(battery=3.6), Battery(None, 3600), id="volts without a unit"),
        pytest.param("chirpstack", _chirpstack(battery=36), Battery(36, None), id="percents without a unit"),
        pytest.param("chirpstack", _chirpstack(batteryLevel=3.94), Battery(4, None), id="a level is a level"),
        pytest.param("chirpstack", _chirpstack(battery_mV=3320), Battery(None, 3320), id="millivolts"),
        pytest.param("chirpstack", _chirpstack(status={"bat-v": 3.1, "bat": 88}), Battery(88, 3100), id="both, deeper"),
        pytest.param("chirpstack", _chirpstack(battery=255), None, id="the network's word for not known"),
        pytest.param("chirpstack", _chirpstack(battery=True, batteryLevel="full"), None, id="no number"),
        pytest.param("things_stack", _things_stack({"batteryPercent": 71.6}), Battery(72, None), id="decoded"),
        pytest.param(
            "things_stack",
            _things_stack({}, last_battery_percentage={"f_cnt": 7, "value": 15.4}),
            Battery(15, None),
            id="what the device answered to the network",
        ),
        pytest.param("zigbee2mqtt", {"energy": 3.2, "battery": 64, "voltage": 2900}, Battery(64, None), id="zigbee"),
        pytest.param("tasmota", {"Time": "2026-11-20T07:00:00", "ATC": {"Battery": 9}}, Battery(9, None), id="tasmota"),
        pytest.param("shelly", _shelly({"battery": {"V": 5.18, "percent": 48}}), Battery(48, 5180), id="shelly"),
        pytest.param("shelly", _shelly({"external": {"present": True}}), None, id="shelly on mains"),
    ],
)
def test_it_finds_the_battery(name: str, message: dict[str, Any], battery: Battery | None) -> None:
    assert extract(name, json.dumps(message).encode(), _RECEIPT).battery == battery


def test_the_battery_of_a_device_is_noted_for_its_logger_and_asks_for_no_mapping() -> None:
    payload = json.dumps(_shelly({"battery": {"V": 5.18, "percent": 48}})).encode()
    decoded = decode([Message("hall-3/events/rpc", payload)], Reader(receipt=_RECEIPT))
    assert decoded.batteries == {"hall-3": Battery(48, 5180)}
    assert decoded.letters == []


def test_what_the_broker_had_kept_tells_nothing_of_today() -> None:
    payload = json.dumps({"energy": 3.2, "battery": 64}).encode()
    assert decode([Message("zigbee2mqtt/hall", payload, retained=True)], Reader()).batteries == {}


_NAMES = st.sampled_from(("battery", "V", "percent", "bat"))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner),
    max_leaves=8,
)


@given(said=st.dictionaries(st.sampled_from(("battery", "batteryLevel", "vbat", "devicepower:0", "object")), _JSON))
def test_no_payload_breaks_it(said: dict[str, Any]) -> None:
    for name in ("chirpstack", "things_stack", "zigbee2mqtt", "tasmota", "shelly"):
        whole = {**_chirpstack(**said), **_things_stack(said), "Time": "2026-11-20T07:00:00", **said}
        found = extract(name, json.dumps(whole).encode(), _RECEIPT).battery
        if found is not None:
            assert found.percent is None or 0 <= found.percent <= 100
            assert found.millivolts is None or 0 <= found.millivolts <= 60_000


@given(path=st.text(max_size=20), value=st.floats() | st.integers() | st.text(max_size=5))
def test_any_value_under_any_name_makes_sense_or_nothing(path: str, value: float | str) -> None:
    found = battery_of([(f"battery.{path}", value), ("battery", value), ("battery.v", value)])
    assert found is None or found.percent is None or 0 <= found.percent <= 100
