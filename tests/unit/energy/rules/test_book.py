"""The book of a rise gives what a plain loop over all looks gives, to the last bit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats, median, spread
from ops.energy.rules.channels.book import Risen, risen
from ops.energy.rules.channels.rise import Looks, lag_of
from ops.energy.rules.figures import DetectionFigures, RiseFigures

FIGURES = DetectionFigures.model_validate(DETECTION_BODY)


def _plain(looks: Looks, row: int, channel: RiseFigures, quiet_days: int) -> list[Risen]:
    """Day after day, with nothing remembered but what was kept out and raised."""
    kept_out: set[int] = set()
    found: list[Risen] = []
    quiet_until, span, lag = -1, channel.lowest_of_days, lag_of(channel)
    for day in range(lag, looks.lows.shape[1]):
        learned = [looks.learned[row, each] for each in range(day - lag + 1) if each not in kept_out]
        reference = np.array([value for value in learned if not np.isnan(value)][-channel.reference_days :])
        if len(reference) < channel.least_reference_days or not looks.may[row, day]:
            continue
        centre = median(reference)
        scale = np.maximum(spread(reference[None], centre[None])[0], _least(looks.level[row, day - lag], channel))
        by = looks.lows[row, day - span + 1 : day + 1].min() - centre
        if not (scale > 0 and by / scale > channel.spreads):
            continue
        if day > quiet_until:
            found.append(Risen(day - span + 1, day, day, 0, 0))
            quiet_until = day + quiet_days
        found[-1] = Risen(found[-1].first, found[-1].found, day, float(by), float(by / scale))
        if day <= quiet_until - span:
            kept_out |= {each for each in range(day - span + 1, day + 1) if not looks.normal[row, each]}
    return found


def _least(level: float, channel: RiseFigures) -> float:
    return channel.floor_share_of_level * level


def _looks(chance: np.random.Generator, rows: int, days: int) -> Looks:
    """Noise, steps of some days, unknown days, looks that may not raise, days declared normal."""
    lows = chance.lognormal(0, chance.choice([0.05, 0.3, 1.0]), (rows, days))
    for _ in range(chance.integers(0, 5) * rows):
        row, start = chance.integers(rows), chance.integers(0, days)
        lows[row, start : start + chance.integers(1, 60)] += chance.choice([1.0, 3.0, 8.0])
    learned = np.where(chance.random((rows, days)) < 0.1, np.nan, lows)
    return Looks(
        np.where(chance.random((rows, days)) < 0.02, np.nan, lows),
        learned,
        _with_gaps(lows * 1.5, chance),
        np.asarray(chance.random((rows, days)) < 0.98),
        np.asarray(chance.random((rows, days)) < chance.choice([0.0, 0.2])),
    )


def _with_gaps(values: Floats, chance: np.random.Generator) -> Floats:
    return np.where(chance.random(values.shape) < 0.02, np.nan, values)


@settings(max_examples=15, deadline=None)
@given(
    seed=st.integers(0, 100_000),
    span=st.integers(1, 4),
    spreads=st.sampled_from([0.5, 2.2, 3.1]),
    quiet_days=st.sampled_from([1, 2, 14, 30]),
    reference_days=st.sampled_from([7, 14, 28]),
)
def test_the_book_is_the_plain_loop(seed: int, span: int, spreads: float, quiet_days: int, reference_days: int) -> None:
    figures = {"lowest_of_days": span, "spreads": spreads, "reference_days": reference_days}
    channel = FIGURES.base_load.model_copy(update={**figures, "least_reference_days": min(reference_days, 10)})
    looks = _looks(np.random.default_rng(seed), rows=3, days=100)
    assert risen(looks, channel, quiet_days) == [_plain(looks, row, channel, quiet_days) for row in range(3)]


@pytest.mark.parametrize(("normal", "raised"), [(False, 3), (True, 1)])
def test_what_lasts_is_said_again_until_it_is_normal_unless_a_person_says_so_before(normal: bool, raised: int) -> None:
    lows = np.ones((1, 90))
    lows[0, 50:] = 5
    days = np.zeros((1, 90), dtype=np.bool_)
    days[0, 50:] = normal
    looks = Looks(lows, lows, np.ones((1, 90)), np.ones((1, 90), dtype=np.bool_), days)
    [found] = risen(looks, FIGURES.base_load, 14)
    assert len(found) == raised
    assert found[0].found == 51
    assert found[0].last >= 64
