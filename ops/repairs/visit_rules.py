"""The rule sets of visits as the values that the rules work with, in force at an instant."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from sqlalchemy.orm import Session

from ops.kit import rulesets
from ops.repairs import defaults, rulebook
from ops.repairs.rules.access import AccessRules
from ops.repairs.rules.slots import Hours, SlotRules


def access_rules(session: Session, now: datetime) -> AccessRules:
    body = rulesets.current(session, defaults.ACCESS, now).body
    return AccessRules(
        attempts=body["attempts"],
        between_attempts=timedelta(hours=body["between_attempts_hours"]),
        needs_proof=body["needs_proof"],
        needs_card=body["needs_card"],
        urgent_priorities=frozenset(body["urgent_priorities"]),
        urgent_steps=tuple(body["urgent_steps"]),
        refused_days={name.removesuffix("_working_days"): days for name, days in body["refused"].items()},
        calendar=rulebook.calendar(session, now),
    )


def slot_rules(session: Session, now: datetime) -> SlotRules:
    body = rulesets.current(session, defaults.SLOTS, now).body
    return SlotRules(
        half_days=_hours(body["half_days"]),
        windows=_hours(body["windows"]),
        window_priorities=frozenset(body["window_priorities"]),
        estimate_minutes=body["estimate_minutes"],
        notice_minutes=body["notice_minutes"],
        kept_free=dict(body["kept_free_percent"]),
        calendar=rulebook.calendar(session, now),
    )


def urgent_follow_on(session: Session, now: datetime) -> str:
    """The priority that follow-on work gets at least when it can't wait."""
    priority: str = rulesets.current(session, defaults.SLOTS, now).body["urgent_follow_on_priority"]
    return priority


def _hours(spans: Sequence[Mapping[str, str]]) -> Sequence[Hours]:
    return [(time.fromisoformat(each["starts"]), time.fromisoformat(each["ends"])) for each in spans]
