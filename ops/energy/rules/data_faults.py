"""Words for readings that can't be true: never a plumber's business."""

import numpy as np

from ops.energy.rules.arrays import Bools
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.episode import Detection, EvidenceValue, detection
from ops.energy.rules.seen import Seen


def stood_still(seen: Seen, found: Stretch) -> Detection:
    """Nothing counted, or the same amount hour after hour, for longer than this register ever did."""
    hours = len(seen.series) - seen.start
    return _fault(seen, found, {"hours": hours, "longest_before_hours": int(found.params["longest_before_hours"])})


def wrong_unit(seen: Seen, found: Stretch) -> Detection:
    """All of the last hours are one round factor away from what is usual: a unit was changed, nothing flowed."""
    return _fault(seen, found, {"factor": found.params["factor"], "hours": int(found.params["hours"])})


def implausible(seen: Seen, found: Stretch) -> Detection:
    """One hour far above the highest clean hour ever seen."""
    highest, value = found.params["highest_before"], found.params["value"]
    return _fault(seen, found, {"highest_before": round(highest, 4), "value": round(value, 4)})


def clock_shift(seen: Seen, found: Stretch) -> Detection:
    """For days the usual course of the day came hours early or late."""
    return _fault(seen, found, {"days": int(found.params["days"])})


def _fault(seen: Seen, found: Stretch, params: dict[str, EvidenceValue]) -> Detection:
    return detection(seen.series, found.cause, _span(seen), seen.expected, code=found.cause, params=params)


def _span(seen: Seen) -> Bools:
    return np.asarray(np.arange(len(seen.series)) >= seen.start, dtype=np.bool_)
