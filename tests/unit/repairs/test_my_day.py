"""The order of a technician's day."""

from datetime import UTC, date, datetime, timedelta

from ops.repairs.rules.my_day import turn

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = date(2026, 11, 21)


def _turn(priority: str, hours: float | None) -> tuple[date, bool, float]:
    due_at = None if hours is None else NOW + timedelta(hours=hours)
    return turn(priority, due_at.date() if due_at else None, due_at, TODAY)


def test_danger_goes_before_what_is_late_for_longer() -> None:
    assert _turn("P1", -0.1) < _turn("P3", -20)
    assert _turn("P1", 5) < _turn("P3", -20), "what is late belongs to today"


def test_danger_of_tomorrow_comes_after_the_work_of_today() -> None:
    assert _turn("P4", 2) < _turn("P1", 24)


def test_without_danger_the_first_deadline_goes_first_and_what_has_none_last() -> None:
    assert _turn("P3", -20) < _turn("P2", 4) < _turn("P2", None)
