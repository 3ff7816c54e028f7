"""Whether a register can take what a datalogger says, and in which unit it is kept."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.incoming import IncomingReading, Refusal, RegisterFacts, first_hour_touched, judge
from ops.energy.rules.refusals import REASONS
from ops.kit.units import MICRO

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
INDEX = RegisterFacts(1, "index", "kWh", 8, MICRO)


def reading(
    value: float | int | str = 5, unit: str = "kWh", kind: str = "index", at: datetime = NOW
) -> IncomingReading:
    return IncomingReading("A", at, value, unit, kind, "dl-1", "regie/v1/dl-1/readings", b"{}")


@pytest.mark.parametrize(
    ("value", "unit", "register", "micro"),
    [
        pytest.param(12345.678, "kWh", INDEX, 12_345_678_000, id="kWh as they are"),
        pytest.param(1500, "Wh", INDEX, 1_500_000, id="Wh become kWh"),
        pytest.param(2, "MWh", INDEX, 2_000_000_000, id="MWh become kWh"),
        pytest.param("12,5", "kWh", INDEX, 12_500_000, id="a decimal comma"),
        pytest.param(250, "l", RegisterFacts(1, "index", "m3", 8, MICRO), 250_000, id="litres become m3"),
        pytest.param(3, "kWh", RegisterFacts(1, "index", "kWh", 8, 40 * MICRO), 120_000_000, id="times the factor"),
    ],
)
def test_a_value_is_kept_in_the_unit_of_its_register(
    value: float | str, unit: str, register: RegisterFacts, micro: int
) -> None:
    assert judge(reading(value, unit), register, NOW) == micro


@pytest.mark.parametrize(
    ("sent", "register", "code"),
    [
        pytest.param(reading(), None, "unknown_register", id="unknown register"),
        pytest.param(reading(kind="power"), INDEX, "wrong_kind", id="another kind"),
        pytest.param(reading(unit="m3"), INDEX, "wrong_unit", id="a unit of another medium"),
        pytest.param(reading(unit="furlong"), INDEX, "unknown_unit", id="a unit that nobody knows"),
        pytest.param(reading(at=datetime(2090, 1, 1, tzinfo=UTC)), INDEX, "in_the_future", id="2090"),
        pytest.param(reading(at=NOW + timedelta(minutes=11)), INDEX, "in_the_future", id="eleven minutes ahead"),
        pytest.param(reading(at=datetime(1970, 1, 1, tzinfo=UTC)), INDEX, "too_old", id="a clock that was reset"),
        pytest.param(reading("NaN"), INDEX, "not_a_number", id="not a number"),
        pytest.param(reading(float("inf")), INDEX, "not_a_number", id="infinite"),
        pytest.param(reading("many"), INDEX, "not_a_number", id="a word"),
        pytest.param(reading(-1), INDEX, "negative", id="negative index"),
        pytest.param(reading(100_000_000), INDEX, "out_of_range", id="more digits than the counter has"),
        pytest.param(reading(10**5_000), INDEX, "out_of_range", id="thousands of digits"),
        pytest.param(reading(1e300), INDEX, "out_of_range", id="a huge number"),
        pytest.param(reading(9e7), RegisterFacts(1, "index", "kWh", 8, 10**12), "out_of_range", id="huge by factor"),
    ],
)
def test_what_a_register_can_not_take_is_refused_with_a_reason(
    sent: IncomingReading, register: RegisterFacts | None, code: str
) -> None:
    verdict = judge(sent, register, NOW)
    assert isinstance(verdict, Refusal)
    assert verdict.code == code
    assert REASONS[code].detail % verdict.params


def test_ten_minutes_ahead_is_still_taken() -> None:
    assert judge(reading(at=NOW + timedelta(minutes=10)), INDEX, NOW) == 5_000_000


def test_power_may_be_negative_where_it_is_fed_in() -> None:
    register = RegisterFacts(1, "power", "kW", 8, MICRO)
    assert judge(reading(-2.5, "kW", "power"), register, NOW) == -2_500_000


@given(st.integers() | st.floats() | st.text(max_size=30), st.text(max_size=8), st.sampled_from(["index", "power"]))
def test_every_value_gets_a_verdict_that_fits_the_column(value: float | str, unit: str, kind: str) -> None:
    verdict = judge(reading(value, unit, kind), RegisterFacts(1, kind, "kWh", 8, 7 * MICRO), NOW)
    assert isinstance(verdict, Refusal) or abs(verdict) < 2**63


@pytest.mark.parametrize(
    ("kind", "at", "hour"),
    [
        pytest.param("index", NOW, NOW - timedelta(hours=1), id="an index at the full hour closes the hour before"),
        pytest.param("index", NOW + timedelta(minutes=5), NOW, id="an index within the hour"),
        pytest.param("interval", NOW, NOW, id="an interval starts its own hour"),
    ],
)
def test_a_reading_touches_the_hour_that_it_closes_or_opens(kind: str, at: datetime, hour: datetime) -> None:
    assert first_hour_touched(at, kind) == hour
