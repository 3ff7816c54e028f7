"""A datalogger is said to be as bad as the worst of what is known of it, and no worse."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.desk_defaults import LOGGER_BODY
from ops.energy.rules.loggers import STATES, Delays, Heard, LoggerFigures, delays_of, state_of

AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
FRESH, SILENT, NEVER = Heard(AT, False), Heard(AT, True), Heard(None, False)
FIGURES = LoggerFigures(**LOGGER_BODY)
SECONDS = st.lists(st.integers(-4000, 100_000), min_size=1, max_size=50)


def _delays(least_s: int, usual_s: int) -> Delays:
    return Delays(timedelta(seconds=least_s), timedelta(seconds=usual_s), FIGURES)


@pytest.mark.parametrize(
    ("registers", "online", "delays", "state"),
    [
        pytest.param([FRESH, FRESH], None, _delays(2, 5), "ok", id="all of it is heard"),
        pytest.param([FRESH, SILENT], True, _delays(2, 5), "partly_silent", id="one of two registers is silent"),
        pytest.param([SILENT, NEVER], None, None, "silent", id="what was never heard does not count"),
        pytest.param([NEVER], False, None, "not_connected", id="never heard, whatever it says of itself"),
        pytest.param([FRESH], False, _delays(2, 5), "offline", id="its last will says that it is gone"),
        pytest.param([FRESH], True, _delays(-600, 5), "clock", id="told of a moment ten minutes before it came"),
        pytest.param([FRESH], True, _delays(900, 7200), "late", id="sends in batches of hours"),
    ],
)
def test_a_logger_is_as_bad_as_the_worst_of_it(
    registers: list[Heard], online: bool | None, delays: Delays | None, state: str
) -> None:
    assert state_of(registers, online, delays) == state
    assert state in STATES


@given(seconds=SECONDS, shift=st.integers(-3600, 3600))
def test_a_clock_that_is_set_back_makes_every_delay_that_much_longer(seconds: list[int], shift: int) -> None:
    before, after = delays_of(seconds, FIGURES), delays_of([each + shift for each in seconds], FIGURES)
    assert before is not None
    assert after is not None
    assert after.least - before.least == after.usual - before.usual == timedelta(seconds=shift)


def test_without_a_message_nothing_is_said_of_the_clock() -> None:
    assert delays_of([], FIGURES) is None


def test_a_house_says_from_when_on_a_logger_is_late() -> None:
    strict = LoggerFigures(clock_ahead_minutes=0, late_after_minutes=1)
    seconds = [-30, 90, 90]
    for figures, state in ((FIGURES, "ok"), (strict, "clock")):
        assert state_of([FRESH], True, delays_of(seconds, figures)) == state
    assert state_of([FRESH], True, delays_of([90], strict)) == "late"
