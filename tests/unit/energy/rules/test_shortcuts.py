"""What is left out of the sums of a channel changes nothing: each is compared with itself without shortcuts."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats, median, quantile
from ops.energy.rules.channels.clock import clock_scores
from ops.energy.rules.channels.points import points, weekly
from ops.energy.rules.channels.runs import standing_still
from ops.energy.rules.channels.scale import scale_factors, usual_hours
from ops.energy.rules.channels.table import DAY, flat, usual_level
from ops.energy.rules.channels.yields import bright_days, sun_of_others
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.slow_figures import YieldFigures

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


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 100_000), share=st.sampled_from([0.1, 0.25, 0.5, 0.75]), gaps=st.sampled_from([0, 0.2, 0.9]))
def test_a_quantile_of_rows_with_gaps_is_that_of_their_known_values(seed: int, share: float, gaps: float) -> None:
    chance = np.random.default_rng(seed)
    values = chance.normal(0, 1, (20, chance.integers(1, 30)))
    values[chance.random(values.shape) < gaps] = np.nan
    for row, found in zip(values, quantile(values, share), strict=True):
        np.testing.assert_array_equal(found, _quantile(sorted(row[~np.isnan(row)].tolist()), share))


def _quantile(ordered: list[float], share: float) -> float:
    place = (len(ordered) - 1) * share
    if not ordered:
        return float("nan")
    below, above = ordered[int(place)], ordered[min(int(place) + 1, len(ordered) - 1)]
    return below + (above - below) * (place - int(place))


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 100_000), roofs=st.integers(1, 6))
def test_the_sun_of_the_other_roofs_is_their_median(seed: int, roofs: int) -> None:
    chance, figures = np.random.default_rng(seed), YieldFigures()
    brought = chance.integers(1, 9, (roofs, 90)).astype(np.float64)
    brought[chance.random(brought.shape) < 0.3] = np.nan
    shares = brought / np.maximum(bright_days(brought, figures), 1e-9)
    for row, sun in enumerate(sun_of_others(brought, figures)):
        others = np.delete(shares, row, axis=0)
        plain = median(others.T) if len(others) else np.full(90, np.nan)
        np.testing.assert_array_equal(sun, np.minimum(plain, 1.5))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=60))
def test_a_run_is_too_long_as_if_each_run_before_it_were_asked(lengths: list[int]) -> None:
    faults = FIGURES.data_faults
    values = np.concatenate([np.r_[np.zeros(length), 1.0 + place] for place, length in enumerate(lengths)])
    longest, plain = 0, []
    for place, length in enumerate(lengths):
        least = max(faults.least_run_hours, longest * faults.own_run_factor + faults.own_run_extra_hours)
        if length >= least:
            plain.append(sum(lengths[:place]) + place)
        else:
            longest = max(longest, length)
    found, ordinary = standing_still(values, faults)
    assert [each.start for each in found] == plain
    assert ordinary.zero_hours == longest


def test_a_spike_needs_to_stand_beyond_nearly_all_of_the_weeks_before_at_their_edges_too() -> None:
    days = np.full((1, 60, DAY), 5.0) + np.random.default_rng(3).normal(0, 0.05, (1, 60, DAY))
    hours = flat(days)
    hours[0, 59 * DAY + 10] = 60.0
    assert [each.start for each in points(weekly(days, days), "spike", FIGURES.spike)[0]] == [59 * DAY + 10]
    # Two of the weeks before held as much, one of them an hour earlier, the other an hour later.
    hours[0, [59 * DAY + 9 - 7 * DAY, 59 * DAY + 11 - 14 * DAY]] = 60.0
    assert 59 * DAY + 10 not in [each.start for each in points(weekly(days, days), "spike", FIGURES.spike)[0]]
