"""What repairs tell the domains above: synchronous, in the same transaction (kit/events.py)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class WorkClosed:
    """The work of a ticket is done and its finding noted: its origin (an alert, a room, a void) has its outcome."""

    ticket_ref: str
    origin_kind: str
    origin_id: str | None
    finding: str
    at: datetime


@dataclass(frozen=True)
class TicketCancelled:
    """A ticket ended without work; the reason is one of `rules.lifecycle.CANCEL_REASONS`."""

    ticket_ref: str
    origin_kind: str
    origin_id: str | None
    reason: str
    at: datetime


@dataclass(frozen=True)
class TicketReopened:
    """Somebody says that it is still broken: the finding of the work that was done counts no longer."""

    ticket_ref: str
    origin_kind: str
    origin_id: str | None
    finding: str | None
    at: datetime
