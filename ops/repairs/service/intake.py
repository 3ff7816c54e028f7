"""From what a caller says to a ticket: place, hazard, trade, priority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import NotFound
from ops.estate.models import Installation, Location
from ops.estate.queries import location_by_code
from ops.kit.locale import Text
from ops.repairs import reasons, texts
from ops.repairs.errors import ReasonNeeded, UnknownInstallation, UnknownLocation
from ops.repairs.models import Ticket
from ops.repairs.rules.triage import AFFECTED, DEFAULT_PRIORITY, left_out
from ops.repairs.service.callers import NewCaller
from ops.repairs.service.hearing import Hearing, hear
from ops.repairs.service.tickets import NewTicket, check_aware, open_ticket
from ops.repairs.service.triaging import check_codes
from ops.repairs.service.whereabouts import installation_at


@dataclass(frozen=True)
class Call:
    """A call as it was typed: codes and words, nothing looked up yet.

    `affected` is who was ticked: the list stands. Without one, whoever is named in the words counts. Whom the place
    itself tells (a resident of a rest home) counts always.
    """

    title: str
    location: str
    description: str = ""
    installation: str | None = None
    hazard: str | None = None
    trade: str | None = None
    priority: str | None = None
    priority_reason: str = ""
    affected: Sequence[str] | None = None
    spot: str = ""
    access_note: str = ""
    aware_at: datetime | None = None
    caller: NewCaller | None = None


@dataclass(frozen=True)
class _Said:
    """The call as it is heard. Somebody who chose a priority without a hazard has decided by himself."""

    call: Call

    @property
    def text(self) -> str:
        return f"{self.call.title}\n{self.call.description}"

    @property
    def hazard(self) -> str | None:
        return self.call.hazard

    @property
    def affected(self) -> Sequence[str]:
        return self.call.affected or ()

    @property
    def not_affected(self) -> Sequence[str]:
        return left_out(self.call.affected)


def take_call(session: Session, call: Call, *, who: Principal, now: datetime) -> Ticket:
    """Opens the ticket of a call. Raises InvalidInput that names the field."""
    check_codes(session, now, hazard=call.hazard, trade=call.trade, affected=call.affected)
    place = place_within(session, call.location, who)
    machine = _machine(session, call.installation, place)
    at = check_aware(call.aware_at or now, now)
    heard = hear(session, _Said(call), place, at=at, now=now, machine=machine)
    decided = call.hazard is None and call.priority is not None
    priority, reason = (str(call.priority), _typed(call)) if decided else _priority(call, heard)
    new = NewTicket(
        title=call.title,
        place=place,
        aware_at=call.aware_at or now,
        trade=call.trade or (heard.trade.code if heard.trade and not decided else "other"),
        priority=priority,
        priority_reason=reason,
        description=call.description,
        installation_id=machine.id if machine else None,
        hazard=None if decided else heard.hazard,
        affected=sorted(heard.affected, key=AFFECTED.index),
        proposed_priority=heard.proposal.priority if heard.proposal and not decided else None,
        spot=call.spot,
        access_note=call.access_note,
        caller=call.caller,
    )
    return open_ticket(session, new, who=who, now=now)


def place_within(session: Session, code: str, who: Principal) -> Location:
    """A place at which the caller of the API may report. Raises UnknownLocation, also out of scope."""
    try:
        return location_by_code(session, code, who.scopes("tickets.create"))
    except NotFound as error:
        raise UnknownLocation(field="location") from error


def _machine(session: Session, code: str | None, place: Location) -> Installation | None:
    """Raises UnknownInstallation, also for one that stands in another building."""
    found = installation_at(session, code, place)
    if code and found is None:
        raise UnknownInstallation(field="installation")
    return found


def _typed(call: Call) -> Text | None:
    return texts.typed(call.priority_reason) if call.priority_reason.strip() else None


def _priority(call: Call, heard: Hearing) -> tuple[str, Text | None]:
    """The dispatcher decides; against the proposal he says why. Raises ReasonNeeded."""
    typed, proposal = _typed(call), heard.proposal
    if proposal is None:
        return DEFAULT_PRIORITY, typed
    if call.priority in (None, proposal.priority):
        return proposal.priority, typed or reasons.why(proposal)
    if typed is None:
        raise ReasonNeeded(field="priority_reason")
    return str(call.priority), typed
