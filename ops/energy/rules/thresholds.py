"""The channels that the alert budget steers: where their threshold stands, and how many alerts it lets through."""

from collections.abc import Mapping

from ops.energy.rules.budget import Steps
from ops.energy.rules.figures import DetectionFigures

#: Channel -> (threshold in spreads, alerts a meter-year), measured on eleven labelled meter-years of electricity and
#: gas, an episode counted once in three days.
STEPS: Mapping[str, Steps] = {
    "base_load": (
        (2.5, 5.64), (3.0, 4.18), (3.5, 3.46), (4.0, 3.0), (4.5, 2.73), (5.0, 2.55), (6.0, 2.18), (7.0, 1.91),
        (8.0, 1.64), (9.0, 1.18), (12.0, 0.82), (14.0, 0.64), (17.0, 0.55), (20.0, 0.45), (25.0, 0.18), (60.0, 0.09),
        (100.0, 0.0),
    ),
    "night_left_on": (
        (4.0, 8.55), (5.0, 7.1), (6.0, 5.28), (7.0, 4.55), (8.0, 4.18), (9.0, 3.91), (10.0, 3.64), (11.0, 3.09),
        (12.0, 2.91), (14.0, 2.64), (16.0, 2.0), (18.0, 1.46), (20.0, 1.27), (25.0, 1.0), (30.0, 0.91), (60.0, 0.36),
        (100.0, 0.27), (400.0, 0.18), (10_000.0, 0.0),
    ),
}  # fmt: skip


def thresholds_of(figures: DetectionFigures) -> Mapping[str, float]:
    """The threshold of each channel as the figures hold it."""
    return {"base_load": figures.base_load.spreads, "night_left_on": figures.night_left_on.first_spreads}


def with_thresholds(figures: DetectionFigures, thresholds: Mapping[str, float]) -> DetectionFigures:
    """The same figures with the thresholds named; the second, longer look at nights keeps its ratio to the first."""
    base, night = figures.base_load, figures.night_left_on
    first = thresholds.get("night_left_on", night.first_spreads)
    second = night.second_spreads * first / night.first_spreads
    changed = {
        "base_load": base.model_copy(update={"spreads": thresholds.get("base_load", base.spreads)}),
        "night_left_on": night.model_copy(update={"first_spreads": first, "second_spreads": second}),
    }
    return figures.model_copy(update=changed)
