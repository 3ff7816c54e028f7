"""Tickets as their exported events tell them, and their life: written a second time on purpose."""

import csv
import json
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

#: (ticket, at, priority, subject, outcome, notes), as the pages write them.
Line = tuple[str, str, str, str, str, str]


@dataclass(frozen=True)
class Event:
    kind: str
    at: datetime
    data: dict[str, Any]


@dataclass
class Ticket:
    """What the events of one ticket say."""

    ref: str
    events: list[Event] = field(default_factory=list)

    @property
    def first(self) -> Event:
        return next(event for event in self.events if event.kind == "registered")

    @property
    def aware_at(self) -> datetime:
        return datetime.fromisoformat(self.first.data["aware_at"])

    @property
    def trade(self) -> str:
        named = [e.data["trade"] for e in self.events if e.kind in ("registered", "triaged") and e.data.get("trade")]
        return str(named[-1])

    def priority(self, until: int | None = None) -> str:
        set_by = [e.data["priority"] for e in self.events[:until] if e.kind in ("registered", "triaged")]
        return str(set_by[-1])

    def has(self, kind: str) -> bool:
        return any(event.kind == kind for event in self.events)


def read(path: Path) -> list[Ticket]:
    found: dict[str, Ticket] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            event = Event(row["kind"], datetime.fromisoformat(row["at"]), json.loads(row["data"]))
            found.setdefault(row["ref"], Ticket(row["ref"])).events.append(event)
    return list(found.values())


def text(at: datetime) -> str:
    return at.astimezone(ZoneInfo("UTC")).isoformat().replace("+00:00", "Z")


#: What an event makes of the order that it names.
ORDER_AFTER = {
    "work_planned": "still", "work_dispatched": "moves", "work_accepted": "moves", "work_started": "moves",
    "work_refused": "over", "work_unreachable": "over", "work_no_access": "door", "work_need_part": "part",
    "work_followed_on": "over", "work_completed": "over", "work_cancelled": "over",
}  # fmt: skip
_SENDS_ON = {"part_arrived": "part", "slot_agreed": "door"}


class Life:
    """Which orders move or wait, whether the ticket is held, and how it ended."""

    def __init__(self) -> None:
        self.orders: dict[str, str] = {}
        self.held = False
        self.triaged = False
        self.end = ""

    def take(self, event: Event) -> None:
        kind, order = event.kind, event.data.get("work_order", "")
        if kind == "paused":
            self.held = True
        elif kind in ("resumed", "cancelled", "resolved"):
            self.held = False
        if kind in ("resolved", "closed", "cancelled"):
            self.end = kind
        elif kind == "reopened":
            self.end, self.triaged = "", True
        elif kind == "triaged":
            self.triaged = True
        if kind in ORDER_AFTER:
            self._move(order, ORDER_AFTER[kind])
        elif kind in _SENDS_ON and self.orders.get(order) == _SENDS_ON[kind]:
            self._move(order, "moves")

    def _move(self, order: str, to: str) -> None:
        self.orders[order] = to
        self.triaged = True
        if to == "moves":
            self.held = False

    @property
    def waits(self) -> bool:
        states = set(self.orders.values())
        return not self.end and (self.held or (bool(states & {"door", "part"}) and "moves" not in states))

    @property
    def is_open(self) -> bool:
        return not self.end


def waiting_of(events: list[Event]) -> list[tuple[datetime, datetime | None]]:
    life, spans = Life(), list[tuple[datetime, datetime | None]]()
    for event in events:
        life.take(event)
        running = bool(spans) and spans[-1][1] is None
        if life.waits and not running:
            spans.append((event.at, None))
        elif running and not life.waits:
            spans[-1] = (spans[-1][0], event.at)
    return spans


def status_of(life: Life, ticket: Ticket, upto: int) -> str:
    if life.waits:
        return "waiting"
    on_site: set[str] = set()
    for event in ticket.events[:upto]:
        order = event.data.get("work_order", "")
        if event.kind == "work_started":
            on_site.add(order)
        elif ORDER_AFTER.get(event.kind) in ("over", "door", "part"):
            on_site.discard(order)
    if on_site:
        return "in_progress"
    if "moves" in life.orders.values():
        return "dispatched"
    return "open" if life.triaged else "new"
