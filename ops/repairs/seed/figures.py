"""The shipped figures that history is made with."""

from datetime import date

from ops.kit import rulesets
from ops.kit.working_time import WorkingCalendar
from ops.repairs import defaults
from ops.repairs.rulebook import calendar_from
from ops.repairs.rules.triage import Hazard, Proposal, is_heating_season, propose


def shipped_calendar() -> WorkingCalendar:
    return calendar_from(rulesets.shipped(defaults.WORKING_HOURS).body)


def shipped_proposal(hazard_code: str, day: date) -> Proposal:
    """The priority that the hazard proposes on a day."""
    body = rulesets.shipped(defaults.HAZARDS).body
    hazard = next(Hazard(**each) for each in body["hazards"] if each["code"] == hazard_code)
    season = body["heating_season"]
    return propose(hazard, is_heating_season(day, season["from_month"], season["to_month"]))
