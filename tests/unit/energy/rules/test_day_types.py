"""Local hours through daylight saving, and holidays that count as Sundays."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from ops.energy.rules.day_types import SATURDAY, SUNDAY, WORKDAY, day_type, epoch_hour, hour_grid
from ops.kit.holidays import is_belgian_holiday

ZONE = ZoneInfo("Europe/Brussels")


def test_the_day_of_the_clock_change_has_twenty_five_hours() -> None:
    start = epoch_hour(datetime(2026, 10, 24, 22, tzinfo=UTC))
    grid = hour_grid(start, start + 25, ZONE, is_belgian_holiday)
    assert len(set(grid.day_ordinal.tolist())) == 1
    assert grid.hour_of_day.tolist()[2:4] == [2, 2]


@pytest.mark.parametrize(
    ("day", "kind"),
    [(11, SUNDAY), (12, WORKDAY), (14, SATURDAY), (15, SUNDAY)],
    ids=["a holiday on a Wednesday is a Sunday", "Thursday", "Saturday", "Sunday"],
)
def test_a_day_counts_by_what_a_building_does_on_it(day: int, kind: int) -> None:
    assert day_type(date(2026, 11, day), is_belgian_holiday) == kind
