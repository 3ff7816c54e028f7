"""Which deadlines were kept, counted anew: written a second time on purpose."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from tests.soak.recount_calendar import due
from tests.soak.recount_tickets import Event, Line, Ticket, text, waiting_of

#: Priority -> deadline -> minutes around the clock, or working days.
_TARGETS: dict[str, dict[str, tuple[str, int]]] = {
    "P1": {"respond": ("min", 10), "make_safe": ("min", 120), "complete": ("min", 1440), "inform_caller": ("min", 30)},
    "P2": {"respond": ("min", 30), "make_safe": ("min", 480), "complete": ("wd", 3), "inform_caller": ("min", 120)},
    "P3": {"respond": ("wd", 1), "complete": ("wd", 5), "inform_caller": ("wd", 1)},
    "P4": {"respond": ("wd", 2), "complete": ("wd", 20), "inform_caller": ("wd", 2)},
    "P5": {"respond": ("wd", 5), "complete": ("wd", 60), "inform_caller": ("wd", 5)},
}
_STOPS = {
    "respond": {"resolved", "cancelled", "work_accepted"},
    "make_safe": {"resolved", "cancelled", "made_safe"},
    "complete": {"resolved", "cancelled"},
    "inform_caller": {"resolved", "cancelled", "caller_informed"},
}


def _clock_line(
    ticket: Ticket, name: str, start: datetime, later: list[Event], upto: int, now: datetime, caller: Any = None
) -> Line | None:
    priority = ticket.priority(upto)
    if name not in _TARGETS[priority]:
        return None
    how, amount = _TARGETS[priority][name]
    stops = (
        e.at for e in later
        if e.kind in _STOPS[name] and (e.kind != "caller_informed" or e.data["caller"] == caller)
    )  # fmt: skip
    stop = next(stops, None)
    waited = waiting_of(ticket.events[:upto]) if name == "complete" and priority != "P1" else []
    waited = [(max(a, start), b) for a, b in waited if (b is None or b > start) and (stop is None or a < stop)]
    ends = due(how, amount, start, [(a, b) for a, b in waited if b])
    if stop is None and waited and waited[-1][1] is None and waited[-1][0] <= ends:
        return None
    decided = min(stop or ends, ends)
    if decided > now:
        return None
    outcome, notes = "in_time", ""
    if stop is None or stop > ends:
        outcome = "late"
    elif any(e.kind == "cancelled" and e.at == stop for e in ticket.events):
        outcome, notes = "left_out", "cancelled"
    elif stop > due(how, amount, start, []):
        notes = "late_without_pauses"
    return ticket.ref, text(decided), ticket.priority(), name, outcome, notes


def in_time(ticket: Ticket, now: datetime) -> Iterator[Line]:
    events, aware = ticket.events, ticket.aware_at
    begins, from_index = aware, 0
    runs: list[tuple[datetime, int, int]] = []
    for index, event in enumerate(events):
        if event.kind == "reopened":
            runs.append((begins, from_index, index))
            begins, from_index = event.at, index + 1
    runs.append((begins, from_index, len(events)))
    whole = len(events)
    lines = [_clock_line(ticket, "complete", at, events[a:b], b, now) for at, a, b in runs]
    lines += [_clock_line(ticket, name, aware, events, whole, now) for name in ("respond", "make_safe")]
    for index, event in enumerate(events):
        if event.kind == "caller_added":
            called, caller = datetime.fromisoformat(event.data["called_at"]), event.data["caller"]
            lines.append(_clock_line(ticket, "inform_caller", called, events[index + 1 :], whole, now, caller))
    yield from (line for line in lines if line)
