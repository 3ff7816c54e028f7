"""A year of many registers, look by look: what would have been raised, each decision from the past only."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ops.energy.rules.arrays import Bools, Floats
from ops.energy.rules.channels.clock import clock_scores
from ops.energy.rules.channels.flow import Tap, lowest_hours, never_stopped
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY, flat, usual_level
from ops.energy.rules.drivers import Drivers
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.one_thing import said_once
from ops.energy.rules.points import dips_and_spikes, late_counts
from ops.energy.rules.replayed import Marks, Replayed, faults_of
from ops.energy.rules.rises import base_loads, nights_left_on
from ops.energy.rules.slow import drifting, weekends, yields

Found = Sequence[Sequence[Stretch]]


def clocks(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """A clock that is off is said once while it lasts."""
    rule = figures.clock_shift
    scores = clock_scores(table.fresh, usual_level(table.fresh, rule.reference_days), rule)
    with np.errstate(invalid="ignore"):
        hot = (scores > rule.gain) & _over(table)
    return [_clock_stretches(row, rule.days_running, figures.frozen_days) for row in hot]


def _over(table: Replayed) -> Bools:
    """Which days are over by the last known hour; [registers, days]."""
    return np.asarray((np.arange(table.days.shape[1]) + 1) * DAY <= table.marks.known[:, None])


def _clock_stretches(hot: Bools, span: int, quiet_days: int) -> list[Stretch]:
    found: list[Stretch] = []
    quiet_until = -1
    for day in np.flatnonzero(hot).tolist():
        if day > quiet_until:
            start, end = (day - span + 1) * DAY, (day + 1) * DAY
            found.append(Stretch("clock_shift", start, end, end, {"days": span}))
            quiet_until = day + quiet_days
        found[-1] = replace(found[-1], end=(day + 1) * DAY)
    return found


def flows(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """Water that never stops. What the same hours tell of faults is no reason to keep a burst pipe quiet."""
    hours = flat(table.days)
    lowest = np.where(table.marks.no_model, np.nan, lowest_hours(table.days))
    rule, over_days = figures.continuous_flow, figures.baseline.reference_weeks * 7
    warm_from = table.heard_from() + rule.warm_up_days * DAY
    return [
        never_stopped(
            Tap(hours[row], lowest[row], table.marks.normal[row], int(warm_from[row]), int(table.marks.known[row])),
            rule,
            over_days,
            figures.frozen_days,
        )
        for row in range(len(hours))
    ]


def _faults(table: Replayed, figures: DetectionFigures) -> Found:
    return table.faults


@dataclass(frozen=True)
class Channel:
    """What looks at the registers of some media, and after how many days it knows a register."""

    find: Callable[[Replayed, DetectionFigures], Found]
    media: frozenset[str]
    warm_up_days: Callable[[DetectionFigures], int] = lambda figures: figures.baseline.warm_up_days


_ALL = frozenset({"electricity", "gas", "water", "heat", "pv"})
_USED = _ALL - {"water", "pv"}
CHANNELS: tuple[Channel, ...] = (
    Channel(_faults, _ALL),
    Channel(late_counts, _ALL),
    Channel(dips_and_spikes, _ALL - {"pv"}),
    Channel(base_loads, _USED),
    Channel(nights_left_on, _USED),
    Channel(clocks, _USED),
    Channel(weekends, _ALL - {"pv"}),
    Channel(drifting, _USED),
    Channel(yields, frozenset({"pv"})),
    Channel(flows, frozenset({"water"}), lambda figures: figures.continuous_flow.warm_up_days),
)


def replay(
    days: Floats,
    media: Sequence[str],
    figures: DetectionFigures,
    marks: Marks | None = None,
    drivers: Drivers | None = None,
) -> list[list[Stretch]]:
    """The alerts of each register in order of time; `days` is [registers, days, 24], each from its own first day."""
    if not days.size:
        return [[] for _ in days]
    return raised(faults_of(days, media, marks or Marks.none(days), figures, drivers), figures)


def raised(table: Replayed, figures: DetectionFigures) -> list[list[Stretch]]:
    """The alerts of each register in order of time, from a table whose faults are known."""
    found: list[list[Stretch]] = [[] for _ in table.days]
    for channel in CHANNELS:
        rows = np.flatnonzero([medium in channel.media for medium in table.media])
        if len(rows):
            part = table.part(rows)
            warm_from = part.heard_from() + channel.warm_up_days(figures) * DAY
            for row, warm, each in zip(rows.tolist(), warm_from.tolist(), channel.find(part, figures), strict=True):
                found[row] += _known_register(each, warm)
    return [said_once(each, figures.frozen_days) for each in found]


def _known_register(found: Sequence[Stretch], warm_from: int) -> list[Stretch]:
    """What ended during the warm-up was never said; what still stands is said when it is over."""
    return [
        replace(each, found=max(each.found, warm_from + 1)) for each in found if max(each.found, each.end) > warm_from
    ]
