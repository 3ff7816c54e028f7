"""How simulated dataloggers speak: the index of their registers in each format, and the mapping that reads it again."""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from iot.payloads.dsmr import crc16
from iot.profiles import SimulatedRegister
from iot.topics import readings_topic
from ops.kit.units import MICRO, micro_text

Registers = Sequence[SimulatedRegister]


@dataclass(frozen=True, slots=True)
class Turn:
    """A logger that speaks at an instant; `registers` are all of its own, so that each keeps its place."""

    logger: str
    registers: Registers
    at: datetime
    zone: ZoneInfo

    @property
    def speaking(self) -> list[tuple[int, SimulatedRegister]]:
        """Those that stand at this instant, with their places; others are ahead of it."""
        at_s = int(self.at.timestamp())
        return [(place, each) for place, each in enumerate(self.registers) if each.at_s == at_s]

    @property
    def iso(self) -> str:
        return self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")

    @property
    def local(self) -> datetime:
        return self.at.astimezone(self.zone)

    @property
    def values(self) -> dict[str, float]:
        return {_name(register): _value(register) for _, register in self.speaking}


@dataclass(frozen=True, slots=True)
class Voice:
    """`fields` names each register of a logger as ingest will; `unit` is what a mapping must say, "" for the message's.

    A format that needs no mapping has no `fields`.
    """

    topic: Callable[[str], str]
    write: Callable[[Turn], bytes]
    fields: Callable[[str, Registers], Sequence[str]] | None = None
    unit: Callable[[SimulatedRegister], str] = lambda register: register.unit


def _value(register: SimulatedRegister) -> float:
    return register.shown_micro / MICRO


def _slug(name: str) -> str:
    """In letters that every format takes as a name; a point would part a path."""
    return re.sub(r"[^A-Za-z0-9_-]", "_", name)


def _name(register: SimulatedRegister) -> str:
    return _slug(register.code)


def _names(_logger: str, registers: Registers) -> list[str]:
    return [_name(register) for register in registers]


def _encoded(message: Any) -> bytes:
    return json.dumps(message).encode()


def _regie(turn: Turn) -> bytes:
    return _encoded([
        {"register": each.code, "at": turn.iso, "value": _value(each), "unit": each.unit, "kind": "index"}
        for _, each in turn.speaking
    ])  # fmt: skip


def _senml(turn: Turn) -> bytes:
    records = [{"n": _name(each), "u": each.unit, "v": _value(each)} for _, each in turn.speaking]
    base = {"bn": _device(turn.logger), "bt": int(turn.at.timestamp())}
    return _encoded([base | records[0], *records[1:]])


def _device(logger: str) -> str:
    return f"urn:dev:ops:{_slug(logger)}:"


def _tasmota(turn: Turn) -> bytes:
    """As its smart meter interface does; the clock has no zone."""
    return _encoded({"Time": turn.local.replace(tzinfo=None).isoformat(), "SML": turn.values})


def _shelly(turn: Turn) -> bytes:
    """Energy in Wh, pulses of a water or gas meter as litres on its inputs."""
    components: dict[str, Any] = {}
    for place, each in turn.speaking:
        amount = round(_value(each) * 1000, 3)
        if each.unit == "kWh":
            components[f"em1data:{place}"] = {"id": place, "total_act_energy": amount}
        else:
            components[f"input:{place}"] = {"id": place, "counts": {"total": amount}}
    params = {"ts": turn.at.timestamp(), **components}
    return _encoded({"src": turn.logger, "dst": f"{turn.logger}/events", "method": "NotifyStatus", "params": params})


def _shelly_fields(_logger: str, registers: Registers) -> list[str]:
    return [
        f"em1data:{place}.total_act_energy" if each.unit == "kWh" else f"input:{place}.counts.total"
        for place, each in enumerate(registers)
    ]


def _eui(logger: str) -> str:
    return hashlib.sha256(logger.encode()).hexdigest()[:16]


def _chirpstack(turn: Turn) -> bytes:
    device = {"applicationId": "regie", "deviceName": turn.logger, "devEui": _eui(turn.logger)}
    uplink = {"fCnt": int(turn.at.timestamp()) % 65536, "fPort": 1, "data": "AA==", "object": turn.values}
    return _encoded({"time": turn.iso, "deviceInfo": device, **uplink})


def _things_stack(turn: Turn) -> bytes:
    ids = {"device_id": turn.logger, "application_ids": {"application_id": "regie"}, "dev_eui": _eui(turn.logger)}
    uplink = {"f_port": 1, "frm_payload": "AA==", "decoded_payload": turn.values, "received_at": turn.iso}
    return _encoded({"end_device_ids": ids, "received_at": turn.iso, "uplink_message": uplink})


def _zigbee2mqtt(turn: Turn) -> bytes:
    return _encoded({**turn.values, "last_seen": turn.iso, "linkquality": 120})


def _dsmr(turn: Turn) -> bytes:
    """Electricity as registers of the meter itself, water on its bus, with the local time and its letter."""
    stamp = f"{turn.local:%y%m%d%H%M%S}{_letter(turn.local)}"
    lines = [f"/REG5\\{_slug(turn.logger)}", "", "0-0:96.1.4(50217)", f"0-0:1.0.0({stamp})"]
    for place, each in enumerate(turn.registers, start=1):
        if each.unit != "kWh":
            lines += [f"0-{place}:24.1.0(007)", f"0-{place}:96.1.1({_serial(each).encode().hex().upper()})"]
    for place, each in turn.speaking:
        amount = f"{_value(each):013.3f}"
        own = f"1-0:1.8.{place + 1}({amount}*kWh)"
        lines.append(own if each.unit == "kWh" else f"0-{place + 1}:24.2.1({stamp})({amount}*m3)")
    content = ("\r\n".join(lines) + "\r\n!").encode()
    return content + f"{crc16(content):04X}\r\n".encode()


def _letter(local: datetime) -> str:
    return "S" if local.dst() else "W"


def _serial(register: SimulatedRegister) -> str:
    """As it stands on the meter: letters and digits, of which a telegram has room for 48."""
    return re.sub(r"[^A-Za-z0-9]", "", register.code)[:48]


def _dsmr_fields(_logger: str, registers: Registers) -> list[str]:
    alone = sum(each.unit != "kWh" for each in registers) == 1
    return [
        f"1.8.{place}" if each.unit == "kWh" else "water" if alone else f"water:{_serial(each)}"
        for place, each in enumerate(registers, start=1)
    ]


def _csv(turn: Turn) -> bytes:
    begin = f"{turn.local:%Y-%m-%d %H:%M:%S}"
    rows = [
        f"{begin};{_name(each)};{micro_text(each.shown_micro)};{each.unit};{_letter(turn.local)}"
        for _, each in turn.speaking
    ]
    return "\n".join(("at;register;value;unit;dst", *rows)).encode()


def _by_message(_register: SimulatedRegister) -> str:
    return ""


VOICES: Mapping[str, Voice] = {
    "regie": Voice(readings_topic, _regie),
    "senml": Voice(
        lambda logger: f"regie/v1/{logger}/senml", _senml,
        lambda logger, some: [_device(logger) + name for name in _names(logger, some)], _by_message,
    ),
    "tasmota": Voice(
        lambda logger: f"tele/{logger}/SENSOR", _tasmota,
        lambda logger, some: [f"SML.{name}" for name in _names(logger, some)],
    ),
    "shelly": Voice(
        lambda logger: f"{logger}/events/rpc", _shelly, _shelly_fields,
        lambda register: "Wh" if register.unit == "kWh" else "l",
    ),
    "chirpstack": Voice(lambda logger: f"application/regie/device/{_eui(logger)}/event/up", _chirpstack, _names),
    "things_stack": Voice(lambda logger: f"v3/regie@local/devices/{logger}/up", _things_stack, _names),
    "zigbee2mqtt": Voice(lambda logger: f"zigbee2mqtt/{logger}", _zigbee2mqtt, _names),
    "dsmr": Voice(lambda logger: f"regie/v1/{logger}/dsmr", _dsmr, _dsmr_fields, _by_message),
    "csv": Voice(lambda logger: f"regie/v1/{logger}/csv", _csv, _names, _by_message),
}  # fmt: skip
