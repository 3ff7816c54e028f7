"""The status of a ticket follows from its events, by this one function; nobody sets it.

new -triaged-> open -sent-> dispatched -on site-> in_progress -last order done-> resolved -days-> closed
waiting: nothing can move; a pause of the ticket itself, or orders that all wait
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, get_args

from ops.kit.periods import Span
from ops.repairs.rules.events import Event, in_order
from ops.repairs.rules.work_order import ENDED, MOVES, MOVING, SENDING_ON, WAITING, state_after

STATUSES = ("new", "open", "dispatched", "in_progress", "waiting", "resolved", "closed", "cancelled")
ACTIVE = STATUSES[:5]
PauseReason = Literal["tenant", "part", "contractor", "access", "network_operator"]
PAUSE_REASONS: tuple[str, ...] = get_args(PauseReason)
CancelReason = Literal["duplicate", "not_ours", "withdrawn", "error"]
CANCEL_REASONS: tuple[str, ...] = get_args(CancelReason)
_ORDER_PAUSE = {"work_no_access": "access", "work_need_part": "part"}


@dataclass(frozen=True, slots=True)
class Pause:
    """Why nothing moves, and the next date on which somebody looks again."""

    reason: str
    until: str | None = None


@dataclass(frozen=True, slots=True)
class State:
    """A ticket after some of its events."""

    priority: str = "P3"
    triaged: bool = False
    orders: Mapping[str, str] = field(default_factory=dict)
    held: Pause | None = None
    order_pause: Pause | None = None
    #: resolved | closed | cancelled
    end: str | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    reopened_at: datetime | None = None
    reopened_count: int = 0
    finding: str | None = None

    @property
    def open_orders(self) -> tuple[str, ...]:
        return tuple(ref for ref, state in self.orders.items() if state not in ENDED)

    @property
    def moving_orders(self) -> tuple[str, ...]:
        return tuple(ref for ref, state in self.orders.items() if state in MOVING)

    @property
    def pause(self) -> Pause | None:
        """The pause that counts now: an order that waits holds the ticket only when no other moves."""
        if self.end:
            return None
        if self.held:
            return self.held
        waits = any(state in WAITING for state in self.orders.values())
        return self.order_pause if waits and not self.moving_orders else None

    @property
    def status(self) -> str:
        if self.end:
            return self.end
        if self.pause:
            return "waiting"
        states = set(self.orders.values())
        if "on_site" in states:
            return "in_progress"
        if states & MOVING:
            return "dispatched"
        return "open" if self.triaged else "new"


def _registered(state: State, event: Event) -> State:
    return replace(state, priority=event.data["priority"])


def _triaged(state: State, event: Event) -> State:
    return replace(state, priority=event.data["priority"], triaged=True)


def _paused(state: State, event: Event) -> State:
    return replace(state, held=Pause(event.data["reason"], event.data.get("until")))


def _resumed(state: State, event: Event) -> State:
    return replace(state, held=None)


def _resolved(state: State, event: Event) -> State:
    return replace(state, end="resolved", resolved_at=event.at, finding=event.data.get("finding"), held=None)


def _reopened(state: State, event: Event) -> State:
    return replace(
        state,
        end=None,
        resolved_at=None,
        finding=None,
        triaged=True,
        reopened_at=event.at,
        reopened_count=state.reopened_count + 1,
    )


def _closed(state: State, event: Event) -> State:
    """Closing only follows a resolution: on any other ticket it would hide what still runs."""
    return replace(state, end="closed", closed_at=event.at) if state.end == "resolved" else state


def _cancelled(state: State, event: Event) -> State:
    return replace(state, end="cancelled", closed_at=event.at, held=None)


def _work(state: State, event: Event) -> State:
    """Moves the order; when an order moves again, the ticket's own pause is over."""
    ref = event.data["work_order"]
    before = state.orders.get(ref, "planned")
    reached = state_after(event.kind, before)
    reason = _ORDER_PAUSE.get(event.kind)
    moves_again = reached in MOVING and (reached != before or event.kind not in SENDING_ON)
    return replace(
        state,
        orders={**state.orders, ref: reached},
        triaged=True,
        held=None if moves_again else state.held,
        order_pause=Pause(reason, event.data.get("until")) if reason else state.order_pause,
    )


EFFECTS: Mapping[str, Callable[[State, Event], State]] = {
    "registered": _registered,
    "triaged": _triaged,
    "paused": _paused,
    "resumed": _resumed,
    "resolved": _resolved,
    "reopened": _reopened,
    "closed": _closed,
    "cancelled": _cancelled,
    **dict.fromkeys(MOVES, _work),
}


def after(state: State, event: Event) -> State:
    """The state once the event has happened; notes and calls change nothing here."""
    effect = EFFECTS.get(event.kind)
    return effect(state, event) if effect else state


def state_of(events: Iterable[Event]) -> State:
    state = State()
    for event in in_order(events):
        state = after(state, event)
    return state


@dataclass(frozen=True, slots=True)
class PausedSpan:
    """A time in which the ticket waited; `to_at` None while it still does."""

    from_at: datetime
    to_at: datetime | None
    reason: str

    def up_to(self, at: datetime) -> Span:
        return Span(self.from_at, max(self.from_at, self.to_at or at))


def pauses_of(events: Iterable[Event]) -> list[PausedSpan]:
    """The times in which the status was `waiting`, in order; the reason is that of their beginning."""
    spans: list[PausedSpan] = []
    state = State()
    for event in in_order(events):
        state = after(state, event)
        running = bool(spans) and spans[-1].to_at is None
        if state.pause and not running:
            spans.append(PausedSpan(event.at, None, state.pause.reason))
        elif running and not state.pause:
            spans[-1] = replace(spans[-1], to_at=event.at)
    return spans
