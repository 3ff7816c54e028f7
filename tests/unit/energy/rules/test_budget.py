"""The alert budget: never exceeded by what the table expects, never stricter for a larger one."""

from hypothesis import given
from hypothesis import strategies as st

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.budget import Budget, Steps, is_table, thresholds_for
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.precision import Realised
from ops.energy.rules.thresholds import STEPS, thresholds_of

_RATES = st.lists(st.floats(0.01, 40), min_size=1, max_size=12)


@st.composite
def _tables(draw: st.DrawFn) -> dict[str, Steps]:
    names = draw(st.lists(st.sampled_from(["base_load", "night_left_on", "spike", "dip"]), min_size=1, unique=True))
    return {name: _steps(draw(_RATES)) for name in names}


def _steps(rates: list[float]) -> Steps:
    ordered = sorted(rates, reverse=True)
    return [(1.0 + number, rate) for number, rate in enumerate([*ordered, 0.0])]


@st.composite
def _judged(draw: st.DrawFn) -> dict[str, Realised]:
    names = draw(st.lists(st.sampled_from(["base_load", "night_left_on", "spike"]), unique=True))
    counts = {name: draw(st.integers(0, 60)) for name in names}
    return {name: Realised(draw(st.integers(0, count)), count) for name, count in counts.items()}


_BUDGETS = st.floats(0, 200)
_REGISTERS = st.integers(0, 20_000)


@given(_tables(), _judged(), _BUDGETS, _REGISTERS)
def test_what_the_table_expects_never_exceeds_the_budget(
    tables: dict[str, Steps], judged: dict[str, Realised], per_week: float, registers: int
) -> None:
    solved = thresholds_for(Budget(per_week, registers, 0.5), tables, judged)
    assert set(solved) == set(tables)
    assert all(each.expected_per_week <= each.allowed_per_week + 1e-9 for each in solved.values())
    assert sum(each.expected_per_week for each in solved.values()) <= per_week * (1 + 1e-9) + 1e-9


@given(_tables(), _judged(), _BUDGETS, _BUDGETS, _REGISTERS)
def test_a_larger_budget_is_never_stricter(
    tables: dict[str, Steps], judged: dict[str, Realised], one: float, other: float, registers: int
) -> None:
    small = thresholds_for(Budget(min(one, other), registers, 0.5), tables, judged)
    large = thresholds_for(Budget(max(one, other), registers, 0.5), tables, judged)
    assert all(large[channel].threshold <= small[channel].threshold for channel in tables)


@given(_tables(), st.integers(1, 80), st.data(), _BUDGETS)
def test_of_as_much_closed_work_less_that_was_right_is_never_laxer(
    tables: dict[str, Steps], count: int, data: st.DataObject, per_week: float
) -> None:
    worse = data.draw(st.integers(0, count))
    better = data.draw(st.integers(worse, count))
    budget, channel = Budget(per_week, 400, 0.5), next(iter(tables))
    bad = thresholds_for(budget, tables, {channel: Realised(worse, count)})
    good = thresholds_for(budget, tables, {channel: Realised(better, count)})
    assert bad[channel].threshold >= good[channel].threshold
    assert all(bad[other] == good[other] for other in tables if other != channel)


def test_twenty_alerts_a_week_on_four_hundred_registers_are_a_few_in_a_meters_year() -> None:
    assert round(Budget(20, 400, 0.5).per_meter_year, 2) == 2.61


def test_a_channel_that_was_wrong_too_often_becomes_stricter_and_the_others_stay() -> None:
    tables = {
        "base_load": [(3.0, 4.0), (4.0, 1.3), (5.0, 0.4), (9.0, 0.0)],
        "spike": [(3.0, 4.0), (4.0, 1.3), (9.0, 0.0)],
    }
    before = thresholds_for(Budget(20, 400, 0.5), tables, {})
    after = thresholds_for(Budget(20, 400, 0.5), tables, {"base_load": Realised(1, 40)})
    assert (before["base_load"].threshold, after["base_load"].threshold) == (4.0, 9.0)
    assert before["spike"] == after["spike"]


def test_a_table_has_rising_thresholds_and_ends_with_nothing() -> None:
    assert is_table([(1.0, 4.0), (2.0, 4.0), (3.0, 0.0)])
    assert not is_table([])
    assert not is_table([(1.0, 4.0), (2.0, 1.0)])
    assert not is_table([(2.0, 4.0), (1.0, 0.0)])
    assert not is_table([(1.0, 1.0), (2.0, 4.0), (3.0, 0.0)])


def test_a_budget_for_few_meters_opens_no_gate_that_is_shut_as_shipped() -> None:
    solved = thresholds_for(Budget(20, 5, 0.5), STEPS, {})
    shipped = thresholds_of(DetectionFigures.model_validate(DETECTION_BODY))
    assert {channel: each.threshold for channel, each in solved.items()} == shipped
