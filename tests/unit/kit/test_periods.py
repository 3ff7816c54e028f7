"""Local days keep their true length, and spans lose nothing."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.periods import Span, days, local_date, local_day, local_hours, local_midnight, merged, without

BRUSSELS = ZoneInfo("Europe/Brussels")
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
SPANS = st.tuples(INSTANTS, st.integers(1, 5000)).map(lambda p: Span(p[0], p[0] + timedelta(minutes=p[1])))


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 20), 24)],
    ids=["spring forward", "fall back", "an ordinary day"],
)
def test_a_local_day_has_its_true_length(day: date, hours: int) -> None:
    assert local_hours(day, BRUSSELS) == hours


def test_a_day_begins_at_local_midnight_in_winter_and_in_summer() -> None:
    assert local_midnight(date(2026, 1, 5), BRUSSELS) == datetime(2026, 1, 4, 23, tzinfo=UTC)
    assert local_midnight(date(2026, 7, 5), BRUSSELS) == datetime(2026, 7, 4, 22, tzinfo=UTC)


@given(INSTANTS)
def test_every_instant_lies_in_its_own_local_day(at: datetime) -> None:
    assert local_day(local_date(at, BRUSSELS), BRUSSELS).holds(at)


def test_a_span_of_dates_leaves_its_end_out() -> None:
    assert list(days(date(2026, 2, 27), date(2026, 3, 2))) == [date(2026, 2, 27), date(2026, 2, 28), date(2026, 3, 1)]


@given(SPANS, st.lists(SPANS, max_size=6))
def test_taking_holes_out_and_the_holes_add_up_to_the_whole(span: Span, holes: list[Span]) -> None:
    left = sum((part.length for part in without(span, holes)), timedelta())
    taken = sum((part.length for hole in merged(holes) if (part := hole.clipped(span))), timedelta())
    assert left + taken == span.length
