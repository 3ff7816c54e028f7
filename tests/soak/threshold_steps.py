"""Prints `STEPS` and `BUDGETS` of `ops/energy/rules/thresholds.py`: `python -m tests.soak.threshold_steps`.

STEPS: each channel alone, at thresholds that rise from the shipped one on, on the labelled meter-years: how many alerts
a meter-year; dips and spikes on buildings with nothing put into them. BUDGETS: all channels so many times stricter; a
quarter is left for meters that are livelier than those.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from zoneinfo import ZoneInfo

import numpy as np

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.replay import replay
from ops.energy.rules.thresholds import BUDGETS, STEPS, stricter, thresholds_of, with_thresholds
from ops.energy.service.backtest import stacked
from ops.energy.service.readings_file import FileSeries, read
from tests.soak.energy_cv import raised_by
from tests.soak.energy_score import events_of, score
from tests.support.labelled import labelled_set
from tests.support.smooth_buildings import undisturbed

_TIMES, _LAST, _OFF = 7 / 6, 2000.0, 1e9
_SHIPPED = DetectionFigures.model_validate(DETECTION_BODY)
_HOURS_A_YEAR = 365.2425 * 24
_LIVELIER = 1.25
_IN_A_LINE = 7
_ON_BUILDINGS, _SEEDS = ("dip", "spike"), range(1000, 1040)


@dataclass(frozen=True)
class Years:
    """What a channel is counted on: [registers, days, 24] and how many years of a register that is."""

    days: Floats
    media: Sequence[str]
    years: float


def years_for(channel: str, series: Sequence[FileSeries]) -> Years:
    if channel in _ON_BUILDINGS:
        made = [undisturbed(seed, lively=lively) for seed in _SEEDS for lively in (False, True)]
        return Years(np.concatenate(made), ["electricity"] * len(made), len(made))
    hours = sum(len(each.values) for each in series)
    return Years(stacked([each.table()[0] for each in series]), [each.kind for each in series], hours / _HOURS_A_YEAR)


def steps_of(channel: str, on: Years) -> Iterator[tuple[float, float]]:
    """Until nothing is found any more; a step that changes nothing is left out."""
    threshold, before = thresholds_of(_SHIPPED)[channel], None
    while before != 0 and threshold < _LAST:
        count = _count(channel, threshold, on)
        if count != before:
            yield round(threshold, 2), round(count / on.years, 2)
        before, threshold = count, threshold * _TIMES


def _count(channel: str, threshold: float, on: Years) -> int:
    off = dict.fromkeys(STEPS, _OFF)
    figures = with_thresholds(_SHIPPED, {**off, channel: threshold})
    found = replay(on.days, on.media, figures)
    return sum(each.cause == channel for stretches in found for each in stretches)


def budgets(series: Sequence[FileSeries]) -> Iterator[tuple[float, float]]:
    """Alerts a meter-year, rounded up, and how many times stricter; a row that lets through no fewer is left out."""
    labels, before = events_of(labelled_set()), float("inf")
    for _, times in BUDGETS:
        found = score(raised_by(series, stricter(_SHIPPED, times)), labels).alerts_per_meter_year
        alerts = ceil(found * _LIVELIER * 10) / 10
        if alerts < before:
            yield alerts, times
            before = alerts


def _printed(rows: Iterator[tuple[float, float]], indent: str) -> str:
    """Some rows a line."""
    texts = [f"{each}, " for each in rows]
    lines = ["".join(texts[start : start + _IN_A_LINE]).rstrip() for start in range(0, len(texts), _IN_A_LINE)]
    return "".join(f"{indent}{line}\n" for line in lines)


if __name__ == "__main__":
    labelled = read(labelled_set(), ZoneInfo("Europe/Brussels"))
    steps = "".join(
        f'    "{name}": (\n{_printed(steps_of(name, years_for(name, labelled)), " " * 8)}    ),\n' for name in STEPS
    )
    sys.stdout.write(f"STEPS: Mapping[str, Steps] = {{\n{steps}}}  # fmt: skip\n\n")
    rows = _printed(budgets(labelled), " " * 4)
    sys.stdout.write(f"BUDGETS: Sequence[tuple[float, float]] = (\n{rows})  # fmt: skip\n")
