"""What each format of another make says in the shapes that its makers document, and what is refused with its reason."""

import json
import math
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import cbor2
import pytest

from iot.formats import extract, guess
from iot.messages import Receipt
from tests.support.telegrams import (
    CHIRPSTACK,
    EMUCS,
    FLUVIUS,
    PROFILES,
    SENML,
    SHELLY,
    TASMOTA,
    THINGS_STACK,
    ZIGBEE,
    telegram,
)

BRUSSELS = ZoneInfo("Europe/Brussels")
CAME_AT = datetime(2026, 1, 2, 9, 0, 2, tzinfo=UTC)
NINE = datetime(2026, 1, 2, 9, tzinfo=UTC)
NOW, UNDATED = Receipt(CAME_AT, BRUSSELS, PROFILES), Receipt(None, BRUSSELS, PROFILES)
Found = dict[str, tuple[datetime | None, Any, str]]


def said(name: str, payload: Any, receipt: Receipt = NOW) -> Found:
    """By field, what a message says; it must be in order."""
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    found = extract(name, raw, receipt)
    assert found.fault is None
    return {each.field: (each.at, each.value, each.unit) for each in found.samples}


def refused(name: str, payload: Any, receipt: Receipt = NOW) -> str | None:
    raw = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    fault = extract(name, raw, receipt).fault
    return fault.code if fault else None


def changed(message: Any, change: Callable[[Any], object]) -> Any:
    copy = deepcopy(message)
    change(copy)
    return copy


def test_tasmota_speaks_of_its_own_clock_in_the_zone_of_the_house() -> None:
    found = said("tasmota", TASMOTA)
    assert found["ENERGY.Total"] == (NINE, 1234.567, "kWh")
    assert found["ENERGY.Power"] == (NINE, 512, "W")
    assert "ENERGY.TotalStartTime" not in found


def test_tasmota_says_its_phases_one_by_one() -> None:
    found = said("tasmota", changed(TASMOTA, lambda m: m["ENERGY"].update(Power=[1, 2, 3])))
    assert [found[f"ENERGY.Power.{phase}"] for phase in range(3)] == [(NINE, 1, "W"), (NINE, 2, "W"), (NINE, 3, "W")]


def test_tasmota_without_a_zone_takes_the_hour_that_october_has_twice_from_the_receipt() -> None:
    payload = changed(TASMOTA, lambda m: m.update(Time="2026-10-25T02:30:00"))
    for hour in (0, 1):
        came = datetime(2026, 10, 25, hour, 30, 5, tzinfo=UTC)
        assert said("tasmota", payload, Receipt(came, BRUSSELS))["ENERGY.Total"][0] == came - timedelta(seconds=5)
    assert refused("tasmota", payload, UNDATED) == "ambiguous_time"
    skipped = changed(TASMOTA, lambda m: m.update(Time="2026-03-29T02:30:00"))
    assert refused("tasmota", skipped) == "no_such_time"


def test_tasmota_with_a_zone_or_an_epoch_needs_no_guess() -> None:
    assert said("tasmota", {**TASMOTA, "Time": "2026-01-02T09:00:00Z"})["ENERGY.Total"][0] == NINE
    assert said("tasmota", {**TASMOTA, "Epoch": 1767344400})["ENERGY.Total"][0] == NINE
    assert refused("tasmota", {"ENERGY": {"Total": 1}}) == "missing_field"
    assert refused("tasmota", {**TASMOTA, "Time": "soon"}) == "bad_time"


def test_a_nan_costs_its_own_value_and_not_its_neighbours() -> None:
    raw = json.dumps(TASMOTA).replace("512", "nan").encode()
    found = said("tasmota", raw)
    assert (found["ENERGY.Power"][1], found["ENERGY.Total"][1]) == ("nan", 1234.567)


def test_shelly_counts_in_watt_hours_at_the_instant_that_it_says() -> None:
    found = said("shelly", SHELLY)
    at = datetime.fromtimestamp(1767344400.35, UTC)
    assert found == {
        "em1data:0.total_act_energy": (at, 2776175.11, "Wh"), "em1data:0.total_act_ret_energy": (at, 571584.87, "Wh"),
        "em1:0.act_power": (at, 512.4, "W"),
    }  # fmt: skip


def test_a_shelly_on_three_phases_says_each_of_them_and_their_sum() -> None:
    status = {
        "id": 0, "a_total_act_energy": 10.5, "a_total_act_ret_energy": 0.0, "b_total_act_energy": 20.25,
        "b_total_act_ret_energy": 0.0, "c_total_act_energy": 30.25, "c_total_act_ret_energy": 0.5, "total_act": 61.0,
        "total_act_ret": 0.5,
    }  # fmt: skip
    found = said("shelly", status)
    assert (found["total_act"], found["total_act_ret"]) == ((CAME_AT, 61.0, "Wh"), (CAME_AT, 0.5, "Wh"))
    assert sum(found[f"{phase}_total_act_energy"][1] for phase in "abc") == found["total_act"][1]
    assert set(found) == set(status) - {"id"}
    assert guess(json.dumps(status).encode()) == "shelly"
    power = {"id": 0, "a_act_power": 1.5, "b_act_power": 2.5, "c_act_power": -1.0, "total_act_power": 3.0}
    assert {field: unit for field, (_, _, unit) in said("shelly", power).items()} == dict.fromkeys(
        set(power) - {"id"}, "W"
    )


def test_a_shelly_that_says_something_else_or_one_component_is_understood() -> None:
    assert said("shelly", {"src": "x", "method": "NotifyEvent", "params": {"events": []}}) == {}
    assert said("shelly", {"src": "x", "method": "NotifyStatus", "params": {"ts": 1.0, "wifi": {"rssi": -60}}}) == {}
    switch = {"id": 0, "output": True, "apower": 8.9, "aenergy": {"total": 6.532, "by_minute": [45.1, 0, 0]}}
    assert said("shelly", switch) == {"apower": (CAME_AT, 8.9, "W"), "aenergy.total": (CAME_AT, 6.532, "Wh")}
    assert said("shelly", switch, UNDATED)["aenergy.total"][0] is None
    assert refused("shelly", {"method": "NotifyStatus"}) == "missing_field"
    assert refused("shelly", {"params": SHELLY["params"]}) == "missing_field"


def test_chirpstack_gives_what_the_codec_made_of_the_bytes() -> None:
    at = datetime(2026, 1, 2, 9, 0, 0, 434574, tzinfo=UTC)
    assert said("chirpstack", CHIRPSTACK) == {
        "meter.volume_l": (at, 12345, ""), "meter.flow.0": (at, 1.5, ""), "meter.flow.1": (at, 0, ""),
        "battery": (at, 3.6, ""),
    }  # fmt: skip


def test_chirpstack_without_a_codec_is_a_fault_and_without_bytes_nothing() -> None:
    bare = changed(CHIRPSTACK, lambda m: m.pop("object"))
    assert refused("chirpstack", bare) == "not_decoded"
    assert said("chirpstack", changed(bare, lambda m: m.pop("data"))) == {}
    assert refused("chirpstack", changed(CHIRPSTACK, lambda m: m["deviceInfo"].pop("devEui"))) == "missing_field"
    assert refused("chirpstack", {**CHIRPSTACK, "time": "2026-01-02T09:00:00"}) == "no_time_zone"


def test_chirpstack_as_protobuf_is_kept_with_its_own_advice() -> None:
    event = b"\x0a\x24" + b"3ac7e3c4-4401-4b8d-9386-a5c902f9202d" + b"\x12\x0c\x08\xd0\xa7\xde\xca\x06\x10\x00"
    assert refused("chirpstack", event) == "protobuf"
    assert said("chirpstack", b"\n" + json.dumps(CHIRPSTACK).encode()) == said("chirpstack", CHIRPSTACK)


def test_the_things_stack_gives_the_decoded_payload_when_the_network_heard_it() -> None:
    at = datetime(2026, 1, 2, 9, 0, 0, 523000, tzinfo=UTC)
    assert said("things_stack", THINGS_STACK) == {"index": (at, 812.5, ""), "pulses": (at, 7, "")}
    outer = changed(THINGS_STACK, lambda m: m["uplink_message"].pop("received_at"))
    assert said("things_stack", outer)["index"][0] == datetime(2026, 1, 2, 9, 0, 1, 787896, tzinfo=UTC)


def test_the_things_stack_leaves_out_zeros_so_a_missing_port_is_port_0() -> None:
    bare = changed(THINGS_STACK, lambda m: m["uplink_message"].pop("decoded_payload"))
    assert refused("things_stack", bare) == "not_decoded"
    assert said("things_stack", changed(bare, lambda m: m["uplink_message"].pop("f_port"))) == {}
    join = {key: value for key, value in THINGS_STACK.items() if key != "uplink_message"}
    assert said("things_stack", {**join, "join_accept": {"session_key_id": "AXBSH1Pk6Z0G166"}}) == {}


def test_zigbee2mqtt_is_dated_by_last_seen_in_each_of_its_forms_else_by_the_receipt() -> None:
    assert said("zigbee2mqtt", ZIGBEE)["energy"] == (NINE, 81.23, "kWh")
    for last_seen in (1767344400000, "2026-01-02T09:00:00.000Z"):
        assert said("zigbee2mqtt", {**ZIGBEE, "last_seen": last_seen})["power"] == (NINE, 98, "W")
    bare = changed(ZIGBEE, lambda m: m.pop("last_seen"))
    assert said("zigbee2mqtt", bare)["energy"][0] == CAME_AT
    assert said("zigbee2mqtt", bare, UNDATED)["energy"][0] is None
    assert refused("zigbee2mqtt", {**ZIGBEE, "last_seen": True}) == "wrong_type"


def test_senml_takes_name_time_and_unit_from_the_base_fields_before() -> None:
    found = extract("senml", json.dumps(SENML).encode(), NOW)
    base = "urn:dev:ow:10e2073a01080063:"
    assert [(each.field, each.at, each.value, each.unit) for each in found.samples] == [
        (f"{base}energy", NINE, 120.1, "kWh"), (f"{base}power", NINE - timedelta(seconds=5), 512, "W"),
        (f"{base}power#sum", NINE - timedelta(seconds=5), 36000, "J"),
        (f"{base}energy", NINE - timedelta(minutes=15), 119.9, "kWh"),
    ]  # fmt: skip


def test_senml_times_below_2_to_the_28_count_from_now() -> None:
    for record in ({"n": "a", "v": 1, "t": -60}, {"bn": "a", "v": 1, "bt": -120, "t": 60}):
        assert said("senml", [record])["a"][0] == CAME_AT - timedelta(minutes=1)
    assert said("senml", [{"n": "a", "v": 1}])["a"][0] == CAME_AT
    assert said("senml", [{"n": "a", "v": 1}], UNDATED)["a"][0] is None


def test_senml_adds_base_value_and_base_sum_as_decimals_and_a_new_base_name_replaces_the_old() -> None:
    found = said("senml", [
        {"bn": "a:", "bv": 0.1, "bs": 0.1, "bu": "kWh", "n": "x", "v": 0.2, "s": 0.2}, {"bn": "b:", "n": "x", "v": 1},
    ])  # fmt: skip
    assert (found["a:x"][1], found["a:x#sum"][1], found["b:x"][1]) == ("0.3", "0.3", "1.1")


@pytest.mark.parametrize(
    ("pack", "code"),
    [
        ([], "empty"), ({"n": "a"}, "not_an_array"), ([5], "not_an_object"), ([{"v": 1}], "bad_name"),
        ([{"n": "-a", "v": 1}], "bad_name"), ([{"n": "a", "v": "1"}], "wrong_type"),
        ([{"n": "a", "v": True}], "wrong_type"), ([{"n": "a", "v": 1, "far_": 2}], "must_understand"),
        ([{"n": "a", "v": 1, "bver": 11}], "must_understand"), ([{"bt": "now"}], "wrong_type"),
        ([{"n": "a", "v": 1, "t": 1e30}], "bad_time"),
    ],
)  # fmt: skip
def test_senml_that_breaks_the_rules_is_refused(pack: Any, code: str) -> None:
    assert refused("senml", pack) == code


LABELS = {"bver": -1, "bn": -2, "bt": -3, "bu": -4, "bv": -5, "bs": -6, "n": 0, "u": 1, "v": 2, "s": 5, "t": 6}


def in_cbor(pack: list[dict[str, Any]]) -> bytes:
    return cbor2.dumps([{LABELS.get(name, name): value for name, value in record.items()} for record in pack])


def test_senml_says_the_same_in_cbor() -> None:
    for payload in (in_cbor(SENML), b"\xd9\xd9\xf7" + in_cbor(SENML)):
        assert extract("senml", payload, NOW) == extract("senml", json.dumps(SENML).encode(), NOW)
        assert guess(payload) == "senml"


def test_senml_in_cbor_may_count_in_decimal_fractions() -> None:
    assert said("senml", in_cbor([{"n": "a", "u": "kWh", "v": Decimal("120.1")}]))["a"][1:] == (120.1, "kWh")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"\x9b" + b"\xff" * 8, "not_cbor"), (b"\x81" * 1000, "not_cbor"), (b"\x9f" * 1000, "not_cbor"),
        (in_cbor(SENML)[:-3], "not_cbor"), (in_cbor(SENML) + b"\x00", "not_cbor"), (b"\x80", "empty"),
        (b"\xd9\xd9\xf7\x00", "not_an_array"), (cbor2.dumps([5]), "not_an_object"),
        (in_cbor([{"n": "a", "v": 10**5000}]), "not_a_number"), (in_cbor([{"n": "a", "v": b"1"}]), "wrong_type"),
        (in_cbor([{"n": "a", "v": Decimal("1E+999999")}]), "not_a_number"),
        (in_cbor([{"n": "a", "v": 1, "far_": 2}]), "must_understand"),
        (in_cbor([{"n": "a", "v": math.nan}]), "not_a_number"),
    ],
)  # fmt: skip
def test_cbor_that_breaks_the_rules_is_refused(payload: bytes, code: str) -> None:
    assert refused("senml", payload) == code


def test_a_bad_record_of_a_pack_does_not_cost_the_others() -> None:
    found = extract("senml", json.dumps([{"n": "a", "v": "x"}, {"n": "b", "v": 2}]).encode(), NOW)
    assert ([each.field for each in found.samples], found.fault and found.fault.code) == (["b"], "wrong_type")


def test_a_telegram_gives_registers_power_peak_and_the_meters_on_its_bus() -> None:
    found = said("dsmr", telegram())
    assert found["1.8.1"] == (NINE, "000123.456", "kWh")
    assert found["1.7.0"] == (NINE, "00.512", "kW")
    assert found["1.6.0"] == (datetime(2026, 1, 1, 12, 45, tzinfo=UTC), "02.589", "kW")
    assert found["gas"] == (NINE - timedelta(minutes=5), "00112.384", "m3")
    assert found["water"] == (NINE - timedelta(minutes=15), "00872.234", "m3")
    assert not {"32.7.0", "31.7.0", "96.14.0"} & found.keys()


@pytest.mark.parametrize(("flag", "hour"), [("S", 0), ("W", 1)])
def test_the_letter_of_a_telegram_tells_the_hour_that_october_has_twice(flag: str, hour: int) -> None:
    found = said("dsmr", telegram(EMUCS.replace("260102100000W", f"261025023000{flag}")))
    assert found["1.8.1"][0] == datetime(2026, 10, 25, hour, 30, tzinfo=UTC)


def test_gas_is_found_on_whichever_channel_it_hangs_and_two_of_a_kind_by_their_serials() -> None:
    turned = EMUCS.replace("0-1:", "0-9:").replace("0-2:", "0-1:").replace("0-9:", "0-2:")
    assert said("dsmr", telegram(turned))["gas"][1] == "00112.384"
    twice = said("dsmr", telegram(EMUCS.replace("0-2:24.1.0(007)", "0-2:24.1.0(003)")))
    assert {field for field in twice if field.startswith("gas")} == {
        "gas:7FLO2119033733", "gas:8SAG1234567890",
    }  # fmt: skip


def test_a_serial_number_that_is_no_letters_in_disguise_stays_as_it_is_written() -> None:
    lines = EMUCS.replace("0-2:24.1.0(007)", "0-2:24.1.0(003)").replace("3853414731323334353637383930", "00ff")
    assert "gas:00ff" in said("dsmr", telegram(lines))
    assert {"gas:1", "gas:2"} < said("dsmr", telegram(re.sub(r"0-[12]:96.1.1.*", "", lines))).keys()


def test_a_meter_with_one_tariff_says_its_total_alone() -> None:
    lines = re.sub(r"1-0:[12]\.8\.[12].*\r\n", "", EMUCS).replace(
        "0-0:96.14.0", "1-0:1.8.0(000323.456*kWh)\r\n1-0:2.8.0(000003.000*kWh)\r\n0-0:96.14.0"
    )
    found = said("dsmr", telegram(lines))
    assert (found["1.8.0"], found["2.8.0"][1]) == ((NINE, "000323.456", "kWh"), "000003.000")
    assert not {"1.8.1", "1.8.2"} & found.keys()


def test_a_meter_that_was_taken_off_the_bus_says_nothing() -> None:
    found = said("dsmr", telegram(EMUCS.replace("260102095500W", "632525252525S")))
    assert ("gas" in found, "water" in found, "1.8.1" in found) == (False, True, True)


def test_a_telegram_may_come_in_json_and_with_other_line_ends() -> None:
    text = telegram().decode()
    assert said("dsmr", {"telegram": text}) == said("dsmr", telegram())
    assert said("dsmr", text.replace("\r\n", "\n").encode()) == said("dsmr", telegram())


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (telegram().replace(b"123.456", b"923.456"), "wrong_checksum"), (telegram()[:300], "cut_off"),
        (telegram().split(b"!")[0] + b"!", "no_checksum"), (b"", "empty"), (b"1-0:1.8.1(1*kWh)", "no_telegram"),
        (telegram(EMUCS.replace("260102100000W", "260102100000")), "no_time_zone"),
        (telegram(EMUCS.replace("260102100000W", "269902100000W")), "bad_time"),
        (telegram(EMUCS.replace("0-0:1.0.0", "0-0:1.0.9")), "missing_field"), (b'{"t": 1}', "missing_field"),
    ],
)  # fmt: skip
def test_a_telegram_that_is_damaged_or_undated_is_refused(payload: bytes, code: str) -> None:
    assert refused("dsmr", payload) == code


def test_the_table_of_the_network_operator_is_read_with_its_comma_and_leaves_out_what_is_not_there_yet() -> None:
    assert said("csv", FLUVIUS.encode("cp1252")) == {"541448860000000001/Afname Dag": (NINE, "0.123", "kWh")}


def table(*rows: str, head: str = "at;register;value;unit;dst") -> bytes:
    return "\n".join((head, *rows)).encode()


def instants(payload: bytes) -> list[datetime | None]:
    found = extract("csv", payload, NOW)
    assert found.fault is None
    return [each.at for each in found.samples]


SUMMER, WINTER = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_column_of_summer_time_tells_the_hour_that_october_has_twice() -> None:
    rows = [f"2026-10-25 02:30;A;1;kWh;{flag}" for flag in ("S", "W", "zomertijd", "hiver", "1", "0")]
    assert instants(table(*rows)) == [SUMMER, WINTER] * 3


def test_without_that_column_the_order_tells_it_in_either_direction_and_a_single_row_is_refused() -> None:
    row, later = "25/10/2026 02:30;A;1;kWh;", "25/10/2026 03:00;A;1;kWh;"
    assert instants(table(row, row, later))[:2] == [SUMMER, WINTER]
    assert instants(table(later, row, row)[:])[:2] == [SUMMER, WINTER]
    assert refused("csv", table(row, later)) == "ambiguous_time"
    assert refused("csv", table("2026-03-29 02:30;A;1;kWh;")) == "no_such_time"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "empty"), (b"a;b\n1;2\n", "unknown_columns"), (b"\x00\x01", "not_a_table"),
        (table("soon;A;1;kWh;"), "bad_time"), (table("2026-01-02 10:00;A;1"), "bad_line"),
        (table("2026-01-02 10:00;A;1;kWh;maybe"), "bad_time"),
        (FLUVIUS.replace("0,123", "1.234").encode(), "bad_number"),
    ],
)  # fmt: skip
def test_a_table_that_can_be_read_in_two_ways_or_none_is_refused(payload: bytes, code: str) -> None:
    assert refused("csv", payload) == code


def test_a_comma_that_may_be_a_thousand_is_refused_unless_its_profile_says_what_it_is() -> None:
    plain = table("2026-01-02 10:00;A;1,234;kWh;")
    assert refused("csv", plain) == "number_with_comma"
    with_comma = replace(NOW, profiles={"plain_comma": PROFILES["plain_comma"]})
    assert said("csv", plain, with_comma)["A"][1] == "1.234"


def test_a_row_that_the_operator_marks_as_no_consumption_says_nothing() -> None:
    marked = FLUVIUS.replace("0,123;kWh;Geldig", "0,000;kWh;Geen verbruik")
    assert said("csv", marked.encode()) == {}


def test_a_table_of_intervals_says_so_and_our_own_where_it_has_the_column() -> None:
    def kinds(payload: bytes) -> list[str]:
        return [each.kind for each in extract("csv", payload, NOW).samples]

    assert kinds(FLUVIUS.encode()) == ["interval"]
    assert kinds(table("2026-01-02 10:00;A;1;kWh;Index", head="at;register;value;unit;kind")) == ["index"]
    assert kinds(table("2026-01-02 10:00;A;1;kWh;")) == [""]


def test_a_comma_with_points_between_the_thousands_is_one_number() -> None:
    assert said("csv", FLUVIUS.replace("0,123", "1.234,5").encode())["541448860000000001/Afname Dag"][1] == "1234.5"
