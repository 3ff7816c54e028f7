"""The channels that the alert budget steers: where their threshold stands, and how many alerts it lets through."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from ops.energy.rules.budget import Steps
from ops.energy.rules.figures import DetectionFigures, RiseFigures
from ops.energy.rules.point_figures import PointFigures

Steered = TypeVar("Steered", RiseFigures, PointFigures)

#: Channel -> (threshold in spreads, alerts a meter-year), each channel alone on eleven labelled meter-years of
#: electricity and gas, with its days of silence after an alert. The first step is the figure that is shipped: a budget
#: is what is bearable at most, and below that step more alerts are wrong than right. Dips and spikes, which dwellings
#: know next to nothing of, on eighty years of buildings whose weeks repeat, where each of them is wrong.
STEPS: Mapping[str, Steps] = {
    "base_load": (
        (3.1, 2.46), (3.62, 1.73), (4.22, 1.27), (4.92, 0.64), (5.74, 0.45), (6.7, 0.36), (7.82, 0.18),
        (9.12, 0.09), (10.64, 0.0),
    ),
    "night_left_on": (
        (2.2, 2.37), (2.57, 1.82), (2.99, 1.73), (3.49, 1.27), (4.08, 0.91), (4.76, 0.64), (5.55, 0.36),
        (6.47, 0.27), (7.55, 0.09), (10.28, 0.0),
    ),
    "dip": ((3.0, 0.25), (3.5, 0.09), (4.08, 0.04), (4.76, 0.01), (5.56, 0.0)),
    "spike": ((5.0, 0.05), (5.83, 0.01), (6.81, 0.0)),
}  # fmt: skip


def thresholds_of(figures: DetectionFigures) -> Mapping[str, float]:
    """The threshold of each channel as the figures hold it."""
    return {
        "base_load": figures.base_load.spreads,
        "night_left_on": figures.night_left_on.spreads,
        "dip": figures.dip.spreads,
        "spike": figures.spike.spreads,
    }


def with_thresholds(figures: DetectionFigures, thresholds: Mapping[str, float]) -> DetectionFigures:
    """The same figures with the thresholds named; what one day tells at once keeps its ratio to what two days tell."""
    base, night = figures.base_load, figures.night_left_on
    steered = thresholds.get("base_load", base.spreads)
    changed = {
        "base_load": _at(base, steered),
        "base_load_at_once": _at(figures.base_load_at_once, figures.base_load_at_once.spreads * steered / base.spreads),
        "night_left_on": _at(night, thresholds.get("night_left_on", night.spreads)),
        "dip": _at(figures.dip, thresholds.get("dip", figures.dip.spreads)),
        "spike": _at(figures.spike, thresholds.get("spike", figures.spike.spreads)),
    }
    return figures.model_copy(update=changed)


def _at(figures: Steered, spreads: float) -> Steered:
    return figures.model_copy(update={"spreads": spreads})


#: Alerts a meter-year -> how many times stricter than the figures every channel must be, on the same meter-years; a
#: quarter is left for meters that are livelier than those. `python -m tests.soak.threshold_steps` prints both tables.
BUDGETS: Sequence[tuple[float, float]] = (
    (11.9, 1.0), (10.6, 1.1), (10.2, 1.2), (9.7, 1.3), (8.9, 1.5), (7.6, 1.75), (7.2, 2.0),
    (6.0, 2.5), (5.6, 3.0), (4.5, 4.0), (4.0, 6.0), (3.5, 8.0),
)  # fmt: skip
#: Below the last budget: nothing but readings that stand still for a week.
_STRICTEST = 28.0
_RUN_HOURS_BY_STRICTNESS = 6


def strictness_for(alerts_per_meter_year: float) -> float:
    """The mildest row of the shipped table that keeps to the budget."""
    return next((strict for alerts, strict in BUDGETS if alerts <= alerts_per_meter_year), _STRICTEST)


def stricter(figures: DetectionFigures, times: float) -> DetectionFigures:
    """Every channel so many times stricter, on one scale."""
    faults, clock = figures.data_faults, figures.clock_shift
    least = max(faults.least_run_hours, round(_RUN_HOURS_BY_STRICTNESS * times))
    changed = {
        "base_load": _at(figures.base_load, figures.base_load.spreads * times),
        "base_load_at_once": _at(figures.base_load_at_once, figures.base_load_at_once.spreads * times),
        "night_left_on": _at(figures.night_left_on, figures.night_left_on.spreads * times),
        "dip": _at(figures.dip, figures.dip.spreads * times),
        "spike": _at(figures.spike, figures.spike.spreads * times),
        "clock_shift": clock.model_copy(update={"gain": clock.gain * times}),
        "data_faults": faults.model_copy(update={"least_run_hours": least}),
    }
    return figures.model_copy(update=changed)
