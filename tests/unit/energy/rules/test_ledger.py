"""The ledger closes for every history, also when it starts, ends or falls within the month."""

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.intervals import HOUR, hours_of, pieces_of
from ops.energy.rules.ledger import ledger_of_index

MONTH = 30 * 24 * HOUR
START = 7 * MONTH


@given(
    gaps=st.lists(st.integers(60, 9 * 24 * HOUR), min_size=1, max_size=80),
    first=st.integers(START - MONTH // 2, START + MONTH // 2),
    data=st.data(),
)
def test_the_hours_of_a_month_are_what_its_index_counted(gaps: list[int], first: int, data: st.DataObject) -> None:
    steps = st.one_of(st.integers(0, 10**9), st.just(-5_000_000))
    moved = data.draw(st.lists(steps, min_size=len(gaps), max_size=len(gaps)))
    at = np.array([first, *(first + np.cumsum(gaps)).tolist()], dtype=np.int64)
    value = np.array([10**12, *(10**12 + np.cumsum(moved)).tolist()], dtype=np.int64)
    hours = hours_of(pieces_of("index", at, value, 900, 1_000))
    inside = (hours.hour * HOUR >= START) & (hours.hour * HOUR < START + MONTH)
    intervals = int(hours.amount_micro[inside].sum())
    # The readings around the month, as they are read: the last one before it is included.
    anchor = max(int(np.searchsorted(at, START, side="right")) - 1, 0)
    month = ledger_of_index(date(2026, 11, 1), (START, START + MONTH), at[anchor:], value[anchor:], 1_000, intervals, 0)
    assert month.deviation_micro == 0
