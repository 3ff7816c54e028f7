"""Who was told when and how, and who does not know the last change yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ops.repairs.rules.events import Event
from ops.repairs.rules.telling import BY_WEIGHT


@dataclass(frozen=True, slots=True)
class Told:
    """The last word that a caller had; `about` is a code of `telling.OCCASIONS`, empty for a call."""

    at: datetime
    #: message | call
    how: str
    about: str
    #: Whether it came after the last change of which callers are told.
    knows_all: bool


def last_told(events: Sequence[Event]) -> Mapping[int, Told]:
    """By caller; who was never told is not in it. Of one instant the order of the events counts."""
    changed = max((i for i, event in enumerate(events) if event.kind in BY_WEIGHT), default=-1)
    return {
        event.data["caller"]: Told(event.at, event.data["how"], event.data.get("about", ""), knows_all=i > changed)
        for i, event in enumerate(events)
        if event.kind == "caller_informed"
    }
