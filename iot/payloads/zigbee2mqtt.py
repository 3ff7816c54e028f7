"""Zigbee2MQTT's `zigbee2mqtt/NAME`: the state of a device as one object, dated where `last_seen` is switched on."""

from datetime import datetime
from typing import Any

from iot.messages import Extract, Receipt
from iot.payloads.reading import extract_of, iso_instant, object_of, unix_instant, values_in
from ops.energy.rules.mapping import Sample

#: The units that the exposes of metering devices give these; phases end in `_l1` and so on.
_UNITS = {"energy": "kWh", "produced_energy": "kWh", "consumed_energy": "kWh", "power": "W"}
_PHASES = ("_l1", "_l2", "_l3", "_phase_b", "_phase_c")


def read(payload: bytes, receipt: Receipt) -> Extract:
    """Each number by its path, such as `energy`. Raises Unreadable."""
    found = object_of(payload)
    at = _at(found.get("last_seen"), receipt)
    samples = (Sample(path, at, value, _unit(path)) for path, value in values_in(found) if path != "last_seen")
    return extract_of(samples)


def _at(last_seen: Any, receipt: Receipt) -> datetime | None:
    if last_seen is None:
        return receipt.at
    if isinstance(last_seen, str):
        return iso_instant(last_seen, "last_seen")
    return unix_instant(last_seen, "last_seen")


def _unit(path: str) -> str:
    for phase in _PHASES:
        path = path.removesuffix(phase)
    return _UNITS.get(path, "")
