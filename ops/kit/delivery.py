"""What follows from one attempt to send a message: pure, the chance for the jitter is handed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Literal, Protocol

REFUSED = "refused"


class Outcome(StrEnum):
    """What a provider made of one message; `unknown` means that it may have arrived."""

    ACCEPTED = "accepted"
    REFUSED_FOR_NOW = "refused_for_now"
    REFUSED_FOR_GOOD = "refused_for_good"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Verdict:
    """The outcome with a short code that is safe to show and to log ("http_503")."""

    outcome: Outcome
    error: str | None = None


class Sender(Protocol):
    """A way out of the house; its adapter lives in `connectors/notify`."""

    @property
    def channels(self) -> frozenset[str]: ...

    def send(self, channel: str, to: str, subject: str, body: str) -> Verdict: ...


@dataclass(frozen=True)
class DeliveryPolicy:
    """One round tries each channel once; waits double between rounds, up to the longest."""

    rounds: int
    #: Of a page: once nobody takes it any more, somebody else is woken.
    page_rounds: int
    first_wait: timedelta
    longest_wait: timedelta
    #: Wait of a page, which must not lose minutes.
    page_wait: timedelta
    #: A claim without a mark for so long means that the sender died in between.
    no_answer: timedelta
    batch: int


@dataclass(frozen=True)
class Attempt:
    """A message before its outcome is known; `targets` as they stand in its row."""

    targets: Sequence[dict[str, str]]
    target_index: int
    #: Attempts so far, this one included.
    attempts: int
    is_page: bool


@dataclass(frozen=True)
class Step:
    """The next state of a message."""

    state: Literal["pending", "sent", "unknown", "failed"]
    next_attempt_at: datetime
    target_index: int
    targets: list[dict[str, str]]


def next_step(attempt: Attempt, outcome: Outcome, policy: DeliveryPolicy, *, now: datetime, chance: float) -> Step:
    """Refused for now: next channel, later; for good: never this channel again; unknown: pages again, else a person.

    `chance` in [0, 1) spreads the waits, so that a provider that comes back is not overrun.
    """
    targets = _marked(attempt, outcome)
    if outcome is Outcome.ACCEPTED:
        return Step("sent", now, attempt.target_index, targets)
    if outcome is Outcome.UNKNOWN and not attempt.is_page:
        return Step("unknown", now, attempt.target_index, targets)
    return _try_again(attempt, targets, outcome, policy, now, chance)


def _try_again(
    attempt: Attempt,
    targets: list[dict[str, str]],
    outcome: Outcome,
    policy: DeliveryPolicy,
    now: datetime,
    chance: float,
) -> Step:
    index = _next_open(targets, attempt.target_index)
    rounds = policy.page_rounds if attempt.is_page else policy.rounds
    if index is None or attempt.attempts >= rounds * len(targets):
        return Step("failed", now, attempt.target_index, targets)
    at_once = outcome is not Outcome.UNKNOWN and index > attempt.target_index
    wait = timedelta() if at_once else _wait(attempt, len(targets), policy, chance)
    return Step("pending", now + wait, index, targets)


def _marked(attempt: Attempt, outcome: Outcome) -> list[dict[str, str]]:
    targets = [dict(each) for each in attempt.targets]
    if outcome is Outcome.REFUSED_FOR_GOOD:
        targets[attempt.target_index][REFUSED] = "for_good"
    return targets


def _next_open(targets: Sequence[dict[str, str]], index: int) -> int | None:
    """The next channel that has not refused for good, round and round."""
    order = [(index + step) % len(targets) for step in range(1, len(targets) + 1)]
    return next((each for each in order if REFUSED not in targets[each]), None)


def _wait(attempt: Attempt, channels: int, policy: DeliveryPolicy, chance: float) -> timedelta:
    """Between half and the whole of the doubled wait."""
    if attempt.is_page:
        return policy.page_wait * (0.5 + chance / 2)
    rounds_done = max(0, attempt.attempts - 1) // channels
    doubled: timedelta = policy.first_wait * 2 ** min(rounds_done, 16)
    whole = min(doubled, policy.longest_wait)
    return whole * (0.5 + chance / 2)
