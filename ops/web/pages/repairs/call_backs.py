"""Calls that were promised to callers of a ticket, as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ops.repairs.models import Caller, Ticket
from ops.repairs.rules.clocks import ClockRules, clocks_of
from ops.repairs.rules.events import Event
from ops.repairs.rules.promises import Promise, open_promises


@dataclass(frozen=True)
class CallBack:
    """One call to make."""

    caller: Caller
    promise: Promise

    @property
    def phone(self) -> str:
        return self.promise.phone or self.caller.phone or ""


def of(events: Sequence[Event], rules: ClockRules, ticket: Ticket) -> list[CallBack]:
    """The earliest first."""
    callers = {caller.id: caller for caller in ticket.callers}
    return [CallBack(callers[each.caller], each) for each in open_promises(events, clocks_of(events, rules))]


def is_possible(act: str, ticket: Ticket, promised: Sequence[CallBack]) -> bool:
    """Who called is told, and promised a call; a call is made where one was promised."""
    called = bool(ticket.callers)
    return {"inform": called, "promise": called, "called": bool(promised)}.get(act, True)
