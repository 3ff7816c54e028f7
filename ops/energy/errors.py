"""Errors of energy that a caller may see.

Conflict
├── AlertNotThere       the act does not fit the state of the alert; names what is possible
├── TooLateToReopen     closed too long ago: a new alert will tell
└── HasTicket           the ticket's work closes it
InvalidInput
├── SnoozeTooLong, SnoozeInPast
├── ReasonNeeded, UnknownOutcome
├── CantMerge
└── SpanTooLong, UnknownMonth
"""

from ops.errors import N_, Conflict, InvalidInput


class AlertNotThere(Conflict):
    code = "alert_state"
    text = N_("Alert %(alert)s can't be changed that way in its state. Possible now: %(possible)s.")


class TooLateToReopen(Conflict):
    code = "too_late_to_reopen"
    text = N_("Alert %(alert)s closed more than %(days)s days ago. If it is abnormal again, a new alert will tell.")


class HasTicket(Conflict):
    code = "has_ticket"
    text = N_(
        "Alert %(alert)s belongs to ticket %(ticket)s: complete or cancel that work, and the alert closes with it."
    )


class SnoozeTooLong(InvalidInput):
    code = "snooze_too_long"
    text = N_("An alert can sleep for %(days)s days at most.")


class SnoozeInPast(InvalidInput):
    code = "snooze_in_past"
    text = N_("Choose a moment in the future.")


class ReasonNeeded(InvalidInput):
    code = "reason_needed"
    text = N_("Say why, in a few words.")


class UnknownOutcome(InvalidInput):
    code = "unknown_outcome"
    text = N_("Choose one of: %(possible)s.")


class CantMerge(InvalidInput):
    code = "cant_merge"
    text = N_("Alert %(alert)s can only be merged into another open alert.")


class SpanTurned(InvalidInput):
    code = "span_turned"
    text = N_("The end must lie after the start.")


class UnknownMonth(InvalidInput):
    code = "unknown_month"
    text = N_("Give a month such as 2026-11.")


class NoReadings(InvalidInput):
    code = "no_readings"
    text = N_("Send at least one reading.")


class TooManyReadings(InvalidInput):
    code = "too_many_readings"
    text = N_("Send at most %(limit)s readings at once.")
