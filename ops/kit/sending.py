"""The sender's side of the outbox: claim (commit), send without a transaction, mark (commit)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from ops.kit.delivery import Attempt, DeliveryPolicy, Outcome, Step, Verdict, next_step
from ops.kit.models import OutboxMessage
from ops.kit.outbox import body_without_secret

NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Claimed:
    """A message that one sender holds; the instant of its claim and the number of its attempt are the proof.

    The number alone would not do: it begins anew when a person sends the message again.
    """

    id: str
    at: datetime
    channel: str
    to: str
    subject: str
    body: str
    holds_secret: bool
    attempt: Attempt


def has_work(session: Session, policy: DeliveryPolicy, *, now: datetime) -> bool:
    """A cheap look that takes no write lock."""
    due = and_(OutboxMessage.state == "pending", OutboxMessage.next_attempt_at <= now)
    stale = and_(OutboxMessage.state == "claimed", OutboxMessage.claimed_at <= now - policy.no_answer)
    return session.scalar(select(OutboxMessage.id).where(or_(due, stale)).limit(1)) is not None


def claim_next(session: Session, *, by: str, now: datetime) -> Claimed | None:
    """Takes the message that is due first, pages before all else; two senders never take the same one.

    One at a time: a slow provider must not let the claims of the others grow old.
    """
    due = (
        select(OutboxMessage)
        .where(OutboxMessage.state == "pending", OutboxMessage.next_attempt_at <= now)
        .order_by(OutboxMessage.is_page.desc(), OutboxMessage.next_attempt_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    message = session.scalars(due).first()
    if message is None:
        return None
    message.state, message.claimed_at, message.claimed_by = "claimed", now, by
    message.attempts += 1
    return _claimed(message, now)


def _claimed(message: OutboxMessage, now: datetime) -> Claimed:
    target = message.targets[message.target_index]
    short = message.short if target["channel"] == "sms" else None
    return Claimed(
        id=message.id,
        at=now,
        channel=target["channel"],
        to=target["to"],
        subject="" if short else message.subject,
        body=short or message.body,
        holds_secret=message.holds_secret,
        attempt=_attempt(message),
    )


def _attempt(message: OutboxMessage) -> Attempt:
    return Attempt(message.targets, message.target_index, message.attempts, message.is_page)


def mark(
    session: Session, claimed: Claimed, verdict: Verdict, policy: DeliveryPolicy, *, now: datetime, chance: float
) -> str | None:
    """Writes what became of an attempt; None when somebody decided about it in the meantime.

    A message that was given up as unknown counts as sent when its acceptance comes late after all.
    """
    step = next_step(claimed.attempt, verdict.outcome, policy, now=now, chance=chance)
    open_states = ("claimed", "unknown") if step.state == "sent" else ("claimed",)
    values = _values(step, verdict, now)
    if step.state == "sent" and claimed.holds_secret:
        values |= {"body": body_without_secret(claimed.id), "short": None}
    ours = update(OutboxMessage).where(
        OutboxMessage.id == claimed.id,
        OutboxMessage.state.in_(open_states),
        OutboxMessage.attempts == claimed.attempt.attempts,
        OutboxMessage.claimed_at == claimed.at,
    )
    marked = ours.values(**values).returning(OutboxMessage.state)
    return session.scalar(marked.execution_options(synchronize_session=False))


def _values(step: Step, verdict: Verdict, now: datetime) -> dict[str, object]:
    return {
        "state": step.state,
        "targets": step.targets,
        "target_index": step.target_index,
        "next_attempt_at": step.next_attempt_at,
        "sent_at": now if step.state == "sent" else None,
        "last_error": verdict.error,
    }


def recover(session: Session, policy: DeliveryPolicy, *, now: datetime, chance: float) -> int:
    """Messages whose sender died between claim and mark: pages go again, the others wait for a person."""
    stale = select(OutboxMessage).where(
        OutboxMessage.state == "claimed", OutboxMessage.claimed_at <= now - policy.no_answer
    )
    rows = list(session.scalars(stale.with_for_update(skip_locked=True)))
    for message in rows:
        step = next_step(_attempt(message), Outcome.UNKNOWN, policy, now=now, chance=chance)
        for name, value in _values(step, Verdict(Outcome.UNKNOWN, NO_ANSWER), now).items():
            setattr(message, name, value)
        # The reader of a page can't wait for the usual spacing: its sender has been silent for `no_answer` already.
        message.next_attempt_at = now
    return len(rows)
