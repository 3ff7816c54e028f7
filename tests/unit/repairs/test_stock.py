"""What moves do to a level, and what a level refuses."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ops.repairs.rules.stock import Kind, Level, Move, after, refusal, spread

SHELF = Level(on_hand=5, reserved=3, minimum=4, target=10)


@pytest.mark.parametrize(
    ("move", "on_hand", "reserved"),
    [
        pytest.param(Move("receive", 4), 9, 3, id="what comes in lies there"),
        pytest.param(Move("reserve", 2), 5, 5, id="what is promised still lies there"),
        pytest.param(Move("release", 3, promised=3), 5, 0, id="what is released is free again"),
        pytest.param(Move("take", 2), 3, 3, id="a take without a promise comes out of what is free"),
        pytest.param(Move("take", 3, promised=3), 2, 0, id="a take redeems the promise"),
        pytest.param(Move("take", 4, promised=3), 1, 0, id="a take beyond the promise adds what is free"),
        pytest.param(Move("return", 1), 6, 3, id="what comes back lies there again"),
        pytest.param(Move("count", 3), 3, 3, id="a count sets what lies there"),
        pytest.param(Move("send", 2), 3, 3, id="what is sent leaves"),
        pytest.param(Move("arrive", 2), 7, 3, id="what arrives lies there"),
    ],
)
def test_a_move_changes_the_level(move: Move, on_hand: int, reserved: int) -> None:
    assert refusal(SHELF, move) is None
    assert after(SHELF, move) == Level(on_hand, reserved, minimum=4, target=10)


@pytest.mark.parametrize(
    ("move", "code"),
    [
        pytest.param(Move("reserve", 3), "short", id="two are free, three are asked"),
        pytest.param(Move("send", 3), "short", id="what is promised is not sent away"),
        pytest.param(Move("take", 3), "short", id="nobody takes what is promised to others"),
        pytest.param(Move("take", 4, promised=1), "short", id="a small promise does not open the promises of others"),
        pytest.param(Move("release", 2, promised=1), "not_promised", id="more is released than was promised"),
        pytest.param(Move("count", 2), "promised", id="a count under what is promised names it first"),
        pytest.param(Move("receive", 0), "no_quantity", id="nothing was received"),
        pytest.param(Move("count", -1), "no_quantity", id="less than nothing was counted"),
    ],
)
def test_a_level_refuses_by_name(move: Move, code: str) -> None:
    assert refusal(SHELF, move) == code


def test_an_empty_shelf_is_a_lawful_count() -> None:
    assert after(Level(on_hand=5), Move("count", 0)).on_hand == 0


@pytest.mark.parametrize(
    ("level", "wanted"),
    [
        pytest.param(Level(5, 0, minimum=5, target=9), 0, id="at the minimum nothing is ordered"),
        pytest.param(Level(4, 0, minimum=5, target=9), 5, id="under it, up to the target"),
        pytest.param(Level(6, 3, minimum=5, target=9), 6, id="what is promised no longer counts"),
        pytest.param(Level(0, 0, minimum=0, target=9), 0, id="a part without a minimum is never proposed"),
    ],
)
def test_the_minimum_proposes_an_order(level: Level, wanted: int) -> None:
    assert level.to_order == wanted


kinds = st.sampled_from(Kind.__args__)  # type: ignore[attr-defined]
moves = st.builds(Move, kind=kinds, quantity=st.integers(-3, 20), promised=st.integers(0, 8))
levels = st.integers(0, 30).flatmap(lambda there: st.builds(Level, st.just(there), st.integers(0, there)))


@given(levels, moves)
def test_no_lawful_move_promises_what_is_not_there(level: Level, move: Move) -> None:
    assume(move.promised <= level.reserved and refusal(level, move) is None)
    then = after(level, move)
    assert 0 <= then.reserved <= then.on_hand


@given(st.integers(0, 30), st.lists(st.tuples(st.integers(), st.integers(-5, 10)), max_size=6))
def test_spreading_takes_what_there_is_and_no_more(wanted: int, free: list[tuple[int, int]]) -> None:
    there = sum(max(0, number) for _, number in free)
    assert sum(number for _, number in spread(wanted, free)) == min(wanted, there)


def test_spreading_asks_the_nearest_first() -> None:
    assert spread(4, [(1, 3), (2, 0), (3, 9)]) == [(1, 3), (3, 1)]
