"""How well dips and spikes are found on buildings that had no part in choosing their thresholds, and what that costs.

The thresholds were chosen on other buildings of the same kinds. The cost is what the two channels add on the labelled
meters, which are dwellings: there nearly all that they could say would be wrong.
"""

from collections.abc import Sequence
from itertools import product
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.points import dips_and_spikes
from ops.energy.rules.replayed import Marks, faults_of
from ops.energy.service.backtest import stacked
from ops.energy.service.readings_file import read
from tests.soak.energy_peers import hour_of_week, levels, raised
from tests.soak.energy_score import WARM_UP_HOURS, Event, Labels, chance, score
from tests.support.labelled import labelled_set
from tests.support.smooth_buildings import DAY, DAYS, building

_SEEDS = range(1000, 1040)
_BUDGET = 12.0
_LEAST_F1, _LEAST_F1_LIVELY, _MOST_ON_DWELLINGS = 0.85, 0.7, 4
_FIGURES = DetectionFigures.model_validate(DETECTION_BODY)
_ZONE = ZoneInfo("Europe/Brussels")


def run() -> dict[str, Any]:
    began = process_time()
    smooth, lively = _scored(lively=False), _scored(lively=True)
    peer = _peer()
    on_dwellings = _raised_on_dwellings()
    return {
        "soak": "energy_points",
        "smooth": smooth,
        "lively": lively,
        "hour_of_week_median_mad_in_hindsight": peer,
        "raised_on_labelled_meter_years": on_dwellings,
        "took_s": round(process_time() - began, 1),
        "ok": smooth["f1"] >= _LEAST_F1
        and lively["f1"] >= _LEAST_F1_LIVELY
        and (on_dwellings or 0) <= _MOST_ON_DWELLINGS,
    }


def _scored(*, lively: bool) -> dict[str, Any]:
    alerts: dict[str, Sequence[float]] = {}
    labels: dict[str, Labels] = {}
    for seed in _SEEDS:
        days, put = building(seed, lively=lively)
        events = [Event(each.kind, each.start, each.last) for each in put]
        labels[str(seed)] = Labels(events, WARM_UP_HOURS, DAYS * DAY - 1)
        alerts[str(seed)] = [each.found for each in _found(days, ["electricity"])[0]]
    return {**score(alerts, labels).as_dict(), "chance_f1": chance(alerts, labels)}


def _peer() -> dict[str, Any]:
    """The median of the hour of the week on both, with the threshold that turns out best for it within the budget."""
    scores: dict[str, Floats] = {}
    labels: dict[str, Labels] = {}
    for seed, lively in product(_SEEDS, (False, True)):
        days, put = building(seed, lively=lively)
        scores[f"{seed} {lively}"] = hour_of_week(days.reshape(-1))
        labels[f"{seed} {lively}"] = Labels(
            [Event(each.kind, each.start, each.last) for each in put], WARM_UP_HOURS, DAYS * DAY - 1
        )
    found = [score(raised(scores, level), labels) for level in levels(scores)]
    return max((each for each in found if each.alerts_per_meter_year <= _BUDGET), key=lambda each: each.f1).as_dict()


def _found(days: Floats, media: Sequence[str]) -> list[list[Stretch]]:
    return dips_and_spikes(faults_of(days, media, Marks.none(days), _FIGURES), _FIGURES)


def _raised_on_dwellings() -> int | None:
    """After the warm-up; None where the labelled set is missing."""
    if not labelled_set().exists():
        return None
    series = read(labelled_set(), _ZONE)
    found = _found(stacked([each.table()[0] for each in series]), [each.kind for each in series])
    return sum(each.found > WARM_UP_HOURS for stretches in found for each in stretches)
