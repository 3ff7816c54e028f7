"""Prints the table of `ops/energy/rules/thresholds.py:STEPS`: `python -m tests.soak.threshold_steps`.

Each channel alone, at thresholds that rise by a sixth from the shipped one on, on the labelled meter-years: how many
alerts a meter-year.
"""

import sys
from collections.abc import Iterator, Sequence
from zoneinfo import ZoneInfo

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.replay import replay
from ops.energy.rules.thresholds import STEPS, thresholds_of, with_thresholds
from ops.energy.service.backtest import stacked
from ops.energy.service.readings_file import FileSeries, read
from tests.support.labelled import labelled_set

_TIMES, _LAST, _OFF = 7 / 6, 2000.0, 1e9
_SHIPPED = DetectionFigures.model_validate(DETECTION_BODY)
_HOURS_A_YEAR = 365.2425 * 24


def steps_of(channel: str, series: Sequence[FileSeries]) -> Iterator[tuple[float, float]]:
    """Until nothing is found any more; a step that changes nothing is left out."""
    years = sum(len(each.values) for each in series) / _HOURS_A_YEAR
    threshold, before = thresholds_of(_SHIPPED)[channel], None
    while before != 0 and threshold < _LAST:
        count = _count(channel, threshold, series)
        if count != before:
            yield round(threshold, 2), round(count / years, 2)
        before, threshold = count, threshold * _TIMES


def _count(channel: str, threshold: float, series: Sequence[FileSeries]) -> int:
    off = dict.fromkeys(STEPS, _OFF)
    figures = with_thresholds(_SHIPPED, {**off, channel: threshold})
    found = replay(stacked([each.table()[0] for each in series]), [each.kind for each in series], figures)
    return sum(each.cause == channel for stretches in found for each in stretches)


if __name__ == "__main__":
    labelled = read(labelled_set(), ZoneInfo("Europe/Brussels"))
    for name in STEPS:
        sys.stdout.write(f"{name}: {list(steps_of(name, labelled))}\n")
