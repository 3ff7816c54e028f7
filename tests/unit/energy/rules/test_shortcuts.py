"""What is left out of the sums of a channel changes nothing: each is compared with itself without shortcuts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.clock import clock_scores
from ops.energy.rules.channels.scale import scale_factors, usual_hours
from ops.energy.rules.channels.table import flat, usual_level
from ops.energy.rules.figures import DetectionFigures

FIGURES = DetectionFigures.model_validate(DETECTION_BODY)
CLOCK, SCALE = FIGURES.clock_shift, FIGURES.scale
DAYS = 66


def _days(seed: int) -> Floats:
    """Two registers with gaps, days moved by some hours and hours in a wrong unit."""
    chance = np.random.default_rng(seed)
    hour = np.arange(24)
    usual = 0.3 + 1.2 * ((hour >= 17) & (hour < 23)) + 0.6 * ((hour >= 7) & (hour < 9))
    days = usual * chance.lognormal(0, 0.25, (2, DAYS, 24))
    start = chance.integers(40, 60)
    days[0, start : start + 9] = np.roll(days[0, start : start + 9], chance.integers(-5, 6), axis=1)
    hours = flat(days)
    for _ in range(4):
        row, at = chance.integers(2), chance.integers(30 * 24, DAYS * 24)
        hours[row, at : at + chance.integers(1, 60)] *= chance.choice([10.0, 0.001, 1000.0, 0.0, np.nan])
    return days


def _clock_score(days: Floats, level: Floats, day: int) -> float:
    """Of one register on one day, move by move and day by day."""
    with np.errstate(invalid="ignore", divide="ignore"):
        logs = np.log(np.maximum(days, 0) + 0.1 * np.maximum(level, 1e-9)[:, None])
    return max(
        min(_gain(logs, each, move) for each in range(day - CLOCK.days_running + 1, day + 1))
        for move in range(-CLOCK.most_hours, CLOCK.most_hours + 1)
        if move
    )


def _gain(logs: Floats, day: int, move: int) -> float:
    weeks = logs[day - CLOCK.gap_days - CLOCK.reference_days + 1 : day - CLOCK.gap_days + 1]
    if np.isnan(logs[day]).mean() > 0.3:
        return float("-inf")
    usual = np.nanmedian(weeks, axis=0)
    distance = np.median(np.nanmean(np.abs(weeks - usual), axis=1))
    unmoved, moved = (np.nanmean(np.abs(logs[day] - each)) for each in (usual, np.roll(usual, move)))
    return float((unmoved - moved) / distance)


@settings(max_examples=2, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_a_clock_that_is_off_is_found_as_if_all_distances_were_known(seed: int) -> None:
    days = np.nan_to_num(_days(seed), nan=0.5)
    level = usual_level(days, CLOCK.reference_days)
    with np.errstate(invalid="ignore"):
        found = clock_scores(days, level, CLOCK) > CLOCK.gain
    for row in range(2):
        plain = [day >= 50 and _clock_score(days[row], level[row], day) > CLOCK.gain for day in range(DAYS)]
        assert found[row, 50:].tolist() == plain[50:]


@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_a_wrong_unit_is_found_as_if_all_medians_were_known(seed: int) -> None:
    days = _days(seed)
    usual = usual_hours(days)
    factors = scale_factors(days, usual, SCALE)
    expected = flat(np.maximum(usual, 0.5 * usual.mean(axis=2, keepdims=True)))
    for row in range(2):
        plain = [_factor(flat(days)[row], expected[row], hour) for hour in range(30 * 24, DAYS * 24)]
        assert factors[row, 30 * 24 :].tolist() == plain


def _factor(came: Floats, expected: Floats, hour: int) -> float:
    def last(hours: int) -> tuple[Floats, Floats]:
        mine = slice(hour + 1 - hours, hour + 1)
        known = (came[mine] > 0) & (expected[mine] > 0)
        return came[mine][known], expected[mine][known]

    many, few = last(SCALE.hours), last(SCALE.thousand_hours)
    if len(few[0]) >= 0.75 * SCALE.thousand_hours:
        middle = float(np.median(np.log10(few[0] / few[1])))
        if abs(middle) >= SCALE.thousand_at_least:
            return 3.0 if middle > 0 else -3.0
    if len(many[0]) < 0.75 * SCALE.hours:
        return 0.0
    by_sum = np.log10(many[0].sum() / many[1].sum())
    return 1.0 if min(by_sum, np.median(np.log10(many[0] / many[1]))) >= SCALE.ten_at_least else 0.0
