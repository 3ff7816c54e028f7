"""Events of a ticket, written shortly; local times of Brussels."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ops.repairs.rules.events import Event

BRUSSELS = ZoneInfo("Europe/Brussels")


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS)


def event(kind: str, at: str | datetime, /, **data: Any) -> Event:
    return Event(kind, local(at) if isinstance(at, str) else at, data)


def registered(at: str | datetime, priority: str = "P2", aware_at: str | datetime | None = None) -> Event:
    aware = aware_at or at
    aware = local(aware) if isinstance(aware, str) else aware
    return event("registered", at, priority=priority, aware_at=aware.isoformat())


def work(kind: str, at: str | datetime, /, order: str = "W26-000001", **data: Any) -> Event:
    return event(kind, at, work_order=order, **data)
