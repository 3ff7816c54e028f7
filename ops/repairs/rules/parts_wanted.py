"""Which parts a work order still lacks: a job never ends as done while one is missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ops.repairs.rules.events import Event, in_order


@dataclass(frozen=True, slots=True)
class WantedPart:
    """A part that was asked for on site: a code of the stores, or plain words."""

    name: str
    quantity: int
    #: When it should be there.
    until: datetime | None
    since: datetime


def missing_parts(events: Iterable[Event], work_order: str) -> list[WantedPart]:
    """In the order in which they were asked for; a part that came is named, or all came."""
    wanted: dict[str, WantedPart] = {}
    for event in in_order(events):
        if event.data.get("work_order") != work_order:
            continue
        if event.kind == "work_need_part":
            part = _wanted(event)
            wanted[part.name] = part
        elif event.kind == "part_arrived":
            name: Any = event.data.get("part")
            wanted = {key: part for key, part in wanted.items() if name and key != name}
    return list(wanted.values())


def _wanted(event: Event) -> WantedPart:
    data, until = event.data, event.data.get("until")
    return WantedPart(
        name=str(data.get("part") or data.get("text") or ""),
        quantity=int(data.get("quantity", 1)),
        until=datetime.fromisoformat(until) if until else None,
        since=event.at,
    )
