"""Tasmota's `tele/NAME/SENSOR`: nested numbers beside `Time`, which is the device's clock without a zone."""

from datetime import datetime
from typing import Any

from iot.messages import Extract, Receipt
from iot.payloads.reading import extract_of, iso_moment, object_of, unix_instant, values_in
from ops.energy.rules.mapping import Sample
from ops.energy.rules.written_time import in_utc, local_instant

#: The units in which the firmware always says these; phases follow as `.0`, `.1`, `.2`.
_UNITS = {
    "ENERGY.Total": "kWh", "ENERGY.Today": "kWh", "ENERGY.Yesterday": "kWh", "ENERGY.ExportActive": "kWh",
    "ENERGY.ImportActive": "kWh", "ENERGY.Power": "W",
}  # fmt: skip
_NOT_VALUES = ("Time", "Epoch", "TempUnit", "ENERGY.TotalStartTime")


def read(payload: bytes, receipt: Receipt) -> Extract:
    """Each number by its path, such as `ENERGY.Total`. Raises Unreadable."""
    found = object_of(payload)
    at = _at(found, receipt)
    samples = (
        Sample(path, at, value, _unit(path)) for path, value in values_in(found) if path not in _NOT_VALUES
    )  # fmt: skip
    return extract_of(samples)


def _at(found: dict[str, Any], receipt: Receipt) -> datetime:
    if "Epoch" in found:
        return unix_instant(found["Epoch"], "Epoch")
    moment = iso_moment(found.get("Time"), "Time")
    return in_utc(moment) if moment.tzinfo else local_instant(moment, receipt.zone, receipt.at)


def _unit(path: str) -> str:
    name, _, phase = path.rpartition(".")
    return _UNITS.get(name if phase.isdigit() else path, "")
