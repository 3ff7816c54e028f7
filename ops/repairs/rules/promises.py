"""Calls that were promised and not made yet: to whom, on which number, before when and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ops.repairs.rules.clocks import Clock
from ops.repairs.rules.events import Event


@dataclass(frozen=True, slots=True)
class Promise:
    """`phone` is empty where the caller is rung on his own number."""

    caller: int
    promised_at: datetime
    by: datetime
    phone: str = ""
    why: str = ""


def open_promises(events: Sequence[Event], clocks: Sequence[Clock]) -> list[Promise]:
    """The earliest first; of a caller to whom it was promised twice the last word counts."""
    last = {event.data["caller"]: event for event in events if event.kind == "call_back_promised"}
    waiting = [clock for clock in clocks if clock.name == "call_back" and clock.stopped_at is None]
    return [
        Promise(
            clock.caller,
            clock.started_at,
            clock.due_at,
            phone=last[clock.caller].data.get("phone", ""),
            why=last[clock.caller].data.get("text", ""),
        )
        for clock in sorted(waiting, key=lambda each: each.due_at)
        if clock.caller is not None
    ]
