"""The rule sets of repairs as the values that the rules work with, in force at an instant."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from ops.db import zone_of
from ops.kit import rulesets
from ops.kit.media import MediaLimits
from ops.kit.periods import local_date
from ops.kit.working_time import WorkingCalendar
from ops.repairs import defaults
from ops.repairs.rules.clocks import ClockRules, Target, due_at
from ops.repairs.rules.recurrence import RecurrenceRules
from ops.repairs.rules.reports import ReportRules
from ops.repairs.rules.travel import TravelRules
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


def report_rules(session: Session, at: datetime) -> ReportRules:
    """What the reports count, by the rules of that day."""
    body = _in_force(session, defaults.REPORTS, at)
    return ReportRules(
        emergency=frozenset(body["emergency"]),
        repeat_within=timedelta(days=body["repeat_within_days"]),
        repeat_leaves_out=frozenset(body["repeat_leaves_out"]),
        age_bands_days=tuple(body["age_bands_days"]),
        young_days=body["young_days"],
        targets=body["targets"],
    )


def recurrence_rules(session: Session, now: datetime) -> RecurrenceRules:
    body = _in_force(session, defaults.RECURRENCE, now)
    return RecurrenceRules(
        window_days=body["window_days"],
        at_least=body["at_least"],
        p_below=body["p_below"],
        compared_over_days=body["compared_over_days"],
        least_in_group=body["least_in_group"],
        order_priority=body["order_priority"],
        trades_by_line={kind: frozenset(trades) for kind, trades in body["trades_by_line"].items()},
    )


def media_limits(session: Session, now: datetime) -> MediaLimits:
    """How large a photo or a document may be."""
    body = _in_force(session, defaults.ATTACHMENTS, now)
    return MediaLimits(
        photo_bytes=body["photo_mb"] * 1_000_000,
        pdf_bytes=body["pdf_mb"] * 1_000_000,
        photo_pixels=body["photo_megapixels"] * 1_000_000,
        longest_edge_px=body["longest_edge_px"],
        thumbnail_px=body["thumbnail_px"],
    )


def removed_kept(session: Session, now: datetime) -> timedelta:
    """For how long a photo that was removed can be brought back."""
    return timedelta(days=_in_force(session, defaults.ATTACHMENTS, now)["removed_kept_days"])


def scan_waits(session: Session, now: datetime) -> list[timedelta]:
    """How long a file waits after each refusal of the virus scanner."""
    body = _in_force(session, defaults.ATTACHMENTS, now)
    return [timedelta(minutes=minutes) for minutes in body["scan_waits_minutes"]]


def callers(session: Session, now: datetime) -> defaults.CallersBody:
    """How callers reach us and are kept informed."""
    return defaults.CallersBody.model_validate(_in_force(session, defaults.CALLERS, now))


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


def proposal_from(body: Body, hazard_code: str, day: date) -> Proposal | None:
    season = body["heating_season"]
    hazard = next((Hazard(**each) for each in body["hazards"] if each["code"] == hazard_code), None)
    return propose(hazard, is_heating_season(day, season["from_month"], season["to_month"])) if hazard else None


def stock_rules(session: Session, now: datetime) -> Body:
    return _in_force(session, defaults.STOCK, now)


def costs(session: Session, now: datetime) -> Body:
    return _in_force(session, defaults.COSTS, now)


def travel(session: Session, now: datetime) -> TravelRules:
    body = _in_force(session, defaults.TRAVEL, now)
    pairs = {tuple(sorted((way["from_postcode"], way["to_postcode"]))): way["minutes"] for way in body["ways"]}
    ways = {(first, second): minutes for (first, second), minutes in pairs.items()}
    return TravelRules(ways, body["same_postcode_minutes"], body["other_ways_minutes"])
