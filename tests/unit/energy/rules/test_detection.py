"""What the detectors find in plausible series, and what they leave alone."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats
from ops.energy.rules.day_types import HourGrid, epoch_hour, hour_grid
from ops.energy.rules.episode import Detection
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.looking import Past, Watched, look

FIGURES = DetectionFigures.model_validate(DETECTION_BODY)
ZONE = ZoneInfo("Europe/Brussels")
#: Friday 20 November 2026, 07:00 in Brussels.
END = datetime(2026, 11, 20, 6, tzinfo=UTC)
WEEKS = 9


def _grid(weeks: int = WEEKS) -> HourGrid:
    end = epoch_hour(END)
    return hour_grid(end - weeks * 168, end, ZONE, lambda day: False)


def _look(medium: str, grid: HourGrid, values: Floats) -> list[Detection]:
    """One register, to its last known hour."""
    known = np.flatnonzero(~np.isnan(values))[-1:] + 1
    none = np.zeros((1, len(grid)), dtype=np.bool_)
    watched = Watched([medium], grid, values[None], known, none, none, Past.of_nothing(1))
    return look(watched, FIGURES)[0]


def _office(grid: HourGrid, seed: int = 1) -> Floats:
    """kWh: 20 by day on workdays, 4 at night and in weekends, a little noise."""
    busy = (grid.kind_of_day == 0) & (grid.hour_of_day >= 8) & (grid.hour_of_day < 18)
    noise = np.random.default_rng(seed).normal(1, 0.05, len(grid))
    return np.asarray(np.where(busy, 20.0, 4.0) * noise)


def _found(
    medium: str, change: Callable[[HourGrid, Floats], Floats] = lambda _, values: values, weeks: int = WEEKS
) -> list[Detection]:
    grid = _grid(weeks)
    values = change(grid, _office(grid))
    return _look(medium, grid, values)


def _add_last(hours: int, amount: float) -> Callable[[HourGrid, Floats], Floats]:
    def change(grid: HourGrid, values: Floats) -> Floats:
        changed = values.copy()
        changed[-hours:] += amount
        return changed

    return change


def _nights(count: int, amount: float) -> Callable[[HourGrid, Floats], Floats]:
    def change(grid: HourGrid, values: Floats) -> Floats:
        recent = np.arange(len(grid)) >= len(grid) - count * 24
        return np.asarray(values + np.where(grid.at_night(22, 6) & recent, amount, 0))

    return change


@pytest.mark.parametrize("seed", range(8))
def test_an_ordinary_week_raises_nothing(seed: int) -> None:
    grid = _grid()
    assert _look("electricity", grid, _office(grid, seed)) == []


def test_a_steady_excess_is_found_after_two_whole_days_with_its_size_and_start() -> None:
    [found] = _found("electricity", _add_last(55, 9.0))
    assert found.cause in ("base_load", "night_left_on")
    assert found.excess_per_hour == pytest.approx(9.0, abs=0.4)
    assert epoch_hour(found.started_at) == pytest.approx(epoch_hour(END) - 55, abs=2)


def test_lights_left_on_at_night_are_found_after_three_nights() -> None:
    [found] = _found("electricity", _nights(3, 8.0))
    assert found.cause == "night_left_on"
    assert found.hours_per_day == pytest.approx(8, abs=1)
    assert found.excess_per_hour == pytest.approx(8.0, abs=0.5)


def test_heating_at_night_tells_how_far_it_stands_above_the_band() -> None:
    [found] = _found("gas", _nights(1, 70.0))
    assert (found.cause, found.params["nights"]) == ("night_left_on", 1)
    assert found.night_excess_over_band_per_hour > 50


def test_a_unit_that_changed_is_no_waste() -> None:
    def times_ten(grid: HourGrid, values: Floats) -> Floats:
        changed = values.copy()
        changed[-20:] *= 10
        return changed

    [found] = _found("electricity", times_ten)
    assert (found.cause, found.params["factor"]) == ("scale", 10.0)


def test_a_meter_that_counts_nothing_is_a_data_fault() -> None:
    def stopped(grid: HourGrid, values: Floats) -> Floats:
        changed = values.copy()
        changed[-14:] = 0
        return changed

    [found] = _found("electricity", stopped)
    assert (found.cause, found.params["hours"]) == ("zero_run", 14)


def test_a_value_that_stands_still_is_a_data_fault() -> None:
    def flat(grid: HourGrid, values: Floats) -> Floats:
        changed = values.copy()
        changed[-20:] = 4.2
        return changed

    [found] = _found("electricity", flat)
    assert found.cause == "stuck"


def test_before_six_weeks_nothing_is_said_about_habits() -> None:
    assert _found("electricity", _add_last(30, 9.0), weeks=5) == []


def test_an_unknown_last_hour_is_no_evidence() -> None:
    def unknown(grid: HourGrid, values: Floats) -> Floats:
        changed = values + 9
        changed[-1] = np.nan
        return np.asarray(changed)

    assert _found("electricity", unknown) == []


def _tap(hours: int, m3_per_hour: float) -> list[Detection]:
    grid = _grid(2)
    values = np.where(grid.hour_of_day >= 8, 0.4, 0.012)
    values[-hours:] = np.maximum(values[-hours:], 0.012) + m3_per_hour
    # The hours before were a normal night: the flow begins with the leak.
    values[-hours - 3 : -hours] = 0.012
    return _look("water", grid, values)


@pytest.mark.parametrize(
    ("hours", "m3_per_hour", "found"),
    [(20, 0.3, True), (19, 0.3, False), (20, 0.011, True), (20, 0.009, False), (40, 0.05, True)],
    ids=[
        "twenty hours of flow are a leak",
        "nineteen hours are not yet",
        "just above the margin counts",
        "under the margin does not",
        "a flow that goes on stays one",
    ],
)
def test_water_that_never_stops_for_twenty_hours_is_a_leak(hours: int, m3_per_hour: float, found: bool) -> None:
    detections = _tap(hours, m3_per_hour)
    assert [each.cause for each in detections] == (["continuous_flow"] if found else [])
    if found:
        assert detections[0].hours_per_day == 24
        assert detections[0].excess_per_hour == pytest.approx(m3_per_hour, rel=0.2, abs=0.003)


def test_a_burst_pipe_is_a_leak_and_no_impossible_value() -> None:
    [found] = _tap(20, 12.0)
    assert found.cause == "continuous_flow"
