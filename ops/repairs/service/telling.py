"""The caller knows: at each change every caller is told, in his own language and by his own way, and once.

The one place of it: `change.py` hands over each change before its row is written, and `rules/telling.py` says what it
tells. Who wishes a call, and a relative who is only asked for news, is rung by the desk: his clock goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from ops.access import notify
from ops.access.models import User
from ops.db import zone_of
from ops.kit.locale import LANGUAGES, translate
from ops.kit.outbox import Message, Recipient, Target
from ops.people.rules import shown_phone
from ops.repairs import queries, rulebook, texts
from ops.repairs.caller_texts import A_TECHNICIAN, WORDINGS
from ops.repairs.defaults import CallersBody
from ops.repairs.letters import Facts, Letter
from ops.repairs.models import Caller, Team, WorkOrder
from ops.repairs.rules.telling import Occasion, occasions
from ops.repairs.service.links import new_address

if TYPE_CHECKING:
    from ops.repairs.service.change import Change

#: Whom we never write to: the desk rings.
_RUNG = "call"
_RELATIVE = "relative"
#: That we heard him is no news yet: the clock of informing him goes on.
_RECEIPTS = frozenset({"registered", "joined", "goes_on_elsewhere"})
#: What was told -> its event in the rule set of who is told.
EVENT_OF: Mapping[str, str] = {
    "registered": "caller_registered", "joined": "caller_registered", "visit": "caller_visit", "sent": "caller_sent",
    "sent_now": "caller_sent", "slot_moved": "caller_visit_moved", "on_the_way": "caller_on_the_way",
    "on_site": "caller_on_the_way", "no_access": "caller_no_access", "part": "caller_waits", "tenant": "caller_waits",
    "delayed": "caller_waits", "visit_off": "caller_visit_moved", "network": "caller_network",
    "more_work": "caller_waits", "done": "ticket_resolved", "reopened": "caller_reopened",
    "cancelled": "caller_closed", "goes_on_elsewhere": "caller_closed",
}  # fmt: skip


def tell_of(change: "Change") -> None:
    """Writes what the fresh events of a change tell its callers, and notes that they were told."""
    told = occasions(change.fresh, change.before, change.state)
    if not told:
        return
    callers = [each for each in queries.callers_of(change.session, change.ticket.id) if _is_written_to(each)]
    policy = rulebook.callers(change.session, change.now)
    for occasion in told if callers else ():
        case = _Case(change, occasion, policy, _order(change, occasion))
        for caller in callers:
            if occasion.caller in (None, caller.id):
                case.tell(caller)


def _is_written_to(caller: Caller) -> bool:
    return caller.tell_by != _RUNG and (caller.relation != _RELATIVE or bool(caller.tell_by))


def _order(change: "Change", occasion: Occasion) -> WorkOrder | None:
    orders = queries.orders_of(change.session, change.ticket.id) if occasion.work_order else ()
    return next((order for order in orders if order.ref == occasion.work_order), None)


@dataclass(frozen=True)
class _Case:
    """One occasion of one ticket."""

    change: "Change"
    occasion: Occasion
    policy: CallersBody
    order: WorkOrder | None

    @property
    def code(self) -> str:
        """A visit without a moment is another message: somebody comes now, or a team is found."""
        if self.occasion.code != "visit" or (self.order and self.order.slot_from_at):
            return self.occasion.code
        at_once = rulebook.pages(self.change.session, self.change.state.priority, self.change.now)
        return "sent_now" if at_once else "sent"

    def tell(self, caller: Caller) -> None:
        reader = Recipient(caller.name, language_of(caller, self.policy), _targets(caller))
        if not reader.targets:
            return
        sent = notify.tell_named(self.change.session, self._message(caller), reader, now=self.change.now)
        if sent and self.code not in _RECEIPTS:
            caller.informed_at = self.change.now
            self.change.happened("caller_informed", caller=caller.id, how="message", about=self.code)

    def _message(self, caller: Caller) -> Message:
        ref, language = self.change.ticket.ref, language_of(caller, self.policy)
        link = new_address(self.change.session, caller, self.change.now)
        letter = Letter(WORDINGS[self.code], self._facts(language), link, language)
        return Message(
            EVENT_OF[self.code],
            subject=texts.typed(letter.subject),
            body=texts.typed(letter.body(caller.name)),
            about=("ticket", ref),
            occasion=f"{ref}:{self.code}:{self.occasion.number}",
            holds_secret=bool(link),
            short=texts.typed(letter.short),
            settles=timedelta(seconds=self.policy.message_settles_s),
            thread=f"caller:{caller.id}",
        )

    def _facts(self, language: str) -> Facts:
        change, until = self.change, self.occasion.data.get("until")
        return Facts(
            title=texts.title_of(change.ticket).render(language),
            ref=change.ticket.ref,
            phone=shown_phone(self.policy.dispatching_phone),
            who=who_comes(change.session, self.order, language),
            operator=str(self.occasion.data.get("operator", "")),
            slot=self.order.slot if self.order else None,
            until=datetime.fromisoformat(until) if until else None,
            days=rulebook.close_after(change.session, change.now).days,
            zone=zone_of(change.session),
        )


def language_of(caller: Caller, policy: CallersBody) -> str:
    """His own where we have words in it, else the one that the rule names for those who read none of ours."""
    return caller.language if caller.language in LANGUAGES else policy.other_language


def _targets(caller: Caller) -> tuple[Target, ...]:
    """Every address that he left; what he asked for alone, where it can be reached."""
    known = {"sms": caller.phone, "mail": caller.email}
    wished = {caller.tell_by: known[caller.tell_by]} if known.get(caller.tell_by) else known
    return tuple(Target(channel, to) for channel, to in wished.items() if to)


def who_comes(session: Session, order: WorkOrder | None, language: str) -> str:
    """A firm by its name, one of ours by the first: enough to know whom to open the door for."""
    if order is None:
        return translate(language, A_TECHNICIAN)
    team = session.get_one(Team, order.team_id)
    if team.firm_id is not None:
        return team.name
    named = session.get(User, order.technician_id) if order.technician_id else None
    return named.name.partition(" ")[0] if named else translate(language, A_TECHNICIAN)
