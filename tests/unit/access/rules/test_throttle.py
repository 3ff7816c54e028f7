"""Some attempts are free, then each one doubles the wait; a quiet day wipes the slate."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.access.rules.sign_in_policy import AccessPolicy
from ops.access.rules.throttle import Attempts, after_attempt, free_attempts, key_of, wait_after, wait_left_s

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
POLICY = AccessPolicy(
    min_password_length=12,
    idle_hours=12,
    absolute_days=7,
    invitation_days=7,
    reset_minutes=60,
    free_attempts_login=5,
    free_attempts_origin=30,
    first_wait_s=15,
    longest_wait_s=900,
    forget_hours=24,
)


def attempts_in_a_row(count: int) -> Attempts:
    """`count` attempts, each made as soon as the wait for the one before is over."""
    attempts, at = None, NOW
    for _ in range(count):
        attempts = after_attempt(attempts, free=5, policy=POLICY, now=at)
        at += timedelta(seconds=wait_left_s(attempts, at))
    assert attempts is not None
    return attempts


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(4, 0), (5, 15), (6, 30), (7, 60), (10, 480), (11, 900), (500, 900)],
    ids=["free", "first wait", "doubled", "doubled again", "still growing", "longest", "never longer"],
)
def test_the_wait_grows_with_the_failures(failures: int, seconds: int) -> None:
    assert wait_after(failures, free=5, policy=POLICY) == timedelta(seconds=seconds)


@given(st.integers(0, 10_000), st.integers(1, 100))
def test_one_more_failure_never_shortens_the_wait(failures: int, free: int) -> None:
    shorter = wait_after(failures, free=free, policy=POLICY)
    assert shorter <= wait_after(failures + 1, free=free, policy=POLICY) <= timedelta(seconds=900)


@given(st.integers(1, 60))
def test_a_day_of_guessing_gets_few_guesses(hours: int) -> None:
    """Whoever goes on as fast as allowed gets four an hour once the waits have grown."""
    attempts, at, made = None, NOW, 0
    while at < NOW + timedelta(hours=hours):
        attempts = after_attempt(attempts, free=5, policy=POLICY, now=at)
        at += timedelta(seconds=wait_left_s(attempts, at))
        made += 1
    assert made <= 12 + 4 * hours


@given(st.integers(1, 40), st.integers(0, 86_399))
def test_failures_are_remembered_within_a_day(count: int, later_s: int) -> None:
    attempts = attempts_in_a_row(count)
    later = after_attempt(attempts, free=5, policy=POLICY, now=attempts.last_at + timedelta(seconds=later_s))
    assert later.failures == count + 1


@given(st.integers(1, 40), st.integers(86_400, 10_000_000))
def test_a_quiet_day_wipes_the_slate(count: int, later_s: int) -> None:
    attempts = attempts_in_a_row(count)
    later = after_attempt(attempts, free=5, policy=POLICY, now=attempts.last_at + timedelta(seconds=later_s))
    assert later == Attempts(1, attempts.last_at + timedelta(seconds=later_s), None)


def test_the_wait_left_is_told_in_whole_seconds_that_are_enough() -> None:
    attempts = Attempts(5, NOW, NOW + timedelta(seconds=15))
    assert wait_left_s(attempts, NOW + timedelta(seconds=14, milliseconds=300)) == 1
    assert wait_left_s(attempts, NOW + timedelta(seconds=15)) == 0
    assert wait_left_s(None, NOW) == 0


def test_an_office_behind_one_address_has_more_free_attempts_than_one_login() -> None:
    assert free_attempts("login", POLICY) == free_attempts("reset_login", POLICY) == 5
    assert free_attempts("origin", POLICY) == free_attempts("reset_origin", POLICY) == 30


def test_the_key_tells_neither_login_nor_address() -> None:
    key = key_of("login", "ana@example.org", "k1")
    assert "ana" not in key
    assert key != key_of("reset_login", "ana@example.org", "k1")
    assert key != key_of("login", "ana@example.org", "k2"), "who holds the table, not the key, can't try addresses"
