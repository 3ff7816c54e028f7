"""Since when a battery is low, and when it will be empty."""

from datetime import date, timedelta

import pytest

from ops.energy.rules.batteries import Level, empty_on, low_since

_LAST = date(2026, 11, 20)


def _levels(*percents: int, every_days: int = 3) -> list[Level]:
    count = len(percents)
    return [Level(_LAST - timedelta(days=(count - 1 - n) * every_days), percent) for n, percent in enumerate(percents)]


@pytest.mark.parametrize(
    ("percents", "days_ago"),
    [((30, 20, 19), 3), ((19, 25, 20), 0), ((19, 21), None), ((), None)],
    ids=["since it reached the limit", "since it fell again", "no more", "never heard"],
)
def test_it_is_low_since(percents: tuple[int, ...], days_ago: int | None) -> None:
    expected = None if days_ago is None else _LAST - timedelta(days=days_ago)
    assert low_since(_levels(*percents), 20) == expected


@pytest.mark.parametrize(
    ("percents", "days_left"),
    [
        ((30, 27, 24, 21), 21),
        ((21, 24, 27, 30), None),
        ((50, 50, 50, 50), None),
        ((30, 20), None),
        ((5, 99, 96, 93, 90), 90),
        ((100, 100, 99, 99, 98), None),
    ],
    ids=["as it falls", "it rises", "it holds", "heard for too few days", "since a new battery", "it hardly falls"],
)
def test_it_will_be_empty(percents: tuple[int, ...], days_left: int | None) -> None:
    expected = None if days_left is None else _LAST + timedelta(days=days_left)
    assert empty_on(_levels(*percents)) == expected
