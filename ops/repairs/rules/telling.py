"""What callers are told of a change, and which of several things that happened at once says it all."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import State

#: Where somebody comes at once, callers hear of each step of his way.
_STEP_BY_STEP = frozenset({"P1", "P2"})
#: Ends of which the caller knows already, because he was on the phone.
_SAID_ALREADY = frozenset({"routed", "answered"})
#: Of a duplicate the ticket that goes on tells its callers.
_UNTOLD_REASONS = frozenset({"error", "duplicate"})
_WAITS_FOR: Mapping[str, str] = {"network_operator": "network", "tenant": "tenant", "part": "part"}


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing to tell; `caller` names the only one who is told, else it concerns all."""

    code: str
    #: How much had happened before: the same thing later is news again.
    number: int = 0
    work_order: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    caller: int | None = None


_Sees = Callable[[Event, State], str | None]


def _always(code: str) -> _Sees:
    return lambda event, state: code


def _urgent(code: str) -> _Sees:
    return lambda event, state: code if state.priority in _STEP_BY_STEP else None


def _resolved(event: Event, state: State) -> str | None:
    return None if event.data.get("finding") in _SAID_ALREADY else "done"


def _cancelled(event: Event, state: State) -> str | None:
    reason = event.data.get("reason")
    return None if reason in _UNTOLD_REASONS else "cancelled"


def _paused(event: Event, state: State) -> str | None:
    return _WAITS_FOR.get(str(event.data.get("reason")), "delayed")


def _slot(event: Event, state: State) -> str | None:
    return "slot_moved" if event.data.get("before_from") else "visit"


def _called_off(event: Event, state: State) -> str | None:
    """Only where nobody else comes, and the ticket goes on."""
    return "visit_off" if not state.moving_orders and not state.end else None


#: The first kind of this list that happened in a change decides; what follows from it needs no message of its own.
BY_WEIGHT: Mapping[str, _Sees] = {
    "cancelled": _cancelled,
    "resolved": _resolved,
    "reopened": _always("reopened"),
    "work_no_access": _always("no_access"),
    "work_need_part": _always("part"),
    "work_followed_on": _always("more_work"),
    "paused": _paused,
    "work_started": _urgent("on_site"),
    "work_accepted": _urgent("on_the_way"),
    "slot_agreed": _slot,
    "work_dispatched": _always("visit"),
    "work_refused": _called_off,
    "work_unreachable": _called_off,
    "work_cancelled": _called_off,
    "registered": _always("registered"),
}
#: Every occasion on which callers are told.
OCCASIONS = (
    "registered", "joined", "visit", "slot_moved", "on_the_way", "on_site", "no_access", "part", "tenant", "delayed",
    "visit_off", "network", "more_work", "done", "reopened", "cancelled", "goes_on_elsewhere",
)  # fmt: skip


def occasions(fresh: Sequence[Event], before: Sequence[Event], state: State) -> list[Occasion]:
    """What the events of one change tell; `before` are those of the ticket until then, `state` the one after it."""
    if any(event.kind in BY_WEIGHT for event in fresh):
        told = _decisive(fresh, state)
        return [replace(told, number=len(before))] if told else []
    if joined := next((event for event in fresh if event.kind == "duplicate_joined"), None):
        return [Occasion("goes_on_elsewhere", len(before), caller=caller) for caller in joined.data.get("callers", ())]
    added = [event for event in fresh if event.kind == "caller_added"]
    return [Occasion("joined", len(before), caller=event.data["caller"]) for event in added]


def _decisive(fresh: Sequence[Event], state: State) -> Occasion | None:
    for kind, sees in BY_WEIGHT.items():
        # Of two orders that move at once the later one is the news.
        event = next((event for event in reversed(fresh) if event.kind == kind), None)
        if event is not None:
            code = sees(event, state)
            return Occasion(code, work_order=event.data.get("work_order"), data=event.data) if code else None
    return None
