"""Of two tickets for one trouble one goes on: the callers of the other one stand there, and are told its reference."""

from datetime import datetime

from sqlalchemy.orm import Session

from ops.errors import NotFound
from ops.kit.folding import fold
from ops.repairs import queries
from ops.repairs.errors import DuplicateOfItself, UnknownTicketNamed
from ops.repairs.models import Caller, Ticket
from ops.repairs.queries.duplicates import goes_on_as, lock_tickets
from ops.repairs.rules.duplicates import Party, going_on, twin_of
from ops.repairs.search import found_by
from ops.repairs.service.callers import promises_of
from ops.repairs.service.change import Change, changing
from ops.repairs.service.links import lead_to
from ops.repairs.service.rehearing import hear_again

_COPIED = (
    "person_id", "name", "phone", "email", "language", "user_id", "relation", "on_behalf_of", "tell_by", "called_at",
)  # fmt: skip
_WORK = "tickets.work"


def survivor_of(session: Session, ref: str) -> str | None:
    """The ticket that goes on for one that was cancelled as known already, over every chain."""
    return going_on(ref, lambda each: goes_on_as(session, each))


def lock_both(session: Session, ref: str, named: str | None) -> str:
    """The reference that goes on: the one named, or the one into which that went. Both are locked in one order, so that
    two who name each other's ticket do not wait for ever.

    Raises UnknownTicketNamed, DuplicateOfItself.
    """
    if not named:
        raise UnknownTicketNamed(field="other")
    kept = survivor_of(session, named) or named
    if ref in (named, kept):
        raise DuplicateOfItself(field="other")
    lock_tickets(session, (ref, kept))
    return kept


def hand_over(change: Change, ref: str) -> None:
    """Puts the callers of a ticket that ends on the one that goes on, with the calls that were promised to them.

    Raises UnknownTicketNamed out of reach, and the conflict of a ticket that is over.
    """
    try:
        kept = queries.ticket_for_change(change.session, ref, change.who, _WORK)
    except NotFound as error:
        raise UnknownTicketNamed(field="other") from error
    with changing(change.session, kept, change.who, change.now) as into:
        into.require("callers")
        moved = _moved(change, into)
        into.happened("duplicate_joined", ticket=change.ticket.ref, callers=[each.id for each in moved.values()])
        _promise_again(change, into, moved)
        _say_again(change.ticket, into, moved)


def _moved(change: Change, into: Change) -> dict[int, Caller]:
    """By the id on the ticket that ends, each caller on the one that goes on."""
    there = {caller.id: caller for caller in queries.callers_of(into.session, into.ticket.id)}
    parties = [_party(caller) for caller in there.values()]
    moved = {}
    for caller in queries.callers_of(change.session, change.ticket.id):
        known = twin_of(_party(caller), parties)
        moved[caller.id] = there[known] if known else _copied(caller, change.ticket, into)
        lead_to(change.session, caller, moved[caller.id])
    return moved


def _party(caller: Caller) -> Party:
    return Party(
        caller.id, fold(caller.name), caller.person_id, caller.user_id, caller.phone, caller.email,
        is_relative=caller.relation == "relative",
    )  # fmt: skip


def _copied(caller: Caller, ticket: Ticket, into: Change) -> Caller:
    """What he was told of the work that is called off counts no more: his clock starts again, or goes on."""
    copy = Caller(ticket_id=into.ticket.id, **{name: getattr(caller, name) for name in _COPIED})
    into.session.add(copy)
    into.ticket.found_by = found_by(into.ticket.found_by, copy)
    into.session.flush()
    waits_since: datetime = into.now if caller.informed_at else caller.called_at
    into.happened("caller_added", caller=copy.id, called_at=waits_since.isoformat(), ticket=ticket.ref)
    return copy


def _promise_again(change: Change, into: Change, moved: dict[int, Caller]) -> None:
    """A call that was promised is made, from whichever ticket; the earlier promise counts."""
    known = {promise.caller: promise.by for promise in promises_of(into)}
    for promise in promises_of(change):
        caller = moved[promise.caller].id
        if caller not in known or promise.by < known[caller]:
            into.happened(
                "call_back_promised", caller=caller, by=promise.by.isoformat(), phone=promise.phone, text=promise.why
            )


def _say_again(ticket: Ticket, into: Change, moved: dict[int, Caller]) -> None:
    """What was said there, and whom it hits, may make this one more urgent."""
    first = next(iter(moved.values()), None)
    if first is not None:
        said = "\n".join(filter(None, (ticket.title, ticket.description)))
        hear_again(into, first.id, said, ticket.affected, at=into.now)
