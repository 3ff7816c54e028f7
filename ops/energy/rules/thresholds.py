"""The channels that the alert budget steers: where their threshold stands, and how many alerts it lets through."""

from collections.abc import Mapping, Sequence

from ops.energy.rules.budget import Steps
from ops.energy.rules.figures import DetectionFigures, RiseFigures

#: Channel -> (threshold in spreads, alerts a meter-year), each channel alone on eleven labelled meter-years of
#: electricity and gas: `python -m tests.soak.threshold_steps` prints it.
STEPS: Mapping[str, Steps] = {
    "base_load": (
        (1.5, 5.64), (1.75, 4.91), (2.04, 3.82), (2.38, 3.0), (2.78, 2.37), (3.24, 1.64),
        (3.78, 1.18), (4.41, 0.82), (5.15, 0.55), (6.01, 0.36), (7.01, 0.27), (8.18, 0.0),
    ),
    "night_left_on": (
        (1.5, 3.55), (1.75, 3.0), (2.04, 2.73), (2.38, 2.18), (2.78, 1.82), (3.24, 1.64),
        (3.78, 1.09), (4.41, 0.73), (5.15, 0.36), (6.01, 0.27), (7.01, 0.09), (9.54, 0.0),
    ),
}  # fmt: skip


def thresholds_of(figures: DetectionFigures) -> Mapping[str, float]:
    """The threshold of each channel as the figures hold it."""
    return {"base_load": figures.base_load.spreads, "night_left_on": figures.night_left_on.spreads}


def with_thresholds(figures: DetectionFigures, thresholds: Mapping[str, float]) -> DetectionFigures:
    """The same figures with the thresholds named; what one day tells at once keeps its ratio to what two days tell."""
    base, night = figures.base_load, figures.night_left_on
    steered = thresholds.get("base_load", base.spreads)
    changed = {
        "base_load": _at(base, steered),
        "base_load_at_once": _at(figures.base_load_at_once, figures.base_load_at_once.spreads * steered / base.spreads),
        "night_left_on": _at(night, thresholds.get("night_left_on", night.spreads)),
    }
    return figures.model_copy(update=changed)


def _at(rise: RiseFigures, spreads: float) -> RiseFigures:
    return rise.model_copy(update={"spreads": spreads})


#: Alerts a meter-year -> how many times stricter than the figures every channel must be, as `make soak SOAK=energy_cv`
#: counts them on eleven labelled meter-years; a quarter is left for meters that are livelier than those.
BUDGETS: Sequence[tuple[float, float]] = (
    (11.9, 1.0), (10.7, 1.1), (10.3, 1.2), (9.9, 1.3), (8.8, 1.5), (7.7, 1.75), (7.4, 2.0), (6.2, 2.5), (6.0, 3.0),
    (4.8, 4.0), (4.0, 6.0), (3.5, 8.0),
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
        "clock_shift": clock.model_copy(update={"gain": clock.gain * times}),
        "data_faults": faults.model_copy(update={"least_run_hours": least}),
    }
    return figures.model_copy(update=changed)
