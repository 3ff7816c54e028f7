"""The shipped figures that history is made with."""

from datetime import date

from ops.kit import rulesets
from ops.kit.working_time import WorkingCalendar
from ops.repairs import defaults
from ops.repairs.rulebook import calendar_from, proposal_from
from ops.repairs.rules.triage import Proposal


def shipped_calendar() -> WorkingCalendar:
    return calendar_from(rulesets.shipped(defaults.WORKING_HOURS).body)


def shipped_proposal(hazard_code: str, day: date) -> Proposal:
    """The priority that the hazard proposes on a day. Raises LookupError for a hazard that is not shipped."""
    proposal = proposal_from(rulesets.shipped(defaults.HAZARDS).body, hazard_code, day)
    if proposal is None:
        raise LookupError(hazard_code)
    return proposal
