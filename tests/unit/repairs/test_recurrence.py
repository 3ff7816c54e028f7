"""Which objects break down more often than their like: the test itself, its false findings and its power."""

from datetime import UTC, datetime, timedelta
from itertools import count
from math import exp, factorial
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit import rulesets
from ops.repairs import defaults
from ops.repairs.rules.recurrence import Found, Hit, RecurrenceRules, Thing, by_chance, poisson_tail, scan

NOW = datetime(2026, 11, 21, 13, tzinfo=UTC)
BODY = rulesets.shipped(defaults.RECURRENCE).body
RULES = RecurrenceRules(
    BODY["window_days"], BODY["at_least"], BODY["p_below"], BODY["compared_over_days"], BODY["least_in_group"],
    BODY["order_priority"], {kind: frozenset(trades) for kind, trades in BODY["trades_by_line"].items()},
)  # fmt: skip
LIFTS = [Thing("installation", n, "lift") for n in range(1, 91)]
_NUMBERS = count(1)


def hit(days_ago: float, *things: tuple[str, int], trade: str = "lift") -> Hit:
    return Hit(next(_NUMBERS), trade, NOW - timedelta(days=days_ago), things)


def ordinary(things: list[Thing], each_a_year: float, rng: Random, trade: str = "lift") -> list[Hit]:
    """Breakdowns that come by chance alone, over a year."""
    found = []
    for thing in things:
        at = rng.expovariate(each_a_year * thing.exposure / 365)
        while at < 365:
            found.append(hit(at, thing.key, trade=trade))
            at += rng.expovariate(each_a_year * thing.exposure / 365)
    return found


@given(st.integers(0, 60), st.floats(0.001, 80))
def test_the_tail_is_one_minus_the_sum_of_what_lies_below(events: int, expected: float) -> None:
    below = sum(exp(-expected) * expected**k / factorial(k) for k in range(events))
    assert poisson_tail(events, expected) == pytest.approx(max(0.0, 1 - below), abs=1e-9)
    assert poisson_tail(events, expected) >= poisson_tail(events + 1, expected)


def test_a_small_tail_keeps_its_size() -> None:
    assert poisson_tail(7, 0.397) == pytest.approx(2.2e-7, rel=0.05)
    assert 0 < poisson_tail(40, 0.1) < 1e-80
    assert poisson_tail(3, 0.0) == 0.0
    assert poisson_tail(0, 0.0) == 1.0


def test_a_lift_with_seven_tickets_in_ninety_days_is_found_and_its_neighbours_are_not() -> None:
    hits = ordinary(LIFTS, 1.5, Random(7)) + [hit(12 * n + 1, ("installation", 5)) for n in range(7)]
    found = scan(LIFTS, hits, RULES, NOW)
    assert ("installation", 5, "lift") in {(each.kind, each.id, each.trade) for each in found}
    lift = next(each for each in found if each.id == 5)
    assert lift.count >= 7
    assert lift.p_value < 1e-4
    assert (lift.group, lift.group_size) == ("lift", 89)


def test_three_leaks_on_one_riser_in_different_flats_are_one_cause() -> None:
    risers = [Thing("service_line", n, "riser", 6, frozenset({"plumbing"})) for n in range(1, 41)]
    flats = [Thing("lot", 100 * riser.id + n, "residential") for riser in risers for n in range(6)]
    buildings = [Thing("building", n, "housing", 24) for n in range(1, 11)]
    leaks = [
        hit(20 * n + 2, ("lot", 400 + n), ("service_line", 4), ("building", 1), trade="plumbing") for n in range(3)
    ]
    far = [hit(200 + n, ("lot", 1000 + 100 * n), ("service_line", 10 + n), trade="plumbing") for n in range(5)]
    found = scan([*risers, *flats, *buildings], [*leaks, *far], RULES, NOW)
    assert [(each.kind, each.id, each.count) for each in found] == [("service_line", 4, 3)]


def test_leaks_that_hang_on_a_riser_and_on_a_stack_are_found_once() -> None:
    risers = [Thing("service_line", n, "riser", 8) for n in range(1, 21)]
    stacks = [Thing("service_line", n, "stack", 6) for n in range(101, 121)]
    both = [hit(9 * n + 1, ("service_line", 3), ("service_line", 103), trade="plumbing") for n in range(4)]
    assert len(scan([*risers, *stacks], both, RULES, NOW)) == 1


def test_what_one_dwelling_explains_is_not_held_against_its_building() -> None:
    flats = [Thing("lot", n, "residential") for n in range(1, 50)]
    buildings = [Thing("building", n, "housing", 10) for n in range(1, 20)]
    hits = [hit(5 + 9 * n, ("lot", 3), ("building", 1), trade="electricity") for n in range(4)]
    assert [each.kind for each in scan([*flats, *buildings], hits, RULES, NOW)] == ["lot"]


def test_a_line_is_only_held_for_what_it_can_cause() -> None:
    risers = [Thing("service_line", n, "riser", 6, frozenset({"plumbing"})) for n in range(1, 21)]
    hits = [hit(n + 1, ("service_line", 2), trade="electricity") for n in range(6)]
    assert scan(risers, hits, RULES, NOW) == []


def test_two_are_never_enough_however_rare() -> None:
    hits = [hit(3, ("installation", 1)), hit(40, ("installation", 1))]
    assert scan(LIFTS, hits, RULES, NOW) == []


def test_a_group_that_is_too_small_gives_way_to_all_of_its_kind() -> None:
    few = [Thing("building", n, "rest_home", 150) for n in range(1, 4)]
    many = [Thing("building", n, "housing", 20) for n in range(10, 60)]
    hits = [hit(4 * n + 1, ("building", 1), trade="carpentry") for n in range(9)]
    [found] = scan([*few, *many], hits, RULES, NOW)
    assert (found.group, found.group_size) == ("", 52)


def test_tickets_before_the_window_raise_what_is_expected_only_of_others() -> None:
    """An object is compared with its like, not with its own bad past."""
    past = [hit(100 + 20 * n, ("installation", 1)) for n in range(10)]
    now = [hit(5 + 20 * n, ("installation", 1)) for n in range(3)]
    [found] = scan(LIFTS, [*past, *now], RULES, NOW)
    assert found.expected < 0.01


def _findings(seed: int, rate: float, things: list[Thing]) -> list[Found]:
    return scan(things, ordinary(things, rate, Random(seed)), RULES, NOW)


def test_chance_alone_finds_no_more_than_is_said() -> None:
    """200 years in which nothing is wrong: the number of false findings is what `by_chance` states."""
    years = 200
    found = sum(len(_findings(seed, 1.6, LIFTS)) for seed in range(years))
    stated = sum(by_chance(LIFTS, ordinary(LIFTS, 1.6, Random(seed)), RULES, NOW) for seed in range(years))
    assert stated / years < 0.01 * len(LIFTS), "each object is found by chance in less than one of a hundred windows"
    assert found == pytest.approx(stated, rel=0.25)


def test_dwellings_that_break_down_seldom_give_almost_no_false_finding() -> None:
    flats = [Thing("lot", n, "residential") for n in range(1, 501)]
    assert sum(len(_findings(seed, 0.2, flats)) for seed in range(20)) <= 2


@pytest.mark.parametrize(("usual", "power"), [(4, 0.76), (10, 0.98)], ids=["a riser", "a boiler house"])
def test_three_times_the_usual_rate_is_found_as_often_as_stated(usual: int, power: float) -> None:
    """`usual` tickets come in the window, three times as many on the one that is broken."""
    lines = [Thing("service_line", n, "riser", 40) for n in range(1, 31)]
    each_a_year = usual / 40 * 365 / RULES.window_days
    runs, caught = 150, 0
    for seed in range(runs):
        rng = Random(seed)
        hits = ordinary(lines[1:], each_a_year, rng, "plumbing") + ordinary(lines[:1], 3 * each_a_year, rng, "plumbing")
        caught += any(each.id == 1 for each in scan(lines, hits, RULES, NOW))
    first_found = next(n for n in count(RULES.at_least) if poisson_tail(n, usual) < RULES.p_below)
    assert poisson_tail(first_found, 3 * usual) == pytest.approx(power, abs=0.01)
    assert caught / runs >= power - 0.12
