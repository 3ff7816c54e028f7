"""What a fall of the index is: by its neighbours alone, and by the word of a person."""

import numpy as np
import pytest

from ops.energy.rules.arrays import Ints
from ops.energy.rules.falls import REACH_S, Fall, classify, clean_from
from ops.kit.units import MICRO

HOUR, RESOLUTION, MODULUS = 3600, 1_000, 10**8 * MICRO
BEFORE = 30


def _history(values: list[float]) -> tuple[Ints, Ints]:
    """A day and more at 1 an hour up to the first of the values, then the values."""
    rising = [values[0] - BEFORE + number for number in range(BEFORE)]
    index = np.array([round(value * MICRO) for value in (*rising, *values)], dtype=np.int64)
    return np.arange(len(index), dtype=np.int64) * HOUR, index


def _falls(values: list[float], decided: list[Fall] | None = None) -> list[Fall]:
    at_s, index = _history(values)
    return classify(at_s, index, MODULUS, RESOLUTION, decided or [], from_s=0)


@pytest.mark.parametrize(
    ("values", "kinds"),
    [
        ([1000, 0, 1001.5], ["wrong_after"]),
        ([1000, 0.5, 1.5, 2.5], ["reset"]),
        ([30, 0, 8, 16, 24, 31], ["reset"]),
        ([99_999_998, 1, 2], ["roll_over"]),
        ([99_999_998, 9_000_000], ["unexplained"]),
        ([1000, 999_999, 1001], ["wrong_before"]),
        ([1000, 999_999, 888_888, 1001], ["wrong_before"]),
        ([1000, 500, 501], ["unexplained"]),
        ([1000, 999.9995, 1001], []),
        ([1000, 999.9, 1001], ["wrong_after"]),
    ],
    ids=[
        "a dip to zero that comes back", "a reset goes on from zero", "a counter that climbs back was reset",
        "near the end, then near zero", "through zero, but by far too much", "a peak that goes away",
        "a peak of several readings", "half of what it was", "one step is rounding", "a tenth is no reset",
    ],
)  # fmt: skip
def test_a_fall_is_told_by_its_neighbours(values: list[float], kinds: list[str]) -> None:
    assert [fall.kind for fall in _falls(values)] == kinds


@pytest.mark.parametrize("kind", ["roll_over", "reset", "wrong_after", "wrong_before"])
def test_the_word_of_a_person_counts_as_long_as_the_readings_are_the_same(kind: str) -> None:
    [plain] = _falls([1000, 500, 501])
    said = Fall(plain.at_s, 0, plain.before_micro, plain.after_micro, kind)
    [judged] = _falls([1000, 500, 501], [said])
    assert (judged.kind, judged.is_decided) == (kind, True)
    [other] = _falls([1000, 499, 501], [said])
    assert (other.kind, other.is_decided) == ("unexplained", False)


def test_little_history_explains_nothing() -> None:
    at_s = np.arange(3, dtype=np.int64) * HOUR
    [fall] = classify(at_s, np.array([5, 0, 5], dtype=np.int64) * 10**9, MODULUS, RESOLUTION, [], from_s=0)
    assert fall.is_open


def test_judging_begins_before_all_that_hangs_together() -> None:
    chain = [Fall(at, at - HOUR, 2, 1, since_s=at - HOUR) for at in (10 * REACH_S, 10 * REACH_S + REACH_S // 2)]
    assert clean_from(11 * REACH_S, chain) == 10 * REACH_S - HOUR
    assert clean_from(12 * REACH_S, chain) == 12 * REACH_S
