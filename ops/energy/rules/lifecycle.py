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


def possible(act: str, state: str) -> bool:
    return state in ACTS[act]


def acts_in(state: str) -> tuple[str, ...]:
    return tuple(act for act, states in ACTS.items() if state in states)


def may_reopen(closed_at: datetime | None, within_days: int, now: datetime) -> bool:
    return closed_at is not None and now - closed_at <= timedelta(days=within_days)


def is_normal_again(last_abnormal_at: datetime, known_until: datetime, after_hours: int) -> bool:
    """Normal for long enough, as far as we know: silence is no proof of health."""
    return known_until - last_abnormal_at >= timedelta(hours=after_hours)


@dataclass(frozen=True)
class Snooze:
    """Until when an alert sleeps, and how large the excess was when it was put to sleep."""

    until: datetime | None
    excess_micro: int | None


def wakes(snooze: Snooze, excess_micro: int, growth: float, now: datetime) -> bool:
    """A snoozed alert opens again on its day, or when the excess has grown."""
    if snooze.until is not None and now >= snooze.until:
        return True
    excess_before = snooze.excess_micro or 0
    return 0 < excess_before * growth <= excess_micro


def is_late(at: datetime, received_at: datetime, late_after_hours: int) -> bool:
    return received_at - at > timedelta(hours=late_after_hours)
