"""What a ticket's row shows: computed from its events alone, so that a replay gives the same row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime

from ops.repairs.rules.clocks import Clock, ClockRules, clocks_of, next_clock, shown
from ops.repairs.rules.events import Event, in_order
from ops.repairs.rules.lifecycle import ACTIVE, state_of


@dataclass(frozen=True, slots=True)
class Projection:
    """The columns of a ticket that nobody types, and its clocks, one a name."""

    status: str
    priority: str
    next_due_at: datetime | None
    next_clock: str | None
    waiting_for: str | None
    waiting_until: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    finding: str | None
    reopened_count: int
    clocks: Sequence[Clock]


#: What a row takes over as it stands; the clocks have rows of their own.
COLUMNS = tuple(field.name for field in fields(Projection) if field.name != "clocks")


def project(events: Iterable[Event], rules: ClockRules) -> Projection:
    """`next_due_at` is the earliest running deadline; None when nothing runs: ended, or only paused clocks left."""
    ordered = in_order(events)
    state = state_of(ordered)
    clocks = clocks_of(ordered, rules)
    ahead = next_clock(clocks) if state.status in ACTIVE else None
    until = state.pause.until if state.pause else None
    return Projection(
        status=state.status,
        priority=state.priority,
        next_due_at=ahead.due_at if ahead and ahead.is_running else None,
        next_clock=ahead.name if ahead else None,
        waiting_for=state.pause.reason if state.pause else None,
        waiting_until=datetime.fromisoformat(until) if until else None,
        resolved_at=state.resolved_at,
        closed_at=state.closed_at,
        finding=state.finding,
        reopened_count=state.reopened_count,
        clocks=shown(clocks),
    )
