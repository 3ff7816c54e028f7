"""Messages that leave the house: written in the same transaction as what they tell, sent by a job.

pending ──claim──> claimed ──accepted──> sent
   ^                  ├──refused──> pending (next channel, later) or failed (no channel or attempt left)
   └──page───────────┴──no answer──> unknown: a person says "it arrived" or "send again"
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, func, or_, select, update
from sqlalchemy.orm import Session

from ops.errors import N_, Conflict, NotFound
from ops.inserts import insert_all_if_absent
from ops.kit.locale import Text
from ops.kit.models import OutboxMessage

STATES = ("pending", "claimed", "sent", "unknown", "failed", "dropped")
#: What waits for a person.
NEEDS_A_PERSON = ("unknown", "failed")
_NO_TARGET = "no_address"
#: A later message to the same reader said it all.
SUPERSEDED = "superseded"


@dataclass(frozen=True)
class Target:
    """One way to reach somebody; the first of a recipient is preferred."""

    channel: str
    to: str


@dataclass(frozen=True)
class Recipient:
    """Who is told; a caller without a login has no `user_id`."""

    name: str
    language: str
    targets: tuple[Target, ...]
    user_id: int | None = None


@dataclass(frozen=True)
class Message:
    """What is told, to whomever it concerns; `occasion` is what each is told of only once."""

    event: str
    subject: Text
    body: Text
    about: tuple[str, str] | None
    occasion: str
    is_page: bool = False
    holds_secret: bool = False
    #: What a text message says instead, in one piece.
    short: Text | None = None
    #: Waits so long for a later one that says more, which then takes the place of those under the same thread.
    settles: timedelta = timedelta()
    thread: str = ""

    def key_for(self, recipient: Recipient) -> str:
        whose = "" if recipient.user_id is None else f":user:{recipient.user_id}"
        thread = f":{self.thread}" if self.thread else ""
        return f"{self.event}:{self.occasion}{whose}{thread}"


class MessageNotFound(NotFound):
    code = "message_not_found"
    text = N_("There is no such message.")


class MessageDecided(Conflict):
    code = "message_decided"
    text = N_("This message is %(state)s: it can't be changed this way any more.")


def enqueue(session: Session, message: Message, recipients: Sequence[Recipient], *, now: datetime) -> list[str]:
    """Decides one message for each; returns the ids of those that were not decided before.

    Without an address it fails at once, in sight.
    """
    written = insert_all_if_absent(session, [_row(message, each, now) for each in recipients])
    if written and message.thread and message.about:
        _take_the_place(session, message.about[1], message.thread, written)
    return written


def _take_the_place(session: Session, about_ref: str, thread: str, written: Sequence[str]) -> None:
    """What stood in the same thread, and nobody began to send, is news of yesterday."""
    same = (OutboxMessage.about_ref == about_ref, OutboxMessage.dedup_key.endswith(f":{thread}", autoescape=True))
    unsent = (OutboxMessage.state == "pending", OutboxMessage.attempts == 0, OutboxMessage.id.not_in(written))
    for row in session.scalars(select(OutboxMessage).where(*same, *unsent).with_for_update(skip_locked=True)):
        row.state, row.last_error = "dropped", SUPERSEDED
        _without_secret(row)


def _row(message: Message, recipient: Recipient, now: datetime) -> OutboxMessage:
    message_id = str(uuid4())
    return OutboxMessage(
        id=message_id,
        dedup_key=message.key_for(recipient),
        event=message.event,
        recipient_name=recipient.name,
        recipient_user_id=recipient.user_id,
        language=recipient.language,
        targets=[{"channel": each.channel, "to": each.to} for each in recipient.targets],
        subject=message.subject.render(recipient.language),
        body=f"{message.body.render(recipient.language)}\n\n{body_without_secret(message_id)}",
        short=message.short.render(recipient.language) if message.short else None,
        is_page=message.is_page,
        holds_secret=message.holds_secret,
        state="pending" if recipient.targets else "failed",
        last_error=None if recipient.targets else _NO_TARGET,
        next_attempt_at=now + message.settles,
        created_at=now,
        about_kind=message.about[0] if message.about else None,
        about_ref=message.about[1] if message.about else None,
    )


def message_of(session: Session, message_id: str) -> OutboxMessage:
    """Raises MessageNotFound."""
    found = session.get(OutboxMessage, message_id)
    if found is None:
        raise MessageNotFound()
    return found


def messages(
    session: Session,
    *,
    states: Sequence[str] = (),
    event: str | None = None,
    about: tuple[str, str] | None = None,
    text: str | None = None,
    limit: int = 100,
    offset: int = 0,
) -> list[OutboxMessage]:
    """Newest first."""
    query: Select[tuple[OutboxMessage]] = select(OutboxMessage)
    for condition in _conditions(states, event, about, text):
        query = query.where(condition)
    ordered = query.order_by(OutboxMessage.created_at.desc(), OutboxMessage.id.desc()).limit(limit).offset(offset)
    return list(session.scalars(ordered))


def _conditions(
    states: Sequence[str], event: str | None, about: tuple[str, str] | None, text: str | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if states:
        conditions.append(OutboxMessage.state.in_(states))
    if event:
        conditions.append(OutboxMessage.event == event)
    if about:
        conditions += [OutboxMessage.about_kind == about[0], OutboxMessage.about_ref == about[1]]
    if text:
        columns = (OutboxMessage.recipient_name, OutboxMessage.subject, OutboxMessage.about_ref, OutboxMessage.id)
        conditions.append(or_(*(column.icontains(text, autoescape=True) for column in columns)))
    return conditions


def counts_by_state(session: Session) -> dict[str, int]:
    rows = session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)).all()
    return dict.fromkeys(STATES, 0) | {row[0]: row[1] for row in rows}


def count_for_a_person(session: Session) -> int:
    """The figure in the navigation."""
    query = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state.in_(NEEDS_A_PERSON))
    return session.scalar(query) or 0


def settle(session: Session, message_id: str, *, now: datetime) -> OutboxMessage:
    """A person says that a message of unknown outcome, or one that failed, reached its reader by other means."""
    message = _decide(session, message_id, NEEDS_A_PERSON, state="sent", sent_at=now, next_attempt_at=now)
    return _without_secret(message)


def resend(session: Session, message_id: str, *, now: datetime) -> OutboxMessage:
    """Sends again under the same id, from the preferred channel on; earlier refusals are forgotten."""
    message = message_of(session, message_id)
    targets = [{"channel": each["channel"], "to": each["to"]} for each in message.targets]
    if not targets:
        raise MessageDecided(state=message.state)
    fresh = {"targets": targets, "target_index": 0, "attempts": 0, "last_error": None}
    return _decide(session, message_id, NEEDS_A_PERSON, state="pending", next_attempt_at=now, **fresh)


def drop(session: Session, message_id: str, *, now: datetime) -> OutboxMessage:
    """It will not be sent (any more)."""
    message = _decide(session, message_id, ("pending", *NEEDS_A_PERSON), state="dropped", next_attempt_at=now)
    return _without_secret(message)


def body_without_secret(message_id: str) -> str:
    """What is left of a text that held a secret link, once nobody is to be sent it any more."""
    return f"[{message_id}]"


def _without_secret(message: OutboxMessage) -> OutboxMessage:
    if message.holds_secret:
        message.body, message.short = body_without_secret(message.id), None
    return message


def _decide(session: Session, message_id: str, allowed: Sequence[str], **values: object) -> OutboxMessage:
    """One statement decides, so that a person and the sender never decide differently. Raises MessageDecided."""
    message = message_of(session, message_id)
    statement = update(OutboxMessage).where(OutboxMessage.id == message_id, OutboxMessage.state.in_(allowed))
    changed = session.execute(statement.values(**values).execution_options(synchronize_session=False))
    session.refresh(message)
    if changed.rowcount != 1:  # type: ignore[attr-defined]
        raise MessageDecided(state=message.state)
    return message
