"""Waiting, ending and reopening of a ticket."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.events import publish
from ops.kit.locale import Text
from ops.repairs import queries, rulebook
from ops.repairs.errors import (
    OperatorMissing,
    OrdersOpen,
    ReasonNeeded,
    UnknownFinding,
    UntilInPast,
    UntilTooFar,
)
from ops.repairs.events import TicketCancelled, TicketReopened, WorkClosed
from ops.repairs.models import Ticket
from ops.repairs.rules.findings import at_desk
from ops.repairs.service import duplicates
from ops.repairs.service.change import Change, changing
from ops.repairs.service.paging import page_if_urgent

_FARTHEST = timedelta(days=366)
_DECIDE = "tickets.decide"


def add_note(session: Session, ref: str, text: str, *, who: Principal, now: datetime) -> None:
    """Words for the timeline; possible in every state."""
    if not text.strip():
        raise ReasonNeeded(field="text")
    with changing(session, ref, who, now) as change:
        change.happened("note", text=text.strip())


def check_until(until: datetime | None, now: datetime) -> datetime:
    """A wait names its next date, so that somebody looks again. Raises UntilInPast, UntilTooFar."""
    if until is None or until <= now:
        raise UntilInPast(field="until")
    if until > now + _FARTHEST:
        raise UntilTooFar(field="until")
    return until


def pause(
    session: Session,
    ref: str,
    reason: str,
    until: datetime,
    text: str,
    *,
    who: Principal,
    now: datetime,
    version: int | None = None,
    operator: str = "",
    reference: str = "",
) -> None:
    """Nothing can move until somebody looks again at `until`; only the `complete` clock stands still.

    Of an outage of the power, gas or water company: `operator` is its name, `reference` what it calls the outage.
    Raises OperatorMissing without the name.
    """
    check_until(until, now)
    if reason == "network_operator" and not operator.strip():
        raise OperatorMissing(field="operator")
    with changing(session, ref, who, now, version, _DECIDE) as change:
        change.require("pause")
        change.happened(
            "paused", reason=reason, until=until.isoformat(), text=text, operator=operator.strip(),
            reference=reference.strip(),
        )  # fmt: skip


def resume(session: Session, ref: str, text: str, *, who: Principal, now: datetime, version: int | None = None) -> None:
    with changing(session, ref, who, now, version, _DECIDE) as change:
        change.require("resume")
        change.happened("resumed", text=text)


def resolve(
    session: Session,
    ref: str,
    finding: str,
    text: str,
    *,
    who: Principal,
    now: datetime,
    version: int | None = None,
) -> None:
    """Ends it from the desk: answered, passed on, or the network is back. Raises UnknownFinding."""
    with changing(session, ref, who, now, version, _DECIDE) as change:
        change.require("resolve")
        possible = at_desk(rulebook.findings(session, now), change.ticket.origin_kind)
        if finding not in possible:
            raise UnknownFinding(field="finding", possible=", ".join(possible))
        settle(change, finding, text)


def settle(change: Change, finding: str, text: str = "") -> None:
    """The ticket is resolved: its callers are told, and so are the domains from which it came."""
    ticket, now = change.ticket, change.now
    change.happened("resolved", finding=finding, text=text)
    publish(change.session, WorkClosed(ticket.ref, ticket.origin_kind, ticket.origin_id, finding, now), now=now)


def reopen(
    session: Session, ref: str | Ticket, reason: Text, *, who: Principal, now: datetime, permission: str = _DECIDE
) -> None:
    """Still broken: the same reference, a new `complete` clock. Who reported it may say so too."""
    with changing(session, ref, who, now, permission=permission) as change:
        change.require("reopen")
        if not reason.render("en").strip():
            raise ReasonNeeded(field="reason")
        ticket = change.ticket
        change.happened("reopened", reason=reason.to_json())
        still_broken = TicketReopened(ticket.ref, ticket.origin_kind, ticket.origin_id, ticket.finding, now)
        publish(session, still_broken, now=now)
        page_if_urgent(change)


def cancel(
    session: Session,
    ref: str,
    reason: str,
    text: str,
    *,
    who: Principal,
    now: datetime,
    other: str | None = None,
    version: int | None = None,
) -> None:
    """Ends it without work, and calls back what was sent. A duplicate names the ticket that goes on, with its callers.

    Raises OrdersOpen for work that is not the principal's to call back, and what `duplicates` raises.
    """
    kept = duplicates.lock_both(session, ref, other) if reason == "duplicate" else None
    with changing(session, ref, who, now, version, _DECIDE) as change:
        change.require("cancel")
        ticket = change.ticket
        if beyond := queries.open_orders_beyond(session, ticket.id, who):
            raise OrdersOpen(ticket=ticket.ref, ways_out=(), work_orders=beyond)
        if kept:
            duplicates.hand_over(change, kept)
        for order in queries.orders_of(session, ticket.id):
            if order.ref in change.state.open_orders:
                order.status = "cancelled"
                order.version += 1
                change.happened("work_cancelled", work_order=order.ref)
        change.happened("cancelled", reason=reason, text=text, other=kept)
        publish(session, TicketCancelled(ticket.ref, ticket.origin_kind, ticket.origin_id, reason, now), now=now)
