"""The formats of other makes: where they speak by themselves, how they are read, and how one tells them apart."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from iot.messages import Extract, Receipt
from iot.payloads import chirpstack, csv, dsmr, senml, shelly, tasmota, things_stack, zigbee2mqtt
from iot.payloads.reading import json_of
from iot.payloads.senml_cbor import is_cbor
from ops.energy.rules.mapping import matches
from ops.energy.rules.written_time import Unreadable

Read = Callable[[bytes, Receipt], Extract]


@dataclass(frozen=True, slots=True)
class Format:
    """`home` is the topic filter where its makers publish; `logger_level` the level that names the device there."""

    read: Read
    home: str
    logger_level: int
    #: A message may hold only what changed, so a mapped field that is missing means nothing.
    is_partial: bool = False
    #: Zeros are left out of a message.
    omits_zeros: bool = False


FORMATS: Mapping[str, Format] = {
    "senml": Format(senml.read, "regie/v1/+/senml", 2),
    "dsmr": Format(dsmr.read, "regie/v1/+/dsmr", 2),
    "csv": Format(csv.read, "regie/v1/+/csv", 2),
    "tasmota": Format(tasmota.read, "tele/+/SENSOR", 1),
    "chirpstack": Format(chirpstack.read, "application/+/device/+/event/up", 3),
    "things_stack": Format(things_stack.read, "v3/+/devices/+/up", 3, omits_zeros=True),
    "shelly": Format(shelly.read, "+/events/rpc", 0, is_partial=True),
    "zigbee2mqtt": Format(zigbee2mqtt.read, "zigbee2mqtt/#", 1),
}
_SHELLY_STATUS = "+/status/+"
#: What we listen to beside our own root.
HOME_FILTERS = (*(each.home for each in FORMATS.values() if not each.home.startswith("regie/")), _SHELLY_STATUS)
_SHELLY_COMPONENT = re.compile(r"[a-z0-9]+:\d+")
#: What Zigbee2MQTT says about itself and about the links to its devices, and orders to them.
_NOT_DEVICES = re.compile(r"zigbee2mqtt/(bridge(/.*)?|.*/(availability|set|get)(/.*)?)")


def format_of(topic: str) -> str | None:
    """The format that speaks on this topic by itself; None where any may speak."""
    levels = topic.split("/")
    if matches(_SHELLY_STATUS, topic) and _SHELLY_COMPONENT.fullmatch(levels[2]):
        return "shelly"
    return next((name for name, each in FORMATS.items() if matches(each.home, topic)), None)


def is_chatter(topic: str) -> bool:
    """What reaches us beside measurements, because a filter can't leave it out."""
    if _NOT_DEVICES.fullmatch(topic):
        return True
    return matches(_SHELLY_STATUS, topic) and not topic.startswith("regie/") and format_of(topic) is None


def logger_of(topic: str) -> str:
    """The device that speaks: a level of a known topic, else the whole topic."""
    levels = topic.split("/")
    if topic.startswith("zigbee2mqtt/"):
        return topic.partition("/")[2]
    if format_of(topic) == "shelly":
        return levels[0]
    known = next((each for each in FORMATS.values() if matches(each.home, topic)), None)
    return levels[known.logger_level] if known else topic


def guess(payload: bytes) -> str | None:
    """The format by what the message itself shows, for topics where any may speak."""
    text = payload.lstrip()
    if text.startswith(b"/") and b"!" in text:
        return "dsmr"
    if is_cbor(payload):
        return "senml" if senml.is_pack(payload) else None
    try:
        found = json_of(text)
    except Unreadable:
        return "csv" if re.match(rb"[^\n{\[]*[;,\t][^\n]*\n", text) else None
    if isinstance(found, list):
        return "senml" if any(isinstance(each, dict) and {"n", "bn"} & each.keys() for each in found) else None
    return _guess_object(found) if isinstance(found, dict) else None


def _guess_object(found: dict[str, object]) -> str | None:
    for name, signs in _SIGNS.items():
        if any(signs_of <= found.keys() for signs_of in signs):
            return name
    return None


#: By format, sets of fields; one set that is all there is enough. The first format that fits wins.
_SIGNS: Mapping[str, tuple[frozenset[str], ...]] = {
    "dsmr": (frozenset({"telegram"}),),
    "chirpstack": (frozenset({"deviceInfo"}),),
    "things_stack": (frozenset({"end_device_ids"}),),
    "shelly": (
        frozenset({"method", "params"}), frozenset({"id", "total_act_energy"}), frozenset({"id", "aenergy"}),
        frozenset({"id", "act_power"}), frozenset({"id", "total_act_power"}), frozenset({"id", "total_act"}),
    ),
    "tasmota": (frozenset({"Time"}), frozenset({"Epoch"})),
    "zigbee2mqtt": (frozenset({"linkquality"}), frozenset({"last_seen"}), frozenset({"energy"}), frozenset({"power"})),
}  # fmt: skip


def extract(name: str, payload: bytes, receipt: Receipt) -> Extract:
    """Never fails: what can't be read is the fault of the answer."""
    try:
        return FORMATS[name].read(payload, receipt)
    except Unreadable as error:
        return Extract(fault=error.refusal)
