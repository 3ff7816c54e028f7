"""Right first time: one visit ended it, and nobody had to come back for the same defect.

Left out of the visits, each with its reason: nobody opened, an inspection before the work, planned follow-on work of
another trade. Left out of the tickets: cancelled, or ended without a visit. A reopening counts against, and so does a
second visit, also for a part that was not in the van.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ops.repairs.rules.events import Event


@dataclass(frozen=True, slots=True)
class Judged:
    """`at` is when the work was first said to be done; `visits` those that count; notes say why or what is left out."""

    at: datetime
    visits: int
    #: right | not_right | left_out
    outcome: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Visit:
    order: str
    #: Why it does not count; empty when it does.
    left_out: str


def judge(events: Sequence[Event], trade: str) -> Judged | None:
    """From the events in order; None while nothing was decided."""
    ended = next((event for event in events if event.kind in ("resolved", "cancelled")), None)
    if ended is None:
        return None
    visits = _visits(events, trade)
    counted = [visit for visit in visits if not visit.left_out]
    omitted = tuple(sorted(visit.left_out for visit in visits if visit.left_out))
    if ended.kind == "cancelled":
        return Judged(ended.at, len(counted), "left_out", ("cancelled", *omitted))
    if not counted:
        return Judged(ended.at, 0, "left_out", ("no_visit", *omitted))
    against = _against(events, counted)
    return Judged(ended.at, len(counted), "not_right" if against else "right", (*against, *omitted))


def _against(events: Sequence[Event], counted: Sequence[_Visit]) -> tuple[str, ...]:
    reopened = any(event.kind == "reopened" for event in events)
    return (*(("reopened",) if reopened else ()), *(("second_visit",) if len(counted) > 1 else ()))


def _visits(events: Sequence[Event], trade: str) -> list[_Visit]:
    """A visit begins on site; one that ends before a closed door was none, and is listed as such."""
    kinds = {e.data["work_order"]: e.data.get("kind") or "repair" for e in events if e.kind == "work_planned"}
    planned = {e.data["child"] for e in events if e.kind == "work_followed_on" and _is_other_trade(e, trade)}
    visits: list[_Visit] = []
    on_site: set[str] = set()
    for event in events:
        order = event.data.get("work_order", "")
        if event.kind == "work_started":
            visits.append(_Visit(order, _left_out(kinds.get(order, "repair"), order in planned)))
            on_site.add(order)
        elif event.kind == "work_no_access":
            if order in on_site:
                _drop_last(visits, order)
            visits.append(_Visit(order, "no_access"))
        if event.kind in LEAVES:
            on_site.discard(order)
    return visits


#: After these the team is no longer on site.
LEAVES = frozenset({
    "work_no_access", "work_need_part", "work_completed", "work_followed_on", "work_cancelled", "work_refused",
})  # fmt: skip


def _is_other_trade(event: Event, trade: str) -> bool:
    named = event.data.get("trade")
    return bool(event.data.get("child")) and bool(named) and named != trade


def _left_out(kind: str, is_planned: bool) -> str:
    if kind == "inspection":
        return "inspection"
    return "planned_follow_on" if is_planned else ""


def _drop_last(visits: list[_Visit], order: str) -> None:
    index = next(i for i in range(len(visits) - 1, -1, -1) if visits[i].order == order)
    del visits[index]
