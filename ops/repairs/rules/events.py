"""What can happen to a ticket. The list of its events is the record; all else is computed from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

#: Kind and what its data holds.
KINDS: Mapping[str, str] = {
    "registered": "priority, aware_at, location, trade, origin, hazard, affected, proposed",
    "triaged": "priority, before, proposed, reason, trade, hazard, affected",
    "caller_added": "caller, called_at; ticket, where he stood on one that was known already",
    "caller_informed": "caller, how (message, call), about, text",
    "caller_said": "caller, text: written on his page or said later; affected, hazard, proposed, why",
    "call_back_promised": "caller, by, text; phone, where it is another number than the caller's own",
    "question_routed": "desk, desk_name, text",
    "alert_linked": "alert, title",
    "alert_ended": "alert",
    "alert_returned": "alert",
    "note": "text",
    "paused": "reason, until, text; of a network operator also operator, reference",
    "resumed": "text",
    "work_planned": "work_order, team, team_name, kind, mother",
    "slot_agreed": "work_order, from, to, by (desk, caller); before_from, before_to of one that moved",
    "technician_named": "work_order, technician, technician_name",
    "work_dispatched": "work_order, team, team_name, technician, text",
    "work_accepted": "work_order, text",
    "work_refused": "work_order, text",
    "work_unreachable": "work_order, reason (unreachable, strike), text",
    "work_started": "work_order, text",
    "made_safe": "work_order, text",
    "work_no_access": "work_order, until, kind (absent, refused), proof, card, text",
    "access_step": "work_order, step (call, card, keys, concierge, lead, second_notice, letter, legal), text",
    "work_need_part": "work_order, until, part, quantity, text",
    "part_reserved": "work_order, part, quantity, store: what it waits for came in",
    "part_arrived": "work_order, part, text",
    "work_completed": "work_order, finding, text",
    "work_followed_on": "work_order, child, trade, text, emergency: the visit is over, more work is needed",
    "photo_added": "attachment, label, work_order, caller",
    "photo_removed": "attachment, label, work_order",
    "photo_restored": "attachment, label, work_order",
    "signed": "work_order, name, attachment",
    "paged": "page, step, duty, user",
    "page_acknowledged": "page, user",
    "page_exhausted": "page",
    "work_cancelled": "work_order, text",
    "resolved": "finding, text",
    "reopened": "reason",
    "closed": "",
    "cancelled": "reason, text, other",
    "duplicate_joined": "ticket: one that was known already ended; callers: those of it, by their ids here",
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
