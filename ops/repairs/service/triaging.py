"""Somebody decides how urgent a ticket is: with the matrix, or against it and saying why."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import NotAllowed
from ops.estate.queries import location_by_id
from ops.kit.locale import Text
from ops.repairs import matrix, queries, reasons
from ops.repairs.errors import ReasonNeeded, TicketNotFound, UnknownAffected, UnknownHazard, UnknownTrade
from ops.repairs.models import Ticket
from ops.repairs.rules.evidence import read
from ops.repairs.rules.triage import AFFECTED, TRADES, Proposal, is_more_urgent
from ops.repairs.service.change import Change, changing
from ops.repairs.service.circumstances import circumstances, facts_at
from ops.repairs.service.paging import page_if_urgent


def triage(
    session: Session,
    ref: str,
    priority: str,
    reason: Text,
    *,
    who: Principal,
    now: datetime,
    trade: str | None = None,
    hazard: str | None = None,
    affected: Sequence[str] | None = None,
    version: int | None = None,
) -> None:
    """Confirms or changes the priority; deadlines are counted anew from `aware_at`.

    A change needs its reason, unless it is what the matrix proposes for another hazard or for more people hit. Raises
    ReasonNeeded, UnknownHazard, UnknownTrade, UnknownAffected.
    """
    check_codes(session, now, hazard=hazard, trade=trade, affected=affected)
    with changing(session, ref, who, now, version, "tickets.triage") as change:
        change.require("triage")
        ticket, before = change.ticket, change.ticket.priority
        proposal = _proposed_anew(change, hazard, affected)
        why = _reason(ticket, priority, reason, proposal)
        ticket.trade = trade or ticket.trade
        if why.msgid:
            ticket.priority_reason = why.to_json()
        ticket.override_seen_at = ticket.override_seen_by = None
        change.happened(
            "triaged",
            priority=priority,
            before=before,
            proposed=ticket.proposed_priority,
            trade=trade,
            hazard=hazard,
            affected=None if affected is None else list(ticket.affected),
            reason=why.to_json(),
        )
        if is_more_urgent(priority, before):
            page_if_urgent(change)


def raise_priority(change: Change, priority: str, reason: Text, *, pages: bool = True) -> None:
    """Something has become worse: the ticket is as urgent and pages like any other. Milder news changes nothing."""
    before = change.state.priority
    if not is_more_urgent(priority, before):
        return
    change.ticket.priority_reason = reason.to_json()
    change.happened("triaged", priority=priority, before=before, reason=reason.to_json())
    page_if_urgent(change, wanted=pages)


def check_codes(
    session: Session,
    now: datetime,
    *,
    hazard: str | None = None,
    trade: str | None = None,
    affected: Sequence[str] | None = None,
) -> None:
    """Raises UnknownHazard, UnknownTrade, UnknownAffected."""
    if hazard and hazard not in matrix.matrix(session, now).hazards:
        raise UnknownHazard(field="hazard")
    if trade and trade not in TRADES:
        raise UnknownTrade(field="trade")
    if set(affected or ()) - set(AFFECTED):
        raise UnknownAffected(field="affected")


def _proposed_anew(change: Change, hazard: str | None, affected: Sequence[str] | None) -> Proposal | None:
    """What the matrix says once something that it weighs has changed; None when nothing has."""
    ticket = change.ticket
    if hazard in (None, ticket.hazard) and affected is None:
        return None
    ticket.hazard = hazard or ticket.hazard
    if affected is not None:
        ticket.affected = [who for who in AFFECTED if who in affected]
    proposal = proposal_of(change.session, ticket)
    ticket.proposed_priority = proposal.priority if proposal else None
    return proposal


def proposal_of(session: Session, ticket: Ticket) -> Proposal | None:
    """What the matrix proposes for a ticket as it stands, at the instant when somebody first knew."""
    if ticket.hazard is None:
        return None
    at = ticket.aware_at
    facts = facts_at(session, location_by_id(session, ticket.location_id), at)
    services = read(f"{ticket.title}\n{ticket.description}", matrix.lexicon(session, at)).services
    known = circumstances(session, facts, set(ticket.affected), services, at)
    return matrix.proposal(matrix.matrix(session, at), ticket.hazard, known)


def _reason(ticket: Ticket, priority: str, reason: Text, proposal: Proposal | None) -> Text:
    """Raises ReasonNeeded."""
    if reason.render("en").strip():
        return reason
    if proposal is not None and proposal.priority == priority:
        return reasons.why(proposal)
    if ticket.priority != priority or (proposal is not None and proposal.priority != priority):
        raise ReasonNeeded(field="reason")
    return reason


def mark_override_seen(session: Session, ref: str, *, who: Principal, now: datetime) -> None:
    """A lead has looked at a choice that differs from the proposal. Raises NotAllowed, TicketNotFound."""
    if not who.may("tickets.triage"):
        raise NotAllowed()
    ticket = queries.ticket_for_change(session, ref, who, "tickets.triage")
    if ticket.proposed_priority in (None, ticket.priority):
        raise TicketNotFound()
    if ticket.override_seen_at is None:
        ticket.override_seen_at, ticket.override_seen_by = now, who.name
