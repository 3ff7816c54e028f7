"""Events from a lower domain to higher ones: synchronous, in the publisher's transaction.

The subscribers stand in one table, `ops/wiring.py`, which every entry point loads.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

Handler = Callable[..., None]
_handlers: dict[type[Any], list[Handler]] = defaultdict(list)


def subscribe(event_type: type[Any], handler: Handler) -> None:
    """Calls `handler(session, event, now=now)` at each event of the type; a second subscription changes nothing."""
    if handler not in _handlers[event_type]:
        _handlers[event_type].append(handler)


def publish(session: Session, event: object, *, now: datetime) -> None:
    """Tells all subscribers; an error of one undoes the whole transaction, so nothing is half known."""
    for handler in _handlers[type(event)]:
        handler(session, event, now=now)
