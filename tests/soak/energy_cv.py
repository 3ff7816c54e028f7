"""How good the detectors are on meters that had no part in choosing their thresholds.

Leave one meter out: the thresholds of each meter are those that served the other ten best; what is then raised on it is
scored with all the others. An alert is true from the start of an event to 24 hours after it; six weeks are warm-up.
"""

import tempfile
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.replay import replay
from ops.energy.service.backtest import backtest, calendar_drivers, calendar_of, stacked
from ops.energy.service.readings_file import FileSeries, read
from tests.soak.energy_peers import Alerts, compared, left_out
from tests.soak.energy_score import Score, chance, events_of, score
from tests.support.labelled import labelled_set

BUDGET = 12.0
#: The types of events that have to be found, and how many of them.
PROMISED = (
    "night_left_on", "constant_leak", "stuck_value", "dropout_zero", "unit_x10", "unit_x1000", "catchup_spike",
)  # fmt: skip
_LEAST_RECALL, _LEAST_F1, _MOST_DELAY_H = 0.7, 0.70, 24.0
_SECONDS_A_METER_YEAR = 0.05
#: What is chosen on the other meters: base load, the same on one day, nights (spreads) and clock (gain).
_GRID = tuple(product((2.7, 3.1, 3.5), (1.4, 2.0, 99.0), (1.9, 2.2, 2.6), (0.1, 0.12, 0.15, 9.0)))
_ZONE = ZoneInfo("Europe/Brussels")


def run() -> dict[str, Any]:
    path = labelled_set()
    if not path.exists():
        return {"soak": "energy_cv", "ok": False, "missing": str(path)}
    series, events = read(path, _ZONE), events_of(path)
    began = process_time()
    raised = {choice: raised_by(series, _figures(*choice)) for choice in _GRID}
    found = left_out(raised, events, BUDGET)
    seconds = _seconds_a_meter_year(path, len(series))
    result = score(found, events)
    return {
        "soak": "energy_cv",
        "cross_validated": result.as_dict(),
        "chance_f1": chance(found, events),
        "shipped": score(raised_by_shipped(series), events).as_dict(),
        "seconds_a_meter_year": round(seconds, 4),
        "peers": compared(series, events, BUDGET),
        "took_s": round(process_time() - began, 1),
        "ok": _holds(result) and seconds <= _SECONDS_A_METER_YEAR,
    }


def _figures(base: float, at_once: float, night: float, clock: float) -> DetectionFigures:
    shipped = DetectionFigures.model_validate(DETECTION_BODY)
    changed = {
        "base_load": shipped.base_load.model_copy(update={"spreads": base}),
        "base_load_at_once": shipped.base_load_at_once.model_copy(update={"spreads": base * at_once}),
        "night_left_on": shipped.night_left_on.model_copy(update={"spreads": night}),
        "clock_shift": shipped.clock_shift.model_copy(update={"gain": clock}),
    }
    return shipped.model_copy(update=changed)


def raised_by(series: Sequence[FileSeries], figures: DetectionFigures) -> Alerts:
    """Hours since the first midnight of each series, by its name."""
    tables = [each.table()[0] for each in series]
    drivers = calendar_drivers(series, tables, calendar_of("none"))
    found = replay(stacked(tables), [each.kind for each in series], figures, drivers=drivers)
    return {each.name: [alert.found for alert in alerts] for each, alerts in zip(series, found, strict=True)}


def raised_by_shipped(series: Sequence[FileSeries]) -> Alerts:
    return raised_by(series, DetectionFigures.model_validate(DETECTION_BODY))


def _seconds_a_meter_year(path: Path, meter_years: int) -> float:
    """The whole command without reading the file."""
    began = process_time()
    read(path, _ZONE)
    reading = process_time() - began
    with tempfile.TemporaryDirectory() as folder:
        began = process_time()
        backtest(path, Path(folder) / "alerts.csv", budget=BUDGET, calendar="none", zone=_ZONE)
    return (process_time() - began - reading) / meter_years


def _holds(result: Score) -> bool:
    recalls = result.recall_by_type
    return (
        result.f1 >= _LEAST_F1
        and result.alerts_per_meter_year <= BUDGET
        and all(recalls.get(kind, 0) >= _LEAST_RECALL for kind in PROMISED)
        and result.median_delay_h <= _MOST_DELAY_H
    )
