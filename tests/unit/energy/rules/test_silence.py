"""Who is silent: one logger, a site, or everything."""

from datetime import UTC, datetime, timedelta

from ops.energy.defaults import SILENCE_BODY
from ops.energy.rules.figures import SilenceFigures
from ops.energy.rules.silence import Heard, silences

FIGURES = SilenceFigures.model_validate(SILENCE_BODY)
NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def _heard(register: int, building: int, hours_ago: float, *, step: int = 15, logger: str = "") -> Heard:
    return Heard(register, logger or f"logger-{register}", building, step, NOW - timedelta(hours=hours_ago))


def _told(*heard: Heard) -> list[tuple[int | None, int | None]]:
    return [(each.register_id, each.building_id) for each in silences(heard, FIGURES, NOW)]


def test_a_logger_is_silent_after_two_hours() -> None:
    assert _told(_heard(1, 1, 2.0), _heard(2, 2, 1.99)) == [(1, 1)]


def test_a_slow_logger_has_three_of_its_intervals() -> None:
    assert _told(_heard(1, 1, 17.9, step=360), _heard(2, 2, 0.1)) == []
    assert _told(_heard(1, 1, 18, step=360), _heard(2, 2, 0.1)) == [(1, 1)]


def test_four_of_five_loggers_of_a_building_are_one_alert() -> None:
    silent = [_heard(number, 1, 3) for number in range(4)]
    assert _told(*silent, _heard(4, 1, 0.1), _heard(5, 2, 0.1)) == [(None, 1)]


def test_three_of_five_loggers_are_three_alerts() -> None:
    silent = [_heard(number, 1, 3) for number in range(3)]
    assert _told(*silent, _heard(3, 1, 0.1), _heard(4, 1, 0.1)) == [(0, 1), (1, 1), (2, 1)]


def test_a_building_with_one_logger_is_no_silent_site() -> None:
    assert _told(_heard(1, 1, 3), _heard(2, 2, 0.1)) == [(1, 1)]


def test_two_registers_of_one_logger_are_one_logger() -> None:
    assert _told(_heard(1, 1, 3, logger="a"), _heard(2, 1, 3, logger="a"), _heard(3, 2, 0)) == [(1, 1), (2, 1)]


def test_when_all_are_silent_it_is_the_broker() -> None:
    assert _told(_heard(1, 1, 3), _heard(2, 2, 3), _heard(3, 3, 4)) == [(None, None)]


def test_nobody_silent_is_no_news() -> None:
    assert _told(_heard(1, 1, 0.1), _heard(2, 2, 0.1)) == []
    assert _told() == []
