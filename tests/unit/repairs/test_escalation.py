"""Waking people: steps, answers, expiry, clocks that leap; every page ends on site or under the red bar."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ops.repairs.rules.escalation import ALIVE, Escalation, Figures, Happening, after, begun, ended_by, needs_look

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CHAIN = ("technician", "second", "lead", "all_leads")
P1 = Figures(CHAIN, timedelta(minutes=5), timedelta(minutes=45))


def minutes(number: float) -> datetime:
    return NOW + timedelta(minutes=number)


def played(*happenings: tuple[float, Happening]) -> tuple[Escalation, list[int]]:
    """The page after these, and the numbers of the steps that were taken."""
    page = begun(NOW)
    steps: list[int] = []
    for at, happening in happenings:
        outcome = after(page, happening, minutes(at), P1)
        page, steps = outcome.after, [*steps, *([outcome.step[0]] if outcome.step else [])]
    return page, steps


TICK, LOST, ANSWER = Happening.TICK, Happening.NOT_REACHED, Happening.ACKNOWLEDGED


@pytest.mark.parametrize(
    ("happenings", "state", "steps"),
    [
        ([(0, TICK)], "paging", [1]),
        ([(0, TICK), (4.9, TICK)], "paging", [1]),
        ([(0, TICK), (5, TICK)], "paging", [1, 2]),
        ([(0, TICK), (0.1, LOST)], "paging", [1, 2]),
        ([(0, TICK), (5, TICK), (10, TICK), (15, TICK)], "exhausted", [1, 2, 3, 4]),
        ([(0, TICK), (5, TICK), (10, TICK), (15, TICK), (500, TICK)], "exhausted", [1, 2, 3, 4]),
        ([(0, TICK), (2, ANSWER), (46, TICK)], "acknowledged", [1]),
        ([(0, TICK), (2, ANSWER), (47, TICK)], "paging", [1, 2]),
        ([(0, TICK), (2, ANSWER), (3, LOST)], "acknowledged", [1]),
        ([(0, TICK), (180, TICK)], "paging", [1, 2]),
        ([(0, TICK), (180, TICK), (180.1, TICK)], "paging", [1, 2]),
        ([(0, TICK), (2, ANSWER), (9, Happening.ON_SITE), (90, TICK)], "on_site", [1]),
        ([(0, TICK), (3, Happening.ENDED), (9, ANSWER)], "ended", [1]),
        ([(0, TICK), (5, LOST), (5, LOST), (5, LOST), (6, ANSWER), (51, TICK)], "exhausted", [1, 2, 3, 4]),
    ],
    ids=[
        "the technician is woken at once",
        "he has his five minutes",
        "without an answer the second is woken",
        "a message that is lost wakes the next one at once",
        "after all leads the red bar stands",
        "and nobody is woken again",
        "an answer holds the chain for 45 minutes",
        "an answer that nobody followed on site counts no longer",
        "a lost message of somebody who answered changes nothing",
        "a clock that leaps three hours ahead takes one step",
        "and no other right after it",
        "somebody on site ends it",
        "the end of the ticket ends it",
        "an answer under the red bar that expires brings the bar back",
    ],
)
def test_a_page_goes(happenings: list[tuple[float, Happening]], state: str, steps: list[int]) -> None:
    page, taken = played(*happenings)
    assert (page.state, taken) == (state, steps)


def test_a_clock_that_is_set_back_an_hour_keeps_nobody_asleep_longer_than_the_rule() -> None:
    page, _ = played((60, TICK))
    back = after(page, TICK, minutes(0), P1)
    assert back.step is None
    assert back.after.next_at == minutes(5)
    assert after(back.after, TICK, minutes(5), P1).step == (2, "second")


def test_a_tick_that_would_change_nothing_is_not_worth_a_look() -> None:
    page, _ = played((0, TICK))
    assert not needs_look(page, minutes(4), P1)
    assert needs_look(page, minutes(5), P1)
    assert needs_look(page, minutes(-60), P1)


@pytest.mark.parametrize(
    ("status", "pages", "happening"),
    [
        ("open", True, None), ("dispatched", True, None), ("new", True, None),
        ("in_progress", True, Happening.ON_SITE), ("waiting", True, Happening.ENDED),
        ("resolved", True, Happening.ENDED), ("cancelled", True, Happening.ENDED), ("open", False, Happening.ENDED),
    ],
)  # fmt: skip
def test_only_somebody_on_site_or_a_decision_ends_a_page(status: str, pages: bool, happening: Happening | None) -> None:
    assert ended_by(status, pages) == happening


class EscalationMachine(RuleBasedStateMachine):
    """Anything may happen at any time, and the clock may leap both ways."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.page = begun(NOW)
        self.steps: list[int] = []
        self.figures = P1

    def happens(self, happening: Happening) -> None:
        before = self.page
        outcome = after(before, happening, self.now, self.figures)
        self.page = outcome.after
        if outcome.step:
            number, duty = outcome.step
            assert duty == CHAIN[number - 1]
            self.steps.append(number)
        if before.state not in ALIVE:
            assert self.page == before

    @rule(span=st.integers(0, 120))
    def time_goes_by(self, span: int) -> None:
        self.now += timedelta(minutes=span)
        self.happens(Happening.TICK)

    @rule(span=st.sampled_from([-60, -61, 180]))
    def the_clock_leaps(self, span: int) -> None:
        self.now += timedelta(minutes=span)
        self.happens(Happening.TICK)

    @rule()
    def the_message_is_lost(self) -> None:
        self.happens(Happening.NOT_REACHED)

    @rule()
    def somebody_answers(self) -> None:
        self.happens(Happening.ACKNOWLEDGED)

    @precondition(lambda self: self.page.state == "acknowledged")
    @rule(happening=st.sampled_from([Happening.ON_SITE, Happening.ENDED]))
    def it_ends(self, happening: Happening) -> None:
        self.happens(happening)
        assert self.page.state == happening

    @invariant()
    def each_step_is_taken_once_and_in_order(self) -> None:
        assert self.steps == list(range(1, len(self.steps) + 1))
        assert len(self.steps) <= len(CHAIN)

    @invariant()
    def nothing_is_waited_for_longer_than_the_rule_says(self) -> None:
        ticked = after(self.page, Happening.TICK, self.now, self.figures).after
        if ticked.next_at:
            assert ticked.next_at - self.now <= self.figures.acknowledged_for

    @invariant()
    def it_is_over_under_the_red_bar_or_somebody_is_waited_for(self) -> None:
        assert (self.page.next_at is None) == (self.page.state in ("exhausted", "on_site", "ended"))

    def teardown(self) -> None:
        """Left alone, it ends under the red bar with every step taken, or is over."""
        for _ in range(2 * len(CHAIN) + 2):
            self.now += timedelta(minutes=45)
            self.happens(Happening.TICK)
        assert self.page.state in ("exhausted", "on_site", "ended")
        if self.page.state == "exhausted":
            assert self.steps == [1, 2, 3, 4]


TestEscalationMachine = EscalationMachine.TestCase
