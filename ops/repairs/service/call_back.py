"""A promise to call back has its own clock, which only a call stops."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.phones import normal_phone
from ops.repairs import queries
from ops.repairs.errors.desk import (
    CallBackInPast,
    CallBackMissing,
    CallBackTooFar,
    NoCallPromised,
    NoNumberToCall,
    NotACaller,
)
from ops.repairs.models import Caller
from ops.repairs.search import found_by
from ops.repairs.service.callers import promises_of, told
from ops.repairs.service.change import Change, changing

_FARTHEST = timedelta(days=30)


def check_call_back(by: datetime | None, now: datetime) -> datetime:
    """Raises CallBackMissing, CallBackInPast, CallBackTooFar."""
    if by is None:
        raise CallBackMissing(field="call_back_at")
    if by <= now:
        raise CallBackInPast(field="call_back_at")
    if by > now + _FARTHEST:
        raise CallBackTooFar(field="call_back_at")
    return by


def promise_call_back(
    session: Session, ref: str, caller_id: int | None, by: datetime | None, *, who: Principal, now: datetime,
    phone: str = "", text: str = "",
) -> None:  # fmt: skip
    """Somebody will call this caller before an instant; None means whoever called last.

    `phone` is another number than his own, `text` why he is called.
    Raises NotACaller where nobody called or another was meant, BadPhone, and what `check_call_back` raises.
    """
    until = check_call_back(by, now)
    with changing(session, ref, who, now) as change:
        change.require("callers")
        promise(change, _caller(change, caller_id), until, phone, text)


def promise(change: Change, caller: Caller, by: datetime, phone: str = "", text: str = "") -> None:
    """Within a change that goes on. Who left no number keeps this one. Raises NoNumberToCall."""
    number = normal_phone(phone)
    if not caller.phone:
        if not number:
            raise NoNumberToCall(field="phone")
        caller.phone = number
        change.ticket.found_by = found_by(change.ticket.found_by, caller)
    other = number if number != caller.phone else None
    change.happened("call_back_promised", caller=caller.id, by=by.isoformat(), phone=other, text=text.strip())


def called_back(
    session: Session, ref: str, caller_ids: Sequence[int] | None, text: str, *, who: Principal, now: datetime
) -> None:
    """The promise is kept: these callers were rung; None means all to whom it was promised.

    Raises NotACaller for a caller of another ticket, NoCallPromised when nobody of them waits for a call any more.
    """
    with changing(session, ref, who, now) as change:
        callers = {caller.id: caller for caller in queries.callers_of(session, change.ticket.id)}
        if set(caller_ids or ()) - set(callers):
            raise NotACaller(field="callers")
        waiting = [each.caller for each in promises_of(change) if caller_ids is None or each.caller in caller_ids]
        if not waiting:
            raise NoCallPromised(ticket=change.ticket.ref)
        for caller_id in waiting:
            told(change, callers[caller_id], "call", text)


def _caller(change: Change, caller_id: int | None) -> Caller:
    callers = queries.callers_of(change.session, change.ticket.id)
    wanted = [caller for caller in callers if caller_id in (None, caller.id)]
    if not wanted:
        raise NotACaller(field="caller")
    return wanted[-1]
