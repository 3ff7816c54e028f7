"""What weather and calendar tell apart: drift, weekends run as weekdays, the turn of the season, roofs beside roofs."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.table import DAY
from ops.energy.rules.channels.weather import asked
from ops.energy.rules.channels.yields import clear_sky, day_yields, losses, sun_of_others
from ops.energy.rules.drivers import Drivers, of_calendar
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.replay import replay
from ops.energy.rules.replayed import Marks
from ops.energy.rules.slow_figures import WeatherFigures, YieldFigures
from tests.support.heated import Heated, heated

FIGURES = DetectionFigures.model_validate(DETECTION_BODY)


def _found(building: Heated, cause: str, medium: str = "gas", marks: Marks | None = None) -> list[tuple[int, int]]:
    """(start, found) in days."""
    stretches = replay(building.days, [medium], FIGURES, marks, building.drivers)[0]
    return [(each.start // DAY, each.found // DAY) for each in stretches if each.cause == cause]


def _cold_days(building: Heated, least: int) -> list[int]:
    """From which on five weeks are cold."""
    felt = building.drivers.temperature_c[0]
    return [day for day in range(least, len(felt) - 70) if felt[day : day + 35].mean() < 10]


def test_a_setting_that_makes_a_building_use_more_is_found_within_weeks() -> None:
    hits = []
    for seed in range(1, 11):
        building = heated(seed)
        days = _cold_days(building, 250)
        if days:
            found = _found(building.with_more(days[0], 0.4), "drift")
            hits.append(any(days[0] <= at <= days[0] + 56 for _, at in found))
    assert len(hits) >= 5
    assert np.mean(hits) >= 0.7


def test_buildings_that_only_follow_the_weather_hardly_drift() -> None:
    assert sum(len(_found(heated(seed), "drift")) for seed in range(12)) <= 2


def test_without_temperatures_nothing_drifts() -> None:
    building = heated(3).with_more(300, 0.5)
    unknown = np.full(building.drivers.temperature_c.shape, np.nan)
    assert not _found(replace(building, drivers=replace(building.drivers, temperature_c=unknown)), "drift")


def test_a_dated_change_restarts_the_model() -> None:
    building = next(each for seed in range(1, 13) if _cold_days(each := heated(seed), 250))
    day = _cold_days(building, 250)[0]
    more = building.with_more(day, 0.6)
    assert _found(more, "drift")
    marks = Marks.none(more.days)
    changed = replace(marks, no_model=np.arange(more.days.shape[1])[None] < day)
    assert not _found(more, "drift", marks=changed)


def test_the_turn_of_the_season_raises_fewer_rises_and_hides_none() -> None:
    blind = told = found = 0
    for seed in range(5):
        building = heated(seed, use="rest_home")
        known = [each for each in replay(building.days, ["gas"], FIGURES)[0] if each.cause == "base_load"]
        blind, told = blind + len(known), told + len(_found(building, "base_load"))
        leak = building.days.copy()
        leak[0, 300:308] += float(np.nanmean(leak[0, 270:300]))
        found += any(300 <= at <= 309 for _, at in _found(replace(building, days=leak), "base_load"))
    assert told <= blind / 2
    assert found >= 4


def test_decisions_on_drift_and_weekends_are_taken_from_the_past_only() -> None:
    whole = heated(2, use="administration").with_more(300, 0.5)
    for cut in (310, 333, 361):
        part = Heated(whole.days[:, :cut], _first_days(whole, cut))
        for cause in ("drift", "weekend_as_weekday"):
            assert _found(part, cause) == [each for each in _found(whole, cause) if each[1] <= cut]


def _first_days(building: Heated, cut: int) -> Drivers:
    drivers = building.drivers
    return replace(
        drivers,
        kind_of_day=drivers.kind_of_day[:, :cut],
        temperature_c=drivers.temperature_c[:, :cut],
        pushed=drivers.pushed[:, :cut],
        sun=drivers.sun[:, :cut],
    )


def test_days_that_nobody_told_the_temperature_of_are_unknown_once_a_model_stands() -> None:
    building = heated(1, use="rest_home")
    felt = building.drivers.temperature_c.copy()
    felt[0, 350] = np.nan
    told = asked(building.days.sum(axis=2), replace(building.drivers, temperature_c=felt), WeatherFigures())
    assert np.isnan(told[0, 350])
    assert not np.isnan(told[0, 349])


def test_what_another_sector_pushes_explains_use() -> None:
    """A laundry whose use follows its kilograms."""
    chance = np.random.default_rng(4)
    kilograms = chance.uniform(200, 1200, (1, 120))
    drivers = replace(of_calendar([date(2025, 1, 6)], 120, [lambda day: False]), pushed=kilograms)
    use = 50 + 0.4 * kilograms + chance.normal(0, 5, (1, 120))
    left = use - asked(use, drivers, WeatherFigures())
    assert np.std(left[0, 60:]) < np.std(use[0, 60:]) / 5


def _weekend(medium: str, seed: int, *, as_weekday: bool) -> tuple[Heated, int]:
    """A Saturday and a Sunday in the fortieth week, run as the Friday before when asked."""
    building = heated(seed, medium, use="administration")
    free = building.drivers.free[0]
    saturday = next(
        day for day in range(280, 380) if list(free[day - 3 : day + 3]) == [False] * 3 + [True] * 2 + [False]
    )
    days = building.days.copy()
    if as_weekday:
        days[0, saturday : saturday + 2] = days[0, saturday - 1]
    return replace(building, days=days), saturday


@pytest.mark.parametrize("medium", ["electricity", "water"])
def test_a_weekend_run_as_a_weekday_is_found_when_its_saturday_is_over(medium: str) -> None:
    for seed in range(3):
        building, saturday = _weekend(medium, seed, as_weekday=True)
        assert (saturday, saturday + 1) in _found(building, "weekend_as_weekday", medium)
        building, saturday = _weekend(medium, seed, as_weekday=False)
        assert not _found(building, "weekend_as_weekday", medium)


def test_a_home_where_weekends_are_like_other_days_tells_nothing() -> None:
    for seed in range(3):
        assert not _found(heated(seed, "electricity", use="housing"), "weekend_as_weekday", "electricity")


ROOF = YieldFigures()


def _roofs(days: int = 120) -> Floats:
    """Two roofs under the same clouds. [2, days, 24]"""
    chance = np.random.default_rng(7)
    height = np.maximum(np.sin((np.arange(24) - 6) / 12 * np.pi), 0)
    clouds = chance.uniform(0.2, 1, days)
    own = chance.normal(1, 0.05, (2, days))
    return np.asarray(np.array([100.0, 30.0])[:, None, None] * (clouds * own)[:, :, None] * height)


def _losses(roofs: Floats, *, beside: bool = True) -> list[tuple[int, int]]:
    """(start, found) in days, of the first roof."""
    brought = day_yields(roofs)
    sun = sun_of_others(brought, ROOF) if beside else np.full(brought.shape, np.nan)
    summer = np.broadcast_to(100 + np.arange(brought.shape[1]), brought.shape)
    return [(each.start // DAY, each.found // DAY) for each in losses(brought, brought, sun, summer, ROOF)[0]]


def test_a_roof_that_brings_half_of_what_its_sister_lets_expect_is_found_on_the_third_day() -> None:
    roofs = _roofs()
    assert not _losses(roofs)
    roofs[0, 90:] *= 0.5
    assert _losses(roofs) == [(90, 93)]


def test_dark_weeks_are_no_loss_and_hours_that_are_not_known_neither() -> None:
    roofs = _roofs()
    roofs[:, 80:95] *= 0.3
    roofs[0, 100:110, 10:14] = np.nan
    assert not _losses(roofs)


def test_a_roof_alone_is_judged_by_its_best_days() -> None:
    roofs = _roofs()
    assert not _losses(roofs, beside=False)
    roofs[0, 90:] *= 0.5
    (start, _), *_ = _losses(roofs, beside=False)
    assert 80 < start <= 90


def test_the_sun_stands_higher_in_june_than_in_december() -> None:
    december, june = clear_sky(np.array([355, 172]), 50.85)
    assert 6 < june / december < 12
