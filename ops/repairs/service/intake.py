"""From what a caller says to a ticket: place, hazard, trade, priority."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import NotFound
from ops.estate.models import Location
from ops.estate.queries import installation_by_code, location_by_code
from ops.kit.locale import Text
from ops.repairs import rulebook, texts
from ops.repairs.errors import ReasonNeeded, UnknownHazard, UnknownInstallation, UnknownLocation, UnknownTrade
from ops.repairs.models import Ticket
from ops.repairs.rules.triage import DEFAULT_PRIORITY, TRADES, Proposal
from ops.repairs.service.callers import NewCaller
from ops.repairs.service.tickets import NewTicket, open_ticket


@dataclass(frozen=True)
class Call:
    """A call as it was typed: codes and words, nothing looked up yet."""

    title: str
    location: str
    description: str = ""
    installation: str | None = None
    hazard: str | None = None
    trade: str | None = None
    priority: str | None = None
    priority_reason: str = ""
    aware_at: datetime | None = None
    caller: NewCaller | None = None


def take_call(session: Session, call: Call, *, who: Principal, now: datetime) -> Ticket:
    """Opens the ticket of a call. Raises InvalidInput that names the field."""
    place = place_within(session, call.location, who)
    proposal = _proposal(session, call, now)
    priority, reason = _priority(call, proposal)
    new = NewTicket(
        title=call.title,
        place=place,
        aware_at=call.aware_at or now,
        trade=_trade(call, proposal),
        priority=priority,
        priority_reason=reason,
        description=call.description,
        installation_id=_installation(session, call.installation),
        caller=call.caller,
    )
    return open_ticket(session, new, who=who, now=now)


def place_within(session: Session, code: str, who: Principal) -> Location:
    """A place at which the caller of the API may report. Raises UnknownLocation, also out of scope."""
    try:
        return location_by_code(session, code, who.scopes("tickets.create"))
    except NotFound as error:
        raise UnknownLocation(field="location") from error


def _installation(session: Session, code: str | None) -> int | None:
    if not code:
        return None
    try:
        return installation_by_code(session, code).id
    except NotFound as error:
        raise UnknownInstallation(field="installation") from error


def _proposal(session: Session, call: Call, now: datetime) -> Proposal | None:
    if not call.hazard:
        return None
    proposal = rulebook.proposal(session, call.hazard, now)
    if proposal is None:
        raise UnknownHazard(field="hazard")
    return proposal


def _trade(call: Call, proposal: Proposal | None) -> str:
    if call.trade and call.trade not in TRADES:
        raise UnknownTrade(field="trade")
    return call.trade or (proposal.trade if proposal else "other")


def _priority(call: Call, proposal: Proposal | None) -> tuple[str, Text | None]:
    """The dispatcher decides; against the proposal he says why."""
    typed = texts.typed(call.priority_reason) if call.priority_reason else None
    if proposal is None:
        return call.priority or DEFAULT_PRIORITY, typed
    if call.priority in (None, proposal.priority):
        return proposal.priority, typed or texts.hazard_reason(proposal.reason)
    if typed is None:
        raise ReasonNeeded(field="priority_reason")
    return str(call.priority), typed
