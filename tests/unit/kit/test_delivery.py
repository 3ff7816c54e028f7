from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.delivery import Attempt, DeliveryPolicy, Outcome, Step, next_step

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
POLICY = DeliveryPolicy(
    rounds=3,
    page_rounds=3,
    first_wait=timedelta(seconds=30),
    longest_wait=timedelta(minutes=10),
    page_wait=timedelta(seconds=20),
    no_answer=timedelta(minutes=2),
    batch=20,
)
MAIL, SMS = {"channel": "mail", "to": "a@b.be"}, {"channel": "sms", "to": "+3225"}
REFUSED = {"refused": "for_good"}


def _step(
    outcome: Outcome,
    *,
    targets: list[dict[str, str]] | None = None,
    index: int = 0,
    attempts: int = 1,
    page: bool = False,
    chance: float = 0.5,
) -> Step:
    attempt = Attempt(targets or [MAIL, SMS], index, attempts, page)
    return next_step(attempt, outcome, POLICY, now=NOW, chance=chance)


def test_an_accepted_message_is_sent() -> None:
    assert _step(Outcome.ACCEPTED).state == "sent"


def test_the_second_channel_is_tried_at_once_when_the_first_refuses() -> None:
    step = _step(Outcome.REFUSED_FOR_NOW)
    assert (step.state, step.target_index, step.next_attempt_at) == ("pending", 1, NOW)
    assert step.targets == [MAIL, SMS]


def test_a_channel_that_refused_for_good_is_never_tried_again() -> None:
    step = _step(Outcome.REFUSED_FOR_GOOD)
    assert (step.state, step.target_index) == ("pending", 1)
    back = _step(Outcome.REFUSED_FOR_NOW, targets=step.targets, index=1, attempts=2)
    assert (back.state, back.target_index) == ("pending", 1)


def test_a_message_that_every_channel_refused_for_good_has_failed() -> None:
    step = _step(Outcome.REFUSED_FOR_GOOD, targets=[MAIL | REFUSED, SMS], index=1, attempts=2)
    assert step.state == "failed"


def test_a_message_has_failed_after_all_its_rounds() -> None:
    assert _step(Outcome.REFUSED_FOR_NOW, index=1, attempts=5).state == "pending"
    assert _step(Outcome.REFUSED_FOR_NOW, index=1, attempts=6).state == "failed"


def test_a_page_gives_up_after_its_own_rounds_so_that_somebody_else_is_woken() -> None:
    hurried = replace(POLICY, page_rounds=1)
    attempt = Attempt([MAIL, SMS], 1, 2, is_page=True)
    assert next_step(attempt, Outcome.REFUSED_FOR_NOW, hurried, now=NOW, chance=0.5).state == "failed"
    letter = replace(attempt, is_page=False)
    assert next_step(letter, Outcome.REFUSED_FOR_NOW, hurried, now=NOW, chance=0.5).state == "pending"


def test_an_unknown_outcome_waits_for_a_person() -> None:
    assert _step(Outcome.UNKNOWN).state == "unknown"


def test_a_page_of_unknown_outcome_goes_again_over_the_next_channel() -> None:
    step = _step(Outcome.UNKNOWN, page=True)
    assert (step.state, step.target_index) == ("pending", 1)
    assert timedelta() < step.next_attempt_at - NOW <= POLICY.page_wait


@pytest.mark.parametrize("outcome", [Outcome.REFUSED_FOR_NOW, Outcome.UNKNOWN], ids=lambda each: each.value)
def test_a_page_waits_only_seconds_whatever_its_round(outcome: Outcome) -> None:
    step = _step(outcome, index=1, attempts=5, page=True)
    assert step.next_attempt_at - NOW <= POLICY.page_wait


@given(
    attempts=st.integers(1, 8),
    chance=st.floats(0, 1, exclude_max=True),
    more=st.floats(0, 1, exclude_max=True),
)
def test_waits_stay_within_bounds_and_never_shrink_by_more_than_the_jitter(
    attempts: int, chance: float, more: float
) -> None:
    policy = DeliveryPolicy(20, 20, POLICY.first_wait, POLICY.longest_wait, POLICY.page_wait, POLICY.no_answer, 20)
    waits = [
        next_step(Attempt([MAIL], 0, n, False), Outcome.REFUSED_FOR_NOW, policy, now=NOW, chance=each).next_attempt_at
        - NOW
        for n, each in ((attempts, chance), (attempts + 1, more))
    ]
    assert all(policy.first_wait / 2 <= wait <= policy.longest_wait for wait in waits)
    assert waits[1] >= waits[0] / 2


@given(
    outcomes=st.lists(st.sampled_from([Outcome.REFUSED_FOR_NOW, Outcome.REFUSED_FOR_GOOD]), min_size=20, max_size=20),
    page=st.booleans(),
    channels=st.integers(1, 3),
)
def test_a_message_that_is_always_refused_fails_in_the_end(outcomes: list[Outcome], page: bool, channels: int) -> None:
    targets = [{"channel": f"c{n}", "to": "x"} for n in range(channels)]
    index, attempts = 0, 0
    for outcome in outcomes:
        attempts += 1
        step = next_step(Attempt(targets, index, attempts, page), outcome, POLICY, now=NOW, chance=0.1)
        targets, index = step.targets, step.target_index
        if step.state == "failed":
            break
    assert step.state == "failed"
    assert attempts <= POLICY.rounds * channels
