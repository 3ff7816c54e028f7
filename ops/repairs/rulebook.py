"""The rule sets of repairs as the values that the rules work with, in force at an instant."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.kit import rulesets
from ops.kit.periods import local_date
from ops.kit.working_time import WorkingCalendar
from ops.repairs import defaults
from ops.repairs.rules.clocks import ClockRules, Target, due_at
from ops.repairs.rules.triage import Hazard, Proposal, is_heating_season, propose

Body = Mapping[str, Any]


def _in_force(session: Session, name: str, at: datetime) -> Body:
    return rulesets.current(session, name, at).body


def clock_rules(session: Session, aware_at: datetime) -> ClockRules:
    """The rules of a ticket: those in force when somebody first knew, so that a later change moves no deadline."""
    targets = _in_force(session, defaults.TARGETS, aware_at)
    return clock_rules_from(targets, _in_force(session, defaults.WORKING_HOURS, aware_at))


def clock_rules_from(targets: Body, working_hours: Body) -> ClockRules:
    return ClockRules(
        targets={p: {c: Target(**t) for c, t in clocks.items()} for p, clocks in targets["targets"].items()},
        pausing_clocks=frozenset(targets["pausing_clocks"]),
        never_paused=frozenset(targets["never_paused"]),
        calendar=calendar_from(working_hours),
    )


def calendar_from(body: Body) -> WorkingCalendar:
    return WorkingCalendar(
        zone=ZoneInfo(body["timezone"]),
        opens=time.fromisoformat(body["opens"]),
        closes=time.fromisoformat(body["closes"]),
        closing_days=frozenset(date.fromisoformat(day) for day in body["closing_days"]),
        weekdays=frozenset(defaults.WEEKDAYS.index(day) for day in body["weekdays"]),
    )


def calendar(session: Session, now: datetime) -> WorkingCalendar:
    return calendar_from(_in_force(session, defaults.WORKING_HOURS, now))


def shipped_clock_rules() -> ClockRules:
    """The shipped figures, for history that is loaded in bulk."""
    return clock_rules_from(rulesets.shipped(defaults.TARGETS).body, rulesets.shipped(defaults.WORKING_HOURS).body)


def pages(session: Session, priority: str, now: datetime) -> bool:
    return priority in _in_force(session, defaults.TARGETS, now)["paging_priorities"]


def findings(session: Session, now: datetime) -> Body:
    return _in_force(session, defaults.FINDINGS, now)


def close_after(session: Session, now: datetime) -> timedelta:
    return timedelta(days=_close(session, now)["close_after_days"])


def join_within(session: Session, now: datetime) -> timedelta:
    return timedelta(hours=_close(session, now)["join_alerts_within_hours"])


def _close(session: Session, now: datetime) -> Body:
    return _in_force(session, defaults.CLOSE, now)


def deadlines(session: Session, priority: str, at: datetime) -> Mapping[str, datetime]:
    """The clocks of a ticket that becomes known at that instant."""
    rules = clock_rules(session, at)
    return {name: due_at(target, at, (), rules.calendar) for name, target in rules.targets[priority].items()}


def proposals(session: Session, now: datetime) -> Mapping[str, Proposal]:
    """What each hazard proposes today, in the order of the rule."""
    body, day = _in_force(session, defaults.HAZARDS, now), local_date(now, zone_of(session))
    found = ((each["code"], proposal_from(body, each["code"], day)) for each in body["hazards"])
    return {code: proposal for code, proposal in found if proposal}


def proposal(session: Session, hazard_code: str, now: datetime) -> Proposal | None:
    """What the hazard proposes today; None when it is not known."""
    return proposals(session, now).get(hazard_code)


def proposal_from(body: Body, hazard_code: str, day: date) -> Proposal | None:
    season = body["heating_season"]
    hazard = next((Hazard(**each) for each in body["hazards"] if each["code"] == hazard_code), None)
    return propose(hazard, is_heating_season(day, season["from_month"], season["to_month"])) if hazard else None
