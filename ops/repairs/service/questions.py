"""An administrative question: noted like any call, passed on to its desk, and over for us."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import notify
from ops.access.principal import Principal
from ops.errors import N_
from ops.kit.locale import Instant, Text
from ops.kit.outbox import Message, Recipient, Target
from ops.people.rules import shown_phone
from ops.repairs import queries, rulebook, texts
from ops.repairs.errors.desk import QuestionMissing, UnknownDesk
from ops.repairs.models import Caller, Ticket
from ops.repairs.phrasebook import Desk, desk_rules, desks
from ops.repairs.rules.headline import headline
from ops.repairs.service.callers import NewCaller, check_named
from ops.repairs.service.change import Change
from ops.repairs.service.intake import place_within
from ops.repairs.service.lifecycle import settle
from ops.repairs.service.tickets import NewTicket, opening

EVENT = "question_routed"
_FINDING, _PRIORITY = "routed", "P4"
TO_DESK = N_("Question of a caller: %(title)s")
TO_DESK_BODY = N_("%(name)s, %(phone)s, asks: %(text)s Answer before %(by)s. Our reference is %(ref)s.")
TO_CALLER = N_("Your question: %(title)s")
TO_CALLER_BODY = N_(
    "We passed your question on to %(desk)s. They answer you before %(by)s; you need not do anything. "
    "You reach them on %(phone)s. Your reference is %(ref)s."
)


@dataclass(frozen=True)
class Question:
    """What somebody wants to know, and the code of the desk that answers."""

    text: str
    desk: str
    caller: NewCaller
    location: str = ""
    aware_at: datetime | None = None


def route_question(session: Session, question: Question, *, who: Principal, now: datetime) -> Ticket:
    """Resolved at once with the finding `routed`; the desk and the caller are told through the outbox.

    Raises QuestionMissing, UnknownDesk, CallerMissing, UnknownLocation.
    """
    desk = _checked(session, question, now)
    with opening(session, _ticket(session, question, who, now), who=who, now=now) as change:
        change.happened(EVENT, desk=desk.code, desk_name=desk.name.nl, text=question.text.strip())
        for caller in queries.callers_of(session, change.ticket.id):
            _Routing(change, desk, caller).tell()
        settle(change, _FINDING)
        return change.ticket


def _checked(session: Session, question: Question, now: datetime) -> Desk:
    if not question.text.strip():
        raise QuestionMissing(field="description")
    check_named(question.caller)
    desk = desks(session, now).get(question.desk)
    if desk is None:
        raise UnknownDesk(field="desk")
    return desk


def _ticket(session: Session, question: Question, who: Principal, now: datetime) -> NewTicket:
    """Who lives in none of our houses asks at the place that the rule names."""
    place = place_within(session, question.location or desk_rules(session, now)["place_without_address"], who)
    return NewTicket(
        title=headline(question.text),
        place=place,
        aware_at=question.aware_at or now,
        trade="admin",
        priority=_PRIORITY,
        description=question.text,
        origin_kind="question",
        caller=question.caller,
        pages=False,
    )


@dataclass(frozen=True)
class _Routing:
    """One caller's question on its way to a desk."""

    change: Change
    desk: Desk
    caller: Caller

    def tell(self) -> None:
        """The desk by mail, in the language in which it is to answer; the caller by what the rules allow."""
        caller = self.caller
        mail = (Target("mail", self.desk.email),)
        self._send(Recipient(self.desk.name.nl, caller.language, mail), TO_DESK, TO_DESK_BODY, caller.phone)
        known = (("sms", caller.phone), ("mail", caller.email))
        reader = Recipient(caller.name, caller.language, tuple(Target(channel, to) for channel, to in known if to))
        if reader.targets and self._send(reader, TO_CALLER, TO_CALLER_BODY, self.desk.phone):
            caller.informed_at = self.change.now
            self.change.happened("caller_informed", caller=caller.id, how="message", about=EVENT)

    def _send(self, reader: Recipient, subject: str, body: str, phone: str | None) -> bool:
        """`phone` is the number on which the reader reaches the other one."""
        change, ref = self.change, self.change.ticket.ref
        words = {**self._words(), "phone": shown_phone(phone) or "–"}
        about, occasion = ("ticket", ref), f"{ref}:{self.caller.id}:{reader.targets[0].to}"
        message = Message(EVENT, Text(subject, words), Text(body, words), about, occasion)
        return notify.tell_named(change.session, message, reader, now=change.now)

    def _words(self) -> dict[str, object]:
        session, ticket, now = self.change.session, self.change.ticket, self.change.now
        days = desk_rules(session, now)["answered_within_working_days"]
        by = rulebook.calendar(session, now).end_of_nth_working_day(now, days)
        return {
            "title": texts.title_of(ticket), "text": ticket.description, "ref": ticket.ref,
            "name": self.caller.name, "by": Instant(by), "desk": self.desk.name,
        }  # fmt: skip
