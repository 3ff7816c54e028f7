"""Weeks of a year's chart."""

from datetime import date, timedelta

from ops.energy.rules.weeks import by_week

SUNDAY = date(2026, 11, 1)


def test_only_whole_weeks_are_summed() -> None:
    days = [(SUNDAY + timedelta(days=n), n) for n in range(12)]
    assert by_week(days) == [(date(2026, 11, 2), sum(range(1, 8)))]


def test_nothing_comes_of_nothing() -> None:
    assert by_week([]) == []
