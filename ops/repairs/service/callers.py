"""Callers: who must be told, and noting that they were."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import NotFound
from ops.estate.queries.persons import person_by_phone_within, person_within
from ops.kit.phones import normal_phone
from ops.people.models import Person
from ops.repairs import queries, rulebook
from ops.repairs.errors import CallerMissing, UnknownPerson
from ops.repairs.models import Caller
from ops.repairs.rules.clocks import clocks_of
from ops.repairs.rules.promises import Promise, open_promises
from ops.repairs.search import found_by
from ops.repairs.service.change import Change, changing
from ops.repairs.service.rehearing import hear_again
from ops.repairs.service.triaging import check_codes

Relation = Literal["self", "relative", "neighbour", "caretaker", "institution", "department", "other"]
TellBy = Literal["", "sms", "mail", "call"]


@dataclass(frozen=True)
class NewCaller:
    """Who calls: somebody from the file by code, or a name and a number."""

    name: str = ""
    phone: str | None = None
    language: str | None = None
    person: str | None = None
    email: str | None = None
    #: The user of the house who reports for himself or for his home.
    user_id: int | None = None
    relation: Relation = "self"
    on_behalf_of: str = ""
    #: sms | mail | call; empty leaves the choice to the rule set of who is told.
    tell_by: TellBy = ""
    #: What he says, and whom it hits: of one more caller it may make the ticket more urgent.
    said: str = ""
    affected: Sequence[str] | None = None


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
        user_id=new.user_id,
        relation=new.relation,
        on_behalf_of=new.on_behalf_of.strip(),
        tell_by=new.tell_by,
        called_at=called_at,
    )
    change.session.add(caller)
    change.ticket.found_by = found_by(change.ticket.found_by, caller)
    change.session.flush()
    change.happened("caller_added", caller=caller.id, called_at=called_at.isoformat())
    return caller


def check_named(new: NewCaller) -> None:
    """Raises CallerMissing."""
    if not (new.name.strip() or new.phone or new.person):
        raise CallerMissing(field="name")


def add_caller(
    session: Session, ref: str, new: NewCaller, *, who: Principal, now: datetime, called_at: datetime | None = None
) -> Caller:
    """One more caller for the same trouble: one intervention, everybody informed.

    What he says may show that more is at stake: then the ticket shows what the matrix would propose now, and a person
    decides. Raises CallerMissing, UnknownAffected.
    """
    check_named(new)
    check_codes(session, now, affected=new.affected)
    with changing(session, ref, who, now) as change:
        change.require("callers")
        caller = note_caller(change, new, called_at or now)
        hear_again(change, caller.id, new.said, new.affected, at=called_at or now)
        return caller


def inform_callers(
    session: Session, ref: str, caller_ids: Sequence[int] | None, text: str, *, who: Principal, now: datetime
) -> None:
    """Notes that callers were told by phone or on the spot; None means all who still wait.

    Raises NotFound for a caller of another ticket.
    """
    with changing(session, ref, who, now) as change:
        callers = {caller.id: caller for caller in queries.callers_of(session, change.ticket.id)}
        promised = {promise.caller for promise in promises_of(change)}
        wait = [caller.id for caller in callers.values() if caller.informed_at is None or caller.id in promised]
        for caller_id in wait if caller_ids is None else caller_ids:
            if caller_id not in callers:
                raise NotFound()
            told(change, callers[caller_id], "call", text)


def promises_of(change: Change) -> list[Promise]:
    """Whom somebody promised to ring, and has not rung yet: a message does not keep the promise."""
    clocks = clocks_of(change.events, rulebook.clock_rules(change.session, change.ticket.aware_at))
    return open_promises(change.events, clocks)


def told(change: Change, caller: Caller, how: str, text: str = "") -> None:
    caller.informed_at = change.now
    change.happened("caller_informed", caller=caller.id, how=how, text=text)
