"""What a dispatcher does next with a ticket: one act, the same in the queue and on the ticket's own page."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from ops.repairs.rules.work_order import WAITING

#: A page that nobody acknowledged goes to the next one after as long: a work order that nobody accepted is no better.
_UNANSWERED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Outlook:
    """A ticket as far as the next act depends on it."""

    status: str
    #: What ends first, and when; no instant while every clock stands still.
    next_clock: str | None
    next_due_at: datetime | None
    #: Callers who were not told yet.
    untold: int
    #: The state of the order that counts now; None when nobody was asked.
    order: str | None = None
    #: When somebody looks again at what waits.
    waiting_until: datetime | None = None
    #: What its order waited for lies reserved.
    part_here: bool = False


def next_act(seen: Outlook, now: datetime) -> str | None:
    """triage | called | inform | send | dispatch | replan | call | resume | reopen; None while all goes its way.

    `dispatch` is to send the order that is planned, `replan` one whose part came, `call` to ring the team that was
    sent, `called` to ring a caller to whom it was promised.
    """
    match seen.status:
        case "new":
            return "triage"
        case "resolved":
            return "reopen"
        case "open" | "dispatched" | "in_progress" | "waiting" if seen.next_clock == "call_back":
            return "called"
        case "waiting":
            return _after_waiting(seen, now)
        case "open" | "dispatched" | "in_progress" if seen.next_clock == "inform_caller":
            return "inform"
        case "open":
            return "dispatch" if seen.order == "planned" else "send"
        case "dispatched" | "in_progress":
            return _after_sending(seen, now)
    return None


def _after_waiting(seen: Outlook, now: datetime) -> str | None:
    if seen.part_here:
        return "replan"
    if seen.waiting_until and seen.waiting_until > now:
        return None
    return "call" if seen.order in WAITING else "resume"


def _after_sending(seen: Outlook, now: datetime) -> str | None:
    if is_pressing(seen, now):
        return "call"
    return "inform" if seen.untold else None


def is_pressing(seen: Outlook, now: datetime) -> bool:
    """The team that was sent is late, or has not answered when it soon must."""
    if seen.next_due_at is None:
        return False
    unanswered = seen.order == "dispatched" and seen.next_clock == "respond"
    return seen.next_due_at - (_UNANSWERED if unanswered else timedelta()) < now
