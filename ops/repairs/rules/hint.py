"""A ticket that may be more urgent than it was thought, by what a later caller said."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ops.repairs.rules.events import Event


@dataclass(frozen=True, slots=True)
class Hint:
    """The priority that would be proposed now, why (a `kit.locale.Text` in JSON), since when and by whom."""

    priority: str
    why: Mapping[str, Any]
    at: datetime
    caller: int


def hint_of(events: Iterable[Event]) -> Hint | None:
    """The most urgent one since somebody last decided; None when nobody said more."""
    found: Hint | None = None
    for event in events:
        if event.kind in ("triaged", "resolved", "cancelled", "closed"):
            found = None
        elif event.kind == "caller_said" and (priority := event.data.get("proposed")):
            new = Hint(priority, event.data.get("why", {}), event.at, event.data["caller"])
            found = new if found is None or new.priority <= found.priority else found
    return found
