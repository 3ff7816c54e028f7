"""How long a call has been going."""

from datetime import UTC, datetime, timedelta

import pytest

from ops.web.pages.repairs.call_clock import running

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("begun_at", "shown"),
    [
        ("", "0:00"),
        ((NOW - timedelta(seconds=247)).isoformat(), "4:07"),
        ((NOW - timedelta(hours=1, seconds=5)).isoformat(), "60:05"),
        ((NOW - timedelta(days=2)).isoformat(), "0:00"),
        ((NOW + timedelta(seconds=1)).isoformat(), "0:00"),
        ("2026-11-20T09:59:00", "0:00"),
        ("soon", "0:00"),
    ],
    ids=["a new page", "refused once", "a long one", "left open", "ahead of us", "without a zone", "no instant"],
)
def test_a_call_goes_on_when_its_form_comes_back(begun_at: str, shown: str) -> None:
    assert running(begun_at, NOW).shown == shown
