"""What the page of a quiet meter says that it counted: today, in 7 and in 30 days."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ops.db import Database
from ops.energy.queries.registers import register_by_code
from ops.energy.queries.spans import last_days
from ops.energy.service.consumption import recompute
from ops.kit.periods import local_date, local_midnight
from ops.kit.units import MICRO
from tests.conftest import ClientFor
from tests.support.energy import HOUR, Logger, add_building, add_register, indexes
from tests.support.world import NOW

ZONE = ZoneInfo("Europe/Brussels")
CODE = "ADM-01-E1"
_COUNT = 24 * 40
_THIS_HOUR = NOW.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
_FIRST = _THIS_HOUR - _COUNT * HOUR
#: No two hours of a day alike, so that a mean is never a sum.
_AMOUNTS = [1 + number % 5 for number in range(_COUNT)]


@pytest.fixture
def counted(database: Database, tmp_path: Path) -> Database:
    """40 days of electricity up to the hour under way, with the change to winter time among the last 30."""
    with database.unit_of_work() as session:
        add_register(session, add_building(session), CODE, medium="electricity", unit="kWh")
        Logger(session, tmp_path).index(CODE, indexes(_FIRST, _AMOUNTS), unit="kWh", now=NOW)
        recompute(session, register_by_code(session, CODE), now=NOW)
    return database


def _of_last(days: int, now: datetime = NOW) -> int:
    """By hand, hour by hour, from the local midnight so many days ago, today being one of them."""
    begin = local_midnight(local_date(now, ZONE) - timedelta(days=days - 1), ZONE)
    return sum(amount for number, amount in enumerate(_AMOUNTS) if begin <= _FIRST + number * HOUR < now)


def test_the_page_says_the_sum_of_the_days(counted: Database, client_for: ClientFor) -> None:
    page = client_for("energy_coordinator").get(f"/meters/{CODE}").text
    said = {days: _shown(page, label) for days, label in ((1, "Today"), (7, "7 days"), (30, "30 days"))}
    assert said == {days: _of_last(days) for days in said}
    assert said[30] > 20 * said[1]


def _shown(page: str, label: str) -> float:
    """The figure below a label of the strip."""
    found = re.search(rf'class="strip-label">{label}</dt>\s*<dd[^>]*><span[^>]*>([0-9][^<]*)<', page)
    assert found is not None, label
    return float(found[1].replace(",", ""))


@pytest.mark.parametrize(
    "now", [NOW, datetime(2026, 10, 26, 9, 20, tzinfo=UTC), datetime(2026, 10, 25, 23, tzinfo=UTC)]
)
def test_days_are_local_and_today_ends_now(counted: Database, now: datetime) -> None:
    spans: Sequence[int] = (1, 2, 7)
    with counted.reading() as session:
        register = register_by_code(session, CODE)
        found = last_days(session, register.id, spans, now, ZONE)
        assert last_days(session, register.id + 1, spans, now, ZONE) == [0, 0, 0]
    assert found == [_of_last(days, now) * MICRO for days in spans]
    assert local_date(now, ZONE) >= date(2026, 10, 26)
