"""Opening a ticket: a call, a remark or an alert, all on one way."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.models import User
from ops.access.principal import Principal
from ops.estate.models import Installation, Location
from ops.kit.folding import fold
from ops.kit.locale import DEFAULT_LANGUAGE, Text
from ops.kit.refs import next_ref
from ops.repairs import queries, texts
from ops.repairs.errors import AwareInFuture, AwareTooOld, TitleMissing, UnknownInstallation
from ops.repairs.models import Ticket
from ops.repairs.rules.triage import DEFAULT_PRIORITY
from ops.repairs.service.callers import NewCaller, note_caller
from ops.repairs.service.change import Change, beginning
from ops.repairs.service.paging import page_if_urgent

_CLOCKS_MAY_DIFFER_BY = timedelta(minutes=2)
_OLDEST = timedelta(days=366)
_TITLE_LENGTH = 200


@dataclass(frozen=True)
class NewTicket:
    """What is known when a ticket opens; `aware_at` may lie in the past (a call noted on paper)."""

    title: Text | str
    place: Location
    aware_at: datetime
    trade: str = "other"
    priority: str = DEFAULT_PRIORITY
    priority_reason: Text | None = None
    description: str = ""
    installation_id: int | None = None
    hazard: str | None = None
    affected: Sequence[str] = ()
    #: What the matrix proposed; None where somebody decided without it.
    proposed_priority: str | None = None
    spot: str = ""
    access_note: str = ""
    origin_kind: str = "call"
    origin_id: str | None = None
    caller: NewCaller | None = None
    #: False when a rule decided that nobody is woken for it.
    pages: bool = True


def open_ticket(session: Session, new: NewTicket, *, who: Principal, now: datetime) -> Ticket:
    """Notes it, starts its clocks and pages where its priority says so."""
    with opening(session, new, who=who, now=now) as change:
        return change.ticket


@contextmanager
def opening(session: Session, new: NewTicket, *, who: Principal, now: datetime) -> Iterator[Change]:
    """Opens it, and lets more happen to it in the same change."""
    _check(new, now)
    _check_installation(session, new.installation_id, new.place)
    with beginning(session, _row(session, new, who, now), who, now) as change:
        _register(change, new)
        _triage_at_once(change, new)
        if caller := new.caller or _self_as_caller(session, who):
            note_caller(change, _as_his_own(caller, who), min(new.aware_at, now))
        page_if_urgent(change, wanted=new.pages)
        yield change


def _register(change: Change, new: NewTicket) -> None:
    change.happened(
        "registered",
        priority=new.priority,
        aware_at=change.ticket.aware_at.isoformat(),
        location=new.place.code,
        trade=new.trade,
        origin=new.origin_kind,
        hazard=new.hazard,
        affected=list(new.affected) or None,
        proposed=new.proposed_priority,
    )


def check_aware(at: datetime, now: datetime) -> datetime:
    """The moment of a call, never after now: clocks differ a little. Raises AwareInFuture, AwareTooOld."""
    if at > now + _CLOCKS_MAY_DIFFER_BY:
        raise AwareInFuture(field="aware_at")
    if at < now - _OLDEST:
        raise AwareTooOld(field="aware_at")
    return min(at, now)


def _check(new: NewTicket, now: datetime) -> None:
    """Raises AwareInFuture, AwareTooOld, TitleMissing."""
    check_aware(new.aware_at, now)
    if isinstance(new.title, str) and not new.title.strip():
        raise TitleMissing(field="title")


def _row(session: Session, new: NewTicket, who: Principal, now: datetime) -> Ticket:
    title = new.title if isinstance(new.title, Text) else None
    worded = title.render(DEFAULT_LANGUAGE) if title else str(new.title)
    ref = next_ref(session, "T", now)
    ticket = Ticket(
        ref=ref,
        title=worded.strip()[:_TITLE_LENGTH],
        title_params=title.to_json() if title else {},
        description=new.description.strip(),
        location_id=new.place.id,
        installation_id=new.installation_id,
        trade=new.trade,
        hazard=new.hazard,
        affected=list(new.affected),
        spot=new.spot.strip(),
        access_note=new.access_note.strip(),
        priority=new.priority,
        proposed_priority=new.proposed_priority,
        priority_reason=new.priority_reason.to_json() if new.priority_reason else {},
        origin_kind=new.origin_kind,
        origin_id=new.origin_id,
        aware_at=min(new.aware_at, now),
        registered_at=now,
        registered_by=who.key,
        version=0,
    )
    ticket.search_text = ticket.found_by = search_text(ticket, new.place)
    session.add(ticket)
    session.flush()
    return ticket


def search_text(ticket: Ticket, place: Location) -> str:
    words = (ticket.ref, texts.in_all_languages(texts.title_of(ticket)), ticket.description)
    return fold(" ".join((*words, place.search_text)))


def _check_installation(session: Session, installation_id: int | None, place: Location) -> None:
    """An installation belongs to the building of the place. Raises UnknownInstallation."""
    if installation_id is None:
        return
    found = session.get(Installation, installation_id)
    home = queries.building_of(session, found.location_id) if found else None
    if found is None or home != (place.building_id or place.id):
        raise UnknownInstallation(field="installation")


def _triage_at_once(change: Change, new: NewTicket) -> None:
    """Who may triage confirms the priority by choosing it; others propose one."""
    if change.who.may("tickets.triage"):
        reason = new.priority_reason.to_json() if new.priority_reason else None
        change.happened("triaged", priority=new.priority, proposed=new.proposed_priority, reason=reason)


def _self_as_caller(session: Session, who: Principal) -> NewCaller | None:
    """A department or concierge that reports for itself is told how it goes on; a dispatcher only takes notes."""
    if who.kind != "user" or who.may("tickets.triage"):
        return None
    user = session.get(User, who.user_id)
    if user is None:
        return None
    return NewCaller(name=user.name, email=user.email, phone=user.phone, language=user.language)


def _as_his_own(caller: NewCaller, who: Principal) -> NewCaller:
    """A user who takes no calls for others reports for himself: the ticket is on his list."""
    return caller if who.may("tickets.triage") else replace(caller, user_id=who.user_id or caller.user_id)
