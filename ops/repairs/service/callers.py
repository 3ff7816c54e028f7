"""Callers: who must be told, and noting that they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import notify
from ops.access.principal import Principal
from ops.errors import NotFound
from ops.estate.queries.persons import person_by_phone_within, person_within
from ops.kit.locale import Text
from ops.kit.outbox import Message, Recipient, Target
from ops.kit.phones import normal_phone
from ops.people.models import Person
from ops.repairs import queries, texts
from ops.repairs.errors import CallerMissing, UnknownPerson
from ops.repairs.models import Caller
from ops.repairs.service.change import Change, changing


@dataclass(frozen=True)
class NewCaller:
    """Who calls: somebody from the file by code, or a name and a number."""

    name: str = ""
    phone: str | None = None
    language: str | None = None
    person: str | None = None
    email: str | None = None


def _person_of(session: Session, new: NewCaller, phone: str | None, who: Principal) -> Person | None:
    """The person named, else the one whose number this is; only those whom the writer may know."""
    if not who.may("persons.read"):
        return None
    scopes = who.places("persons.read")
    if new.person:
        try:
            return person_within(session, new.person, scopes)
        except NotFound as error:
            raise UnknownPerson(field="person") from error
    return person_by_phone_within(session, phone, scopes) if phone else None


def note_caller(change: Change, new: NewCaller, called_at: datetime) -> Caller:
    """Adds a caller and starts his clock."""
    phone = normal_phone(new.phone)
    person = _person_of(change.session, new, phone, change.who)
    caller = Caller(
        ticket_id=change.ticket.id,
        person_id=person.id if person else None,
        name=new.name or (person.name if person else "") or phone or "?",
        phone=phone or (person.phone if person else None),
        email=new.email or (person.email if person else None),
        language=new.language or (person.language if person else change.who.language),
        called_at=called_at,
    )
    change.session.add(caller)
    change.session.flush()
    change.happened("caller_added", caller=caller.id, called_at=called_at.isoformat())
    return caller


def add_caller(
    session: Session, ref: str, new: NewCaller, *, who: Principal, now: datetime, called_at: datetime | None = None
) -> Caller:
    """One more caller for the same trouble: one intervention, everybody informed. Raises CallerMissing."""
    if not (new.name.strip() or new.phone or new.person):
        raise CallerMissing(field="name")
    with changing(session, ref, who, now) as change:
        change.require("callers")
        return note_caller(change, new, called_at or now)


def inform_callers(
    session: Session, ref: str, caller_ids: Sequence[int] | None, text: str, *, who: Principal, now: datetime
) -> None:
    """Notes that callers were told by phone or on the spot; None means all who still wait.

    Raises NotFound for a caller of another ticket.
    """
    with changing(session, ref, who, now) as change:
        callers = {caller.id: caller for caller in queries.callers_of(session, change.ticket.id)}
        wait = [caller.id for caller in callers.values() if caller.informed_at is None]
        for caller_id in wait if caller_ids is None else caller_ids:
            if caller_id not in callers:
                raise NotFound()
            _told(change, callers[caller_id], "call", text)


def _told(change: Change, caller: Caller, how: str, text: str = "") -> None:
    caller.informed_at = change.now
    change.happened("caller_informed", caller=caller.id, how=how, text=text)


def tell_callers(change: Change, subject: Text, body: Text, dedup: str) -> int:
    """A message to every caller who left a number or an address; telling stops his clock."""
    told = 0
    for caller in queries.callers_of(change.session, change.ticket.id):
        known = (("sms", caller.phone), ("mail", caller.email))
        targets = tuple(Target(channel, to) for channel, to in known if to)
        recipient = Recipient(caller.name, caller.language, targets)
        about, occasion = ("ticket", change.ticket.ref), f"{dedup}:caller:{caller.id}"
        message = Message("ticket_resolved", subject, body, about, occasion)
        if targets and notify.tell_named(change.session, message, recipient, now=change.now):
            _told(change, caller, "message")
            told += 1
    return told


def tell_done(change: Change, days: int) -> int:
    title = texts.title_of(change.ticket)
    return tell_callers(
        change,
        Text(texts.DONE_SUBJECT, {"title": title}),
        Text(texts.DONE_BODY, {"ref": change.ticket.ref, "title": title, "days": days}),
        dedup=f"{change.ticket.ref}:{change.count('reopened')}",
    )
