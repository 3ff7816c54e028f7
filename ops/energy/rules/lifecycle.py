"""The states of an alert and what may be done in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

OPEN_STATES = frozenset({"open", "acknowledged", "snoozed"})

#: Act -> the states in which it is possible.
ACTS: Mapping[str, frozenset[str]] = {
    "acknowledge": frozenset({"open"}),
    "snooze": frozenset({"open", "acknowledged", "snoozed"}),
    "merge": OPEN_STATES,
    "close": OPEN_STATES,
    "reopen": frozenset({"closed"}),
}

ENDED_BY_ITSELF = "ended_by_itself"


@dataclass(frozen=True)
class Standing:
    """What decides the next step of an alert."""

    state: str
    last_abnormal_at: datetime
    has_ticket: bool
    snoozed_until: datetime | None = None
    snoozed_excess_micro: int | None = None
    closed_at: datetime | None = None


def possible(act: str, state: str) -> bool:
    return state in ACTS[act]


def acts_in(state: str) -> tuple[str, ...]:
    return tuple(act for act, states in ACTS.items() if state in states)


def may_reopen(standing: Standing, within_days: int, now: datetime) -> bool:
    closed = standing.closed_at
    return standing.state == "closed" and closed is not None and now - closed <= timedelta(days=within_days)


def is_normal_again(last_abnormal_at: datetime, known_until: datetime, after_hours: int) -> bool:
    """Normal for long enough, as far as we know: silence is no proof of health."""
    return known_until - last_abnormal_at >= timedelta(hours=after_hours)


def wakes(standing: Standing, excess_micro: int, growth: float, now: datetime) -> bool:
    """A snoozed alert opens again on its day, or when the excess has grown."""
    if standing.state != "snoozed":
        return False
    if standing.snoozed_until is not None and now >= standing.snoozed_until:
        return True
    before = standing.snoozed_excess_micro
    return before is not None and before > 0 and excess_micro >= before * growth


def is_late(at: datetime, received_at: datetime, late_after_hours: int) -> bool:
    return received_at - at > timedelta(hours=late_after_hours)
