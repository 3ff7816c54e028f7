"""The Things Stack v3's `v3/APP@TENANT/devices/ID/up`: what a payload formatter made of a device's bytes.

The stack leaves out what is zero, false or empty: a missing `f_port` is port 0, which carries no measurement.
"""

from dataclasses import replace
from typing import Any

from iot.messages import Extract, Receipt
from iot.payloads.reading import as_object, extract_of, iso_instant, object_of, values_in
from ops.energy.rules.batteries import Battery, battery_of
from ops.energy.rules.mapping import Sample
from ops.energy.rules.written_time import Unreadable


def read(payload: bytes, _receipt: Receipt) -> Extract:
    """The values of `decoded_payload` by their paths; joins and the like say nothing. Raises Unreadable."""
    message = object_of(payload)
    device = as_object(message.get("end_device_ids"))
    if not isinstance(device.get("device_id") or device.get("dev_eui"), str):
        raise Unreadable("missing_field", field="end_device_ids.dev_eui")
    if "uplink_message" not in message:
        return Extract()
    uplink = as_object(message["uplink_message"])
    at = iso_instant(uplink.get("received_at") or message.get("received_at"), "received_at")
    if uplink.get("decoded_payload") is None:
        if uplink.get("f_port") and uplink.get("frm_payload"):
            raise Unreadable("not_decoded")
        return Extract()
    found = extract_of(Sample(path, at, value) for path, value in values_in(as_object(uplink["decoded_payload"])))
    return found if found.battery else replace(found, battery=_told_before(uplink))


def _told_before(uplink: dict[str, Any]) -> Battery | None:
    """What the device last answered when the network asked it."""
    return battery_of(values_in({"last_battery_percentage": uplink.get("last_battery_percentage")}))
