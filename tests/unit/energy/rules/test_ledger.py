"""The ledger closes for every history, also when it starts, ends or falls within the month."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.falls import REACH_S
from ops.energy.rules.intervals import HOUR, hours_of
from ops.energy.rules.ledger import LedgerMonth, ledger_of_index
from ops.energy.rules.segments import counted, falls_of
from ops.kit.units import MICRO
from tests.support.indexes import RESOLUTION, History, histories

MONTH = 30 * 24 * HOUR
START = 7 * MONTH


def _month(history: History, start: int, end: int) -> LedgerMonth:
    """As if all of it had been read."""
    falls = falls_of(history.counter, history.at_s, history.value_micro, history.decided, from_s=0)
    index = counted(history.counter, history.at_s, history.value_micro, falls)
    hours = hours_of(index.pieces())
    inside = (hours.hour * HOUR >= start) & (hours.hour * HOUR < end)
    return ledger_of_index(date(2026, 11, 1), (start, end), index, int(hours.amount_micro[inside].sum()), 0)


@given(history=histories(START - MONTH // 2, START + MONTH), length_h=st.sampled_from([720, 719, 721]))
def test_the_hours_of_a_month_are_what_its_index_counted(history: History, length_h: int) -> None:
    assert _month(history, START, START + length_h * HOUR).deviation_micro == 0


@given(history=histories(START, START + MONTH))
def test_a_history_in_one_month_counts_all_that_its_segments_moved(history: History) -> None:
    """Summed by hand: what every pair of neighbouring readings that count says."""
    month = _month(history, START - REACH_S, START + 40 * MONTH)
    assert month.closes
    if month.index_start_micro is not None and month.index_end_micro is not None:
        assert month.index_end_micro - month.index_start_micro == month.difference_micro
        assert month.counted_micro == month.intervals_micro


@given(history=histories(START, START + MONTH))
def test_nothing_but_rounding_is_ever_counted_below_nothing(history: History) -> None:
    falls = falls_of(history.counter, history.at_s, history.value_micro, history.decided, from_s=0)
    index = counted(history.counter, history.at_s, history.value_micro, falls)
    assert np.all(index.amount_micro >= -RESOLUTION)
    assert np.all(index.amount_micro[index.event > 0] <= history.counter.segments[0].modulus_micro + MICRO)
