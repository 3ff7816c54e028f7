"""What people do to jobs, messages and rules: the right, the act, the line in the audit trail."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from ops.access.audit import record
from ops.access.principal import Principal
from ops.errors import NotAllowed
from ops.kit import jobboard, outbox, rulesets
from ops.kit.models import Command, OutboxMessage
from ops.kit.rulesets import Body, RulesetVersion

_DECISIONS = {"resend": outbox.resend, "settle": outbox.settle, "drop": outbox.drop}


def run_job(session: Session, name: str, *, who: Principal, now: datetime) -> Command:
    """Raises NoScheduler, JobNotFound."""
    command = jobboard.wish_run(session, name, by=who.name, now=now)
    record(session, who, action="job.run", object_kind="job", object_ref=name, now=now)
    return command


def decide_message(session: Session, message_id: str, decision: str, *, who: Principal, now: datetime) -> OutboxMessage:
    """`resend`, `settle` ("it arrived") or `drop`. Raises MessageNotFound, MessageDecided."""
    message = _DECISIONS[decision](session, message_id, now=now)
    record(session, who, action=f"message.{decision}", object_kind="message", object_ref=message_id, now=now)
    return message


def may_change(who: Principal, name: str) -> bool:
    """Raises UnknownRuleset."""
    return who.may(f"rules.write.{rulesets.shipped(name).owner}")


def publish_rules(
    session: Session,
    name: str,
    body: Body,
    *,
    valid_from: date,
    note: str,
    based_on: int | None,
    who: Principal,
    now: datetime,
) -> RulesetVersion:
    """Raises NotAllowed, and what `rulesets.publish_version` raises."""
    if not may_change(who, name):
        raise NotAllowed()
    version = rulesets.publish_version(
        session, name, body, valid_from=valid_from, author=who.name, note=note, now=now, based_on=based_on
    )
    detail = {"version": version.version, "valid_from": valid_from.isoformat(), "note": note}
    record(session, who, action="rules.publish", object_kind="ruleset", object_ref=name, now=now, detail=detail)
    return version


def sees_message(who: Principal, message: OutboxMessage) -> bool:
    """Messages to callers hold data of persons: only for those who may read persons. Colleagues' are open."""
    return message.recipient_user_id is not None or who.may("persons.read")
