"""The quick way to millionths says what decimals say, or nothing."""

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ops.energy.rules import incoming
from ops.energy.rules.incoming import IncomingReading, RegisterFacts
from ops.energy.rules.whole_micro import micro_of
from ops.kit.units import MICRO

AT = datetime(2026, 11, 20, tzinfo=UTC)

written = st.one_of(
    st.integers(-(10**14), 10**14),
    st.floats(),
    st.floats(0, 1e10),
    st.integers(0, 10**16).map(lambda micro: micro / MICRO),
    st.integers(0, 10**15).map(lambda tenth: tenth / (10 * MICRO)),
    st.text(max_size=5),
)
units = st.sampled_from(["kWh", "Wh", " wh ", "MWh", "GWh", "J", "MJ", "l", "m³", "m3", "W", "kW", "furlong", ""])
registers = st.builds(
    RegisterFacts,
    id=st.just(1),
    kind=st.sampled_from(["index", "interval", "power"]),
    unit=st.sampled_from(["kWh", "m3", "kW"]),
    digits=st.integers(1, 14),
    factor_micro=st.one_of(st.just(MICRO), st.integers(-5, 10**14)),
)


@given(written, units, registers)
@example(2.675, "kWh", RegisterFacts(1, "index", "kWh", 8, MICRO))
@example(0.0000005, "kWh", RegisterFacts(1, "index", "kWh", 8, MICRO))
@example(1.5, "Wh", RegisterFacts(1, "index", "kWh", 8, 333))
@example(999_999_999.999_999, "kWh", RegisterFacts(1, "index", "kWh", 9, MICRO))
@example(-0.0, "kWh", RegisterFacts(1, "index", "kWh", 8, MICRO))
def test_what_is_taken_the_quick_way_is_what_decimals_say(
    value: float | str, unit: str, register: RegisterFacts
) -> None:
    quick = micro_of(value, unit, register.unit, register.factor_micro, incoming._digits(register))
    reading = IncomingReading("A", AT, value, unit, register.kind, "dl", "t", b"")
    assert quick is None or quick == incoming._weighed(reading, register)


@pytest.mark.parametrize(
    ("value", "unit", "micro"),
    [
        pytest.param(12345.678, "kWh", 12_345_678_000, id="three decimals"),
        pytest.param(1_500, "Wh", 1_500_000, id="a whole number in another unit"),
        pytest.param(0.000_001, "MWh", 1_000, id="the finest digit"),
    ],
)
def test_the_usual_values_need_no_decimals(value: float, unit: str, micro: int) -> None:
    assert micro_of(value, unit, "kWh", MICRO, 8) == micro


@pytest.mark.parametrize(
    ("value", "unit", "factor_micro"),
    [
        pytest.param(0.000_000_1, "kWh", MICRO, id="finer than a millionth"),
        pytest.param(-1, "kWh", MICRO, id="below zero"),
        pytest.param("5", "kWh", MICRO, id="text"),
        pytest.param(True, "kWh", MICRO, id="no number"),
        pytest.param(float("nan"), "kWh", MICRO, id="not a number"),
        pytest.param(5, "MJ", MICRO, id="a unit that is no power of ten"),
        pytest.param(5, "m3", MICRO, id="a unit of another medium"),
        pytest.param(5, "kWh", 0, id="a factor of nothing"),
        pytest.param(10**8, "kWh", MICRO, id="more digits than the counter has"),
    ],
)
def test_what_the_quick_way_can_not_tell_is_left_to_decimals(value: object, unit: str, factor_micro: int) -> None:
    assert micro_of(value, unit, "kWh", factor_micro, 8) is None
