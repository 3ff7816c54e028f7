"""How long readings and hours are kept, and what stays of a day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ops.energy.retention_defaults import RETENTION_BODY
from ops.energy.rules.incoming import IncomingReading, Refusal, RegisterFacts, judge
from ops.energy.rules.refusals import REASONS
from ops.energy.rules.retention import RetentionFigures, days_of, kept_from, next_month
from ops.kit.periods import local_date
from ops.kit.units import MICRO

BRUSSELS = ZoneInfo("Europe/Brussels")
#: Around both changes of the clock of 2026.
hours = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 24 * 330), st.integers(0, 10**12), st.booleans()),
    unique_by=lambda row: row[:2],
    max_size=60,
)


@given(hours)
def test_the_days_of_a_register_add_up_to_its_hours(rows: list[tuple[int, int, int, bool]]) -> None:
    begin = datetime(2026, 1, 20, tzinfo=UTC)
    at_s = np.array([int((begin + timedelta(hours=row[1])).timestamp()) for row in rows], np.int64)
    register, value = (np.array([row[place] for row in rows], np.int64) for place in (0, 2))
    days = days_of(register, at_s, value, np.array([row[3] for row in rows], np.bool_), BRUSSELS)
    sums: dict[tuple[int, date], list[int]] = {}
    for number, hour, micro, estimated in rows:
        key = (number, local_date(begin + timedelta(hours=hour), BRUSSELS))
        before = sums.setdefault(key, [0, 0, 0])
        sums[key] = [before[0] + micro, before[1] + 1, before[2] + estimated]
    found = zip(*(each.tolist() for each in (days.register_id, days.day)), strict=True)
    figures = zip(*(each.tolist() for each in (days.value_micro, days.hours, days.estimated_hours)), strict=True)
    keys = [(number, date.fromordinal(day)) for number, day in found]
    assert keys == sorted(sums)
    assert dict(zip(keys, map(list, figures), strict=True)) == sums


@given(st.dates(date(2001, 1, 1), date(2200, 1, 1)), st.integers(1, 600))
def test_so_many_whole_months_are_kept_beside_the_running_one(today: date, months: int) -> None:
    first = kept_from(today, months)
    for _ in range(months):
        first = next_month(first)
    assert first == today.replace(day=1)


def test_hours_are_never_kept_shorter_than_readings() -> None:
    assert RetentionFigures.model_validate(RETENTION_BODY).hour_months == 120
    for body in ({"raw_months": 26, "hour_months": 25}, {"raw_months": 1, "hour_months": 60}):
        with pytest.raises(ValidationError):
            RetentionFigures.model_validate(body)


def test_a_reading_of_a_closed_month_is_refused_with_its_reason() -> None:
    kept, now = datetime(2024, 9, 1, tzinfo=UTC), datetime(2026, 11, 20, tzinfo=UTC)
    register = RegisterFacts(1, "index", "kWh", 8, MICRO)

    def verdict(at: datetime) -> int | Refusal:
        return judge(IncomingReading("A", at, 5, "kWh", "index", "dl", "t", b""), register, now, kept)

    refused = verdict(kept - timedelta(seconds=1))
    assert isinstance(refused, Refusal)
    assert (refused.code, refused.params["kept_from"]) == ("month_closed", "2024-09-01")
    assert "kept_from" in REASONS["month_closed"].detail
    assert verdict(kept) == 5 * MICRO
