"""A session ends after an idle time and at its absolute end, whichever comes first."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.access.rules.sessions import expires_at, is_live, seen_is_due
from tests.unit.access.rules.test_throttle import POLICY

BEGUN = datetime(2026, 11, 20, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seen_after", "ends_after"),
    [
        (timedelta(), timedelta(hours=12)),
        (timedelta(hours=11), timedelta(hours=23)),
        (timedelta(days=6, hours=20), timedelta(days=7)),
    ],
    ids=["idle from the start", "still used", "a week old, however busy"],
)
def test_the_earlier_end_counts(seen_after: timedelta, ends_after: timedelta) -> None:
    assert expires_at(BEGUN, BEGUN + seen_after, POLICY) == BEGUN + ends_after


@given(st.integers(0, 7 * 86_400))
def test_no_use_reaches_beyond_the_absolute_end(seen_s: int) -> None:
    ends = expires_at(BEGUN, BEGUN + timedelta(seconds=seen_s), POLICY)
    assert ends <= BEGUN + timedelta(days=7)
    assert not is_live(ends, ends)


def test_a_page_that_polls_writes_rarely() -> None:
    assert not seen_is_due(BEGUN, BEGUN + timedelta(seconds=290))
    assert seen_is_due(BEGUN, BEGUN + timedelta(minutes=5))
    assert seen_is_due(None, BEGUN)
