"""ChirpStack v4's `application/ID/device/EUI/event/up`: what a device's codec made of its bytes.

Read as JSON. The server can send protobuf instead, which says the same: it is kept aside with the advice to switch.
"""

from iot.messages import Extract, Receipt
from iot.payloads.reading import as_object, extract_of, iso_instant, object_of, values_in
from ops.energy.rules.mapping import Sample
from ops.energy.rules.written_time import Unreadable

#: Its first field, the 36 letters of the id by which events are told apart.
_PROTOBUF = b"\x0a\x24"


def read(payload: bytes, _receipt: Receipt) -> Extract:
    """The values of `object` by their paths. Raises Unreadable."""
    if payload.startswith(_PROTOBUF) and not payload.rstrip().endswith(b"}"):
        raise Unreadable("protobuf")
    found = object_of(payload)
    device = as_object(found.get("deviceInfo"))
    if not isinstance(device.get("devEui"), str):
        raise Unreadable("missing_field", field="deviceInfo.devEui")
    at = iso_instant(found.get("time"), "time")
    decoded = found.get("object")
    if decoded is None:
        if found.get("data"):
            raise Unreadable("not_decoded")
        return Extract()
    return extract_of(Sample(path, at, value) for path, value in values_in(as_object(decoded)))
