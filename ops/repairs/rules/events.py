"""What can happen to a ticket. The list of its events is the record; all else is computed from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: Kind and what its data holds.
KINDS: Mapping[str, str] = {
    "registered": "priority, aware_at",
    "triaged": "priority, before, reason, trade",
    "caller_added": "caller, called_at",
    "caller_informed": "caller, how (message, call)",
    "alert_linked": "alert, title",
    "alert_ended": "alert",
    "alert_returned": "alert",
    "note": "text",
    "paused": "reason, until, text",
    "resumed": "text",
    "work_planned": "work_order, team",
    "work_dispatched": "work_order, team",
    "work_accepted": "work_order",
    "work_refused": "work_order, text",
    "work_started": "work_order",
    "made_safe": "work_order, text",
    "work_no_access": "work_order, until, text",
    "work_need_part": "work_order, until, text",
    "work_completed": "work_order, finding, text",
    "work_cancelled": "work_order, text",
    "resolved": "finding, text",
    "reopened": "reason",
    "closed": "",
    "cancelled": "reason, text, other",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at the instant at which it counts."""

    kind: str
    at: datetime
    data: Mapping[str, Any] = field(default_factory=dict)


def in_order(events: Iterable[Event]) -> list[Event]:
    """By the instant at which they count; events of one instant keep the order in which they were recorded."""
    return sorted(events, key=lambda event: event.at)


def aware_at(events: Iterable[Event]) -> datetime:
    """When somebody first knew: the start of the clocks."""
    return next(datetime.fromisoformat(event.data["aware_at"]) for event in events if event.kind == "registered")
