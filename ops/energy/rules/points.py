"""What takes an hour to show: dips, spikes, and late counts; of hours that are faulty nothing more is said."""

from collections.abc import Iterable, Sequence

import numpy as np

from ops.energy.rules.channels.catch_up import catch_ups
from ops.energy.rules.channels.points import points, weekly
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY
from ops.energy.rules.episode import Detection, detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.replayed import Replayed
from ops.energy.rules.seen import Seen


def dips_and_spikes(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """On days of works unusual use is expected: they say nothing, and are no reference."""
    days, fresh = (np.where(table.marks.no_model[:, :, None], np.nan, each) for each in (table.days, table.fresh))
    seen = weekly(days, fresh)
    dips, spikes = points(seen, "dip", figures.dip), points(seen, "spike", figures.spike)
    return [_beside(one + more, faults) for one, more, faults in zip(dips, spikes, table.faults, strict=True)]


def late_counts(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """Where a fault told already that nothing was counted, there is no more to say."""
    found = catch_ups(table.days, table.usual, figures.catch_up)
    return [_beside(each, faults) for each, faults in zip(found, table.faults, strict=True)]


def _beside(found: Iterable[Stretch], faults: Sequence[Stretch]) -> list[Stretch]:
    """Those that no fault touches which was found by then."""
    return [
        each
        for each in found
        if not any(
            fault.found <= each.found and fault.start <= each.end and each.start <= fault.end for fault in faults
        )
    ]


def stood_off(seen: Seen, found: Stretch) -> Detection:
    """The mean of its hours beside what they usually are; it costs what those hours cost."""
    hours = len(seen.series) - seen.start
    return _worded(seen, found.cause, hours, first=seen.start)


def came_late(seen: Seen, found: Stretch) -> Detection:
    """The last hour alone, after those that it makes up for."""
    return _worded(seen, found.cause, len(seen.series) - seen.start - 1, first=len(seen.series) - 1)


def _worded(seen: Seen, cause: str, hours: int, *, first: int) -> Detection:
    params = {
        "hours": hours,
        "expected_per_hour": round(float(np.nan_to_num(np.nanmean(seen.expected[first:]))), 4),
        "measured_per_hour": round(float(np.nan_to_num(np.nanmean(seen.series.values[first:]))), 4),
    }
    span = np.arange(len(seen.series)) >= seen.start
    return detection(seen.series, cause, span, seen.expected, code=cause, params=params, hours_per_day=min(hours, DAY))
