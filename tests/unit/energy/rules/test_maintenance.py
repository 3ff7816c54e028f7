"""Works hold back what they explain, no longer."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.maintenance import holds_back
from ops.kit.periods import Span

_START = datetime(2026, 11, 20, 6, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WORKS = Span(_START, _START + 8 * _HOUR)


@pytest.mark.parametrize(
    ("started", "until", "held"),
    [
        (-20, 0, False),
        (-20, 1, True),
        (2, 8, True),
        (2, 9, True),
        (2, 32, True),
        (2, 33, False),
        (-1, 9, False),
        (9, 12, False),
    ],
    ids=[
        "what ended as they began is their business not",
        "what runs into them may be theirs",
        "their last hour is theirs",
        "what they began has a day to settle",
        "to the last hour of that day",
        "then it is no work",
        "what began before and outlasts them is none either",
        "what begins after them has nothing to do with them",
    ],
)
def test_works_hold_back(started: int, until: int, held: bool) -> None:
    assert holds_back([_WORKS], _START + started * _HOUR, _START + until * _HOUR, _DAY) is held


@given(st.integers(-200, 200), st.integers(1, 200), st.lists(st.tuples(st.integers(-99, 99), st.integers(1, 99))))
def test_more_windows_never_hold_back_less(started: int, hours: int, spans: list[tuple[int, int]]) -> None:
    windows = [Span(_START + first * _HOUR, _START + (first + length) * _HOUR) for first, length in spans]
    seen = (_START + started * _HOUR, _START + (started + hours) * _HOUR)
    assert holds_back([*windows, _WORKS], *seen, _DAY) >= holds_back(windows, *seen, _DAY)
    assert not holds_back([], *seen, _DAY)
