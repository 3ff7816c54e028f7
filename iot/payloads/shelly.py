"""Shelly Gen2 and later: `NAME/events/rpc` says what changed, `NAME/status/COMPONENT` how one component stands.

Energy is in Wh. A notification holds only what changed, so a field that is missing means nothing.
"""

import re
from datetime import datetime
from itertools import islice
from typing import Any

from iot.messages import Extract, Receipt
from iot.payloads.reading import MAX_VALUES, as_object, object_of, unix_instant, values_in
from ops.energy.rules.batteries import battery_of
from ops.energy.rules.mapping import Sample
from ops.energy.rules.written_time import Unreadable

_NOTIFICATIONS = ("NotifyStatus", "NotifyFullStatus")
#: Which of the many fields are measured amounts, and in which unit the firmware says them. `by_minute` counts in mWh.
_MEASURED = (
    (re.compile(r"(^|[._])(total_)?act(_ret)?_energy$|(^|\.)total_act(_ret)?$|(^|\.)(ret_)?aenergy\.total$"), "Wh"),
    (re.compile(r"(^|[._])act_power$|(^|\.)apower$"), "W"),
    (re.compile(r"(^|\.)counts\.total$"), ""),
)


def read(payload: bytes, receipt: Receipt) -> Extract:
    """Energy, power and counted pulses, such as `em1data:0.total_act_energy`. Raises Unreadable."""
    found = object_of(payload)
    if "method" not in found and "params" in found:
        raise Unreadable("missing_field", field="method")
    if "method" not in found:
        return _extract(found, receipt.at)
    if found["method"] not in _NOTIFICATIONS:
        return Extract()
    if "params" not in found:
        raise Unreadable("missing_field", field="params")
    params = as_object(found["params"])
    at = unix_instant(params["ts"], "ts") if params.get("ts") is not None else receipt.at
    return _extract(params, at)


def _extract(found: dict[str, Any], at: datetime | None) -> Extract:
    values = tuple(islice(values_in(found), MAX_VALUES))
    samples = (
        Sample(path, at, value, unit) for path, value in values for pattern, unit in _MEASURED if pattern.search(path)
    )
    return Extract(tuple(samples), battery=battery_of(values))
