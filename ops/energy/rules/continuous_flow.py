"""Words for water that never stops."""

import numpy as np

from ops.energy.rules.arrays import Bools, Floats, began
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.episode import Detection, detection
from ops.energy.rules.seen import Seen

_LONGEST_HOURS = 14 * 24


def continuous_flow(seen: Seen, found: Stretch) -> Detection:
    usual, lowest = found.params["usual_minimum"], found.params["lowest"]
    rule = seen.figures.continuous_flow
    expected = np.fmax(np.nan_to_num(seen.expected), usual)
    span = _span(seen, expected, (lowest - usual) / 2)
    params = {
        "hours": int(span.sum()),
        "rule_hours": rule.hours,
        "usual_minimum_l_per_hour": _litres(usual),
        "margin_l_per_hour": _litres(rule.margin_m3_per_hour),
        "lowest_l_per_hour": _litres(lowest),
    }
    return detection(seen.series, "continuous_flow", span, expected, code="continuous_flow", params=params)


def _span(seen: Seen, expected: Floats, least: float) -> Bools:
    """The known hours since the water began to flow; usual hours that ran into it don't belong to it."""
    start = max(seen.start, len(seen.series) - _LONGEST_HOURS)
    start += began((seen.series.values - expected)[start:], least)
    hours = np.arange(len(seen.series))
    return np.asarray((hours >= start) & ~np.isnan(seen.series.values), dtype=np.bool_)


def _litres(m3: float) -> int:
    return round(m3 * 1000)
