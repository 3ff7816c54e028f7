from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ops.errors import RegieError
from ops.estate.errors import NotAPeriodBoundary, OutsideTimeline, UnknownLotState, WrongOrder
from ops.estate.rules.timeline import KINDS, Period, is_whole, merge, opened, period_on, put, split
from ops.kit.periods import OPEN_END

START = date(2025, 1, 1)
DAYS = st.integers(0, 800).map(lambda n: START + timedelta(days=n))
KIND = st.sampled_from(KINDS)


class LotPeriods(RuleBasedStateMachine):
    """Whatever is split, merged or put, the lot is exactly one thing on every day since it was opened."""

    def __init__(self) -> None:
        super().__init__()
        self.line = opened(START, "void")
        self.model = {START + timedelta(days=n): "void" for n in range(801)}

    @rule(at=DAYS, kind=KIND)
    def split(self, at: date, kind: str) -> None:
        end = period_on(self.line, at).to_on
        self.line = split(self.line, at, kind)
        self.model.update({day: kind for day in self.model if at <= day < end})

    @rule(from_on=DAYS, days=st.integers(1, 400), kind=KIND)
    def put(self, from_on: date, days: int, kind: str) -> None:
        self.line = put(self.line, from_on, from_on + timedelta(days=days), kind)
        self.model.update({day: kind for day in self.model if from_on <= day < from_on + timedelta(days=days)})

    @precondition(lambda self: len(self.line) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        after = data.draw(st.sampled_from(self.line[1:]))
        before = period_on(self.line, after.from_on - timedelta(days=1))
        self.line = merge(self.line, after.from_on)
        self.model.update({day: before.kind for day in self.model if after.from_on <= day < after.to_on})

    @invariant()
    def no_gap_and_no_overlap(self) -> None:
        assert is_whole(self.line)
        assert self.line[0].from_on == START
        assert self.line[-1].to_on == OPEN_END

    @invariant()
    def every_day_is_what_was_said_last(self) -> None:
        assert {day: period_on(self.line, day).kind for day in list(self.model)[::37]} == dict(
            list(self.model.items())[::37]
        )


TestLotPeriods = LotPeriods.TestCase


@given(from_on=DAYS, days=st.integers(1, 500), kind=KIND)
def test_what_is_put_stands_as_one_period(from_on: date, days: int, kind: str) -> None:
    to_on = from_on + timedelta(days=days)
    line = put(
        split(split(opened(START, "void"), date(2025, 6, 1), "lease"), date(2026, 3, 1), "void"), from_on, to_on, kind
    )
    assert [(p.from_on, p.to_on) for p in line if p.from_on <= from_on < p.to_on] == [(from_on, to_on)]


def test_a_split_keeps_the_rows_that_it_does_not_touch() -> None:
    line = (Period(START, date(2025, 6, 1), "lease", 1), Period(date(2025, 6, 1), OPEN_END, "void", 2))
    assert split(line, date(2025, 9, 1), "lease")[0].key == 1
    assert split(line, date(2025, 6, 1), "void") == line


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda line: split(line, date(2024, 12, 31), "void"), OutsideTimeline),
        (lambda line: split(line, date(2025, 5, 1), "empty"), UnknownLotState),
        (lambda line: merge(line, date(2025, 5, 1)), NotAPeriodBoundary),
        (lambda line: put(line, date(2025, 5, 1), date(2025, 5, 1), "lease"), WrongOrder),
    ],
    ids=["before the lot was opened", "an unknown state", "where no period ends", "an end that is the start"],
)
def test_it_refuses(act: object, error: type[RegieError]) -> None:
    with pytest.raises(error):
        act(opened(START, "void"))  # type: ignore[operator]
