"""Who listens to what. One table, loaded by every entry point."""

from typing import Any

from ops.energy.service import alerts
from ops.kit.events import Handler, subscribe
from ops.repairs.events import WorkClosed

#: Event -> the higher domain's handler. Synchronous, in the publisher's transaction, in this order.
SUBSCRIBERS: tuple[tuple[type[Any], Handler], ...] = (
    # The finding of the work is the outcome of every alert that shares the ticket.
    (WorkClosed, alerts.close_for_work),
)


def connect() -> None:
    """Subscribes the whole table; calling it again changes nothing."""
    for event_type, handler in SUBSCRIBERS:
        subscribe(event_type, handler)
