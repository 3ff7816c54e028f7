"""The carpet shows each hour once, in the shade of its amount, also on the days with 23 and 25 hours."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from ops.energy.rules.arrays import Floats
from ops.energy.rules.day_types import HourGrid, epoch_hour, hour_grid
from ops.energy.rules.hour_by_day import (
    HOURS,
    SHADES,
    grouped,
    high_end,
    hour_table,
    scale,
    shades,
    shape_of,
    vertical_runs,
)
from ops.kit.holidays import is_belgian_holiday
from ops.kit.periods import local_midnight

BRUSSELS = ZoneInfo("Europe/Brussels")
AMOUNTS = arrays.arrays(
    np.float64, (9, HOURS), elements=st.one_of(st.just(float("nan")), st.floats(0, 1000, allow_subnormal=False))
)


def _grid(first: date, end: date) -> HourGrid:
    from_hour, to_hour = (epoch_hour(local_midnight(day, BRUSSELS)) for day in (first, end))
    return hour_grid(from_hour, to_hour, BRUSSELS, is_belgian_holiday)


def test_in_spring_an_hour_does_not_exist_and_in_autumn_one_is_the_mean_of_two() -> None:
    spring = _grid(date(2026, 3, 29), date(2026, 3, 30))
    table = hour_table(spring, np.ones(len(spring)))
    assert (len(spring), table.exists[0].tolist().index(False)) == (23, 2)
    autumn = _grid(date(2026, 10, 25), date(2026, 10, 26))
    values = np.where(autumn.hour_of_day == 2, np.arange(len(autumn), dtype=np.float64), 0.0)
    table = hour_table(autumn, values)
    assert len(autumn) == 25
    assert table.values[0][2] == 2.5
    assert table.exists.all()


def test_an_hour_that_is_not_known_is_not_nothing() -> None:
    grid = _grid(date(2026, 11, 2), date(2026, 11, 3))
    table = hour_table(grid, np.where(grid.hour_of_day == 5, np.nan, 0.0))
    assert np.flatnonzero(np.isnan(table.values[0])).tolist() == [5]
    assert shades(table.values, scale(high_end(table.values)))[0].tolist() == [0] * 5 + [-1] + [0] * 18


@given(values=AMOUNTS)
def test_each_known_cell_is_drawn_once_in_the_shade_that_its_amount_reaches(values: Floats) -> None:
    bounds = scale(high_end(values))
    shade = shades(values, bounds)
    drawn = np.full(values.shape, -1)
    for number in range(SHADES):
        for day, start, length in vertical_runs(shade, number):
            assert (drawn[day, start : start + length] == -1).all()
            drawn[day, start : start + length] = number
    assert (drawn == shade).all()
    assert ((shade == -1) == np.isnan(values)).all()
    known = shade >= 0
    if bounds[-1] > 0:
        assert (values[known] >= bounds[shade[known]]).all()
    assert (np.diff(bounds) >= 0).all()


@given(values=AMOUNTS)
def test_more_is_never_paler(values: Floats) -> None:
    shade = shades(values, scale(high_end(values)))
    known = ~np.isnan(values)
    order = np.argsort(values[known])
    assert (np.diff(shade[known][order]) >= 0).all()


def test_the_mean_day_of_a_group_leaves_out_what_is_not_known() -> None:
    grid = _grid(date(2026, 11, 2), date(2026, 11, 4))
    values = np.where(grid.day_ordinal == grid.day_ordinal[0], 4.0, np.nan)
    found = grouped(hour_table(grid, values), np.array([0, 0]), 2)
    assert (found[0] == 4.0).all()
    assert np.isnan(found[1]).all()


def test_what_flows_at_night_and_on_days_off_is_named_beside_what_is_always_on() -> None:
    grid = _grid(date(2026, 11, 2), date(2026, 11, 9))
    shape = shape_of(grid, np.ones(len(grid)), (22, 6))
    assert shape.total == len(grid) == 168
    # Five nights of eight hours and a whole weekend.
    assert shape.idle_share == pytest.approx((5 * 8 + 48) / 168)
    assert (shape.always_on, shape.always_share, shape.known_hours) == (1.0, 1.0, 168)


def test_nothing_known_says_nothing() -> None:
    grid = _grid(date(2026, 11, 2), date(2026, 11, 3))
    shape = shape_of(grid, np.full(len(grid), np.nan), (22, 6))
    assert (shape.always_on, shape.highest, shape.idle_share, shape.always_share) == (None, None, None, None)
    assert datetime(2026, 11, 1, 23, tzinfo=UTC) == grid.instant(0)
