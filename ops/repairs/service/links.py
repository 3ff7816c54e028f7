"""The caller's own page about his ticket: a secret of 128 bits in each message, kept as its hash, for one object."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session

from ops.access.principal import system
from ops.access.service.secrets import kept
from ops.db import base_url_of, keeps_secrets
from ops.repairs import rulebook
from ops.repairs.errors.links import LinkUnknown
from ops.repairs.models import Caller, Ticket, TicketLink
from ops.repairs.queries import links as queries
from ops.repairs.rules.links import is_usable

#: Who acts on that page: the link is his right, for this one ticket.
BY_CALLER = system("my_page")
_BYTES = 16
#: A ticket that nobody ends does not keep its links alive for ever.
_LONGEST = timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Linked:
    """Whose page it is, and about which ticket."""

    ticket: Ticket
    caller: Caller


def new_address(session: Session, caller: Caller, now: datetime) -> str:
    """The address of a caller's own page, with a new secret that nobody can read again; those sent before still work.

    Empty in a process that keeps no secrets: the message then goes without a link.
    """
    if not keeps_secrets(session):
        return ""
    secret = secrets.token_urlsafe(_BYTES)
    session.add(
        TicketLink(
            ticket_id=caller.ticket_id,
            caller_id=caller.id,
            token_hash=kept(session, secret),
            made_at=now,
            expires_at=now + _LONGEST,
        )
    )
    return f"{base_url_of(session).rstrip('/')}/my/{secret}"


def lead_to(session: Session, caller: Caller, other: Caller) -> None:
    """The links that were sent to a caller open the ticket on which he stands now."""
    links = update(TicketLink).where(TicketLink.caller_id == caller.id)
    session.execute(links.values(ticket_id=other.ticket_id, caller_id=other.id))


def linked(session: Session, secret: str, now: datetime) -> Linked:
    """Raises LinkUnknown, which does not say whether there ever was such a link."""
    found = queries.link_of(session, kept(session, secret))
    if found is None:
        raise LinkUnknown()
    link, ticket, caller = found
    days = rulebook.callers(session, now).link_kept_days
    ended_at = ticket.resolved_at or ticket.closed_at
    if link.revoked_at is not None or not is_usable(link.expires_at, ended_at, timedelta(days=days), now):
        raise LinkUnknown()
    return Linked(ticket, caller)
