"""Messages of dataloggers of other makes, in the shapes that their makers document."""

import json
from typing import Any

from iot.payloads.dsmr import crc16
from ops.energy.rules.csv_profiles import CsvProfileFigures
from ops.energy.table_defaults import CSV_PROFILE_BODY

#: The tables that are understood as shipped.
PROFILES = CsvProfileFigures.model_validate(CSV_PROFILE_BODY).profiles

#: As the e-MUCS specification prints it for a Belgian meter with gas and water.
EMUCS = (
    "/FLU5\\253769484_A\r\n\r\n0-0:96.1.4(50217)\r\n0-0:96.1.1(3153414733313031303231363035)\r\n"
    "0-0:1.0.0(260102100000W)\r\n1-0:1.8.1(000123.456*kWh)\r\n1-0:1.8.2(000200.000*kWh)\r\n"
    "1-0:2.8.1(000001.000*kWh)\r\n1-0:2.8.2(000002.000*kWh)\r\n0-0:96.14.0(0001)\r\n1-0:1.4.0(02.351*kW)\r\n"
    "1-0:1.6.0(260101134500W)(02.589*kW)\r\n"
    "0-0:98.1.0(2)(1-0:1.6.0)(1-0:1.6.0)(251201000000W)(251115120000W)(03.695*kW)(260101000000W)(251231190000W)"
    "(05.980*kW)\r\n"
    "1-0:1.7.0(00.512*kW)\r\n1-0:2.7.0(00.000*kW)\r\n1-0:32.7.0(234.7*V)\r\n1-0:31.7.0(002.10*A)\r\n"
    "0-0:96.3.10(1)\r\n0-0:17.0.0(999.9*kW)\r\n0-0:96.13.0()\r\n"
    "0-1:24.1.0(003)\r\n0-1:96.1.1(37464C4F32313139303333373333)\r\n0-1:24.4.0(1)\r\n"
    "0-1:24.2.3(260102095500W)(00112.384*m3)\r\n"
    "0-2:24.1.0(007)\r\n0-2:96.1.1(3853414731323334353637383930)\r\n0-2:24.2.1(260102094500W)(00872.234*m3)\r\n"
)

TASMOTA: dict[str, Any] = {
    "Time": "2026-01-02T10:00:00",
    "ENERGY": {
        "TotalStartTime": "2025-10-01T09:12:33", "Total": 1234.567, "Yesterday": 3.21, "Today": 1.05, "Power": 512,
        "ApparentPower": 530, "ReactivePower": 137, "Factor": 0.97, "Voltage": 231, "Current": 2.294,
    },
}  # fmt: skip

SHELLY: dict[str, Any] = {
    "src": "shellypro3em-ece334f2ab10", "dst": "shellypro3em-ece334f2ab10/events", "method": "NotifyStatus",
    "params": {
        "ts": 1767344400.35,
        "em1data:0": {"id": 0, "total_act_energy": 2776175.11, "total_act_ret_energy": 571584.87},
        "em1:0": {"id": 0, "act_power": 512.4, "aprt_power": 530.1, "current": 2.3, "voltage": 231.0, "pf": 0.97},
    },
}  # fmt: skip

CHIRPSTACK: dict[str, Any] = {
    "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d", "time": "2026-01-02T09:00:00.434574+00:00",
    "deviceInfo": {
        "tenantId": "52f14cd4-c6f1-4fbd-8f87-4025e1d49242", "tenantName": "ChirpStack",
        "applicationId": "17c82e96-be03-4f38-aef3-f83d48582d97", "applicationName": "Meters",
        "deviceProfileName": "Pulse", "deviceName": "water ADM-01", "devEui": "0101010101010101", "tags": {},
    },
    "devAddr": "00189440", "adr": True, "dr": 1, "fCnt": 4, "fPort": 1, "confirmed": False, "data": "AAAwOQ==",
    "object": {"meter": {"volume_l": 12345, "flow": [1.5, 0]}, "battery": 3.6, "leak": False},
    "rxInfo": [{"gatewayId": "0016c001f153a14c", "uplinkId": 4217106255, "rssi": -36, "snr": 10.5}],
}  # fmt: skip

THINGS_STACK: dict[str, Any] = {
    "end_device_ids": {
        "device_id": "eui-0004a30b001c0530", "application_ids": {"application_id": "meters"},
        "dev_eui": "0004A30B001C0530", "dev_addr": "00BCB929",
    },
    "correlation_ids": ["as:up:01"], "received_at": "2026-01-02T09:00:01.787896463Z",
    "uplink_message": {
        "f_port": 2, "frm_payload": "gkHe", "decoded_payload": {"index": 812.5, "pulses": 7},
        "rx_metadata": [{"gateway_ids": {"gateway_id": "gtw1"}, "rssi": -35}],
        "received_at": "2026-01-02T09:00:00.523Z",
    },
}  # fmt: skip

ZIGBEE: dict[str, Any] = {
    "current": 0.45, "energy": 81.23, "last_seen": "2026-01-02T10:00:00+01:00", "linkquality": 120, "power": 98,
    "state": "ON", "voltage": 232,
}  # fmt: skip

#: The example of RFC 8428, section 5.1.2, on meters.
SENML: list[dict[str, Any]] = [
    {"bn": "urn:dev:ow:10e2073a01080063:", "bt": 1767344400, "bu": "kWh", "bver": 5, "n": "energy", "v": 120.1},
    {"n": "power", "u": "W", "t": -5, "v": 512, "s": 36000},
    {"n": "energy", "t": -900, "v": 119.9},
]

FLUVIUS = (
    "Van (datum);Van (tijdstip);Tot (datum);Tot (tijdstip);EAN-code;Meter;Metertype;Register;Volume;Eenheid;"
    "Validatiestatus\r\n"
    '02-01-2026;10:00:00;02-01-2026;10:15:00;="541448860000000001";1SAG1;Digitale meter;Afname Dag;0,123;kWh;Geldig'
    "\r\n"
    '02-01-2026;10:15:00;02-01-2026;10:30:00;="541448860000000001";1SAG1;Digitale meter;Afname Dag;;kWh;Geen verbruik'
    "\r\n"
)

PLAIN = "at;register;value;unit;kind\n2026-01-02T10:00:00+01:00;E1;81.23;kWh;index\n"


def telegram(lines: str = EMUCS) -> bytes:
    """With its check sum."""
    content = f"{lines}!".encode("latin-1")
    return content + f"{crc16(content):04X}\r\n".encode()


#: By format, a message in order and the field and value of its index.
IN_ORDER: dict[str, tuple[bytes, str, str]] = {
    "senml": (json.dumps(SENML[:1]).encode(), "urn:dev:ow:10e2073a01080063:energy", "120.1"),
    "tasmota": (json.dumps(TASMOTA).encode(), "ENERGY.Total", "1234.567"),
    "shelly": (json.dumps(SHELLY).encode(), "em1data:0.total_act_energy", "2776.17511"),
    "chirpstack": (json.dumps(CHIRPSTACK).encode(), "meter.volume_l", "12345"),
    "things_stack": (json.dumps(THINGS_STACK).encode(), "index", "812.5"),
    "zigbee2mqtt": (json.dumps(ZIGBEE).encode(), "energy", "81.23"),
    "dsmr": (telegram(), "1.8.1", "123.456"),
    "csv": (PLAIN.encode(), "E1", "81.23"),
}
#: By format, where its messages come and the unit that a mapping must say.
TOPICS: dict[str, tuple[str, str]] = {
    "senml": ("regie/v1/dl-1/senml", ""),
    "tasmota": ("tele/dl-1/SENSOR", ""),
    "shelly": ("dl-1/events/rpc", ""),
    "chirpstack": ("application/17c8/device/0101010101010101/event/up", "kWh"),
    "things_stack": ("v3/meters@ttn/devices/eui-0004/up", "kWh"),
    "zigbee2mqtt": ("zigbee2mqtt/cellar/plug", ""),
    "dsmr": ("regie/v1/dl-1/dsmr", ""),
    "csv": ("regie/v1/dl-1/csv", ""),
}
