"""Errors of energy that a caller may see.

Conflict
├── AlertNotThere       the act does not fit the state of the alert; names what is possible
├── TooLateToReopen     closed too long ago: a new alert will tell
├── HasTicket           the ticket's work closes it
├── NothingToTakeIn     a table without a single good reading
└── UploadGone          a table that was brought too long ago
InvalidInput
├── SnoozeTooLong, SnoozeInPast
├── ReasonNeeded, UnknownOutcome
├── CantMerge
├── BadTopicFilter, OwnTopic, MixesDevices, FormatDiffers
├── FieldMapped, FieldNeeded, NoSuchRegister, UnknownFormat, UnknownProfile, FactorOutOfRange
├── NoSuchPlace, UnknownChange, WorksOver, WorksTooLong, DayOutOfReach
├── NobodyAway, NoDeputy, HisOwnDeputy, AwayTwice
├── NotACounter, NotYet, CounterFollows, CounterOutOfRange, IndexDoesNotFit
├── UnknownDecision, FallUnknown
├── CalorificOutOfRange, UnknownState
├── UnknownDriver, DriverOutOfRange
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


class NothingToTakeIn(Conflict):
    code = "nothing_to_take_in"
    text = N_("No line of this table can be taken in. Mend it, or say what its series count for.")


class UploadGone(Conflict):
    code = "upload_gone"
    text = N_("This table is kept no longer. Choose the file again.")


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


class BadTopicFilter(InvalidInput):
    code = "bad_topic_filter"
    text = N_(
        "“%(filter)s” is no topic: levels are parted by /, + stands for one whole level and # for all at the end."
    )


class OwnTopic(InvalidInput):
    code = "own_topic"
    text = N_("On “%(filter)s” only Regie's own format is spoken; it needs no mapping.")


class MixesDevices(InvalidInput):
    code = "mixes_devices"
    text = N_("Name the topic whole: with + or #, several dataloggers would count on the same register.")


class FormatDiffers(InvalidInput):
    code = "format_differs"
    text = N_("This topic is mapped as %(format)s already.")


class FieldMapped(InvalidInput):
    code = "field_mapped"
    text = N_("The field “%(name)s” of this topic counts for register %(register)s already.")


class NoSuchRegister(InvalidInput):
    code = "no_such_register"
    text = N_("There is no register “%(register)s”.")


class FactorOutOfRange(InvalidInput):
    code = "factor_out_of_range"
    text = N_("Give a factor between 0.000001 and 1,000,000.")


class UnknownFormat(InvalidInput):
    code = "unknown_format"
    text = N_("Choose one of: %(possible)s.")


class UnknownProfile(InvalidInput):
    code = "unknown_profile"
    text = N_("There is no profile “%(profile)s” for tables of readings. Choose one of: %(possible)s.")


class FieldNeeded(InvalidInput):
    code = "field_needed"
    text = N_("Say which field of the message it is.")


class NoSuchPlace(InvalidInput):
    code = "no_such_place"
    text = N_("There is no register and no building “%(place)s”.")


class UnknownChange(InvalidInput):
    code = "unknown_change"
    text = N_("Choose one of: %(possible)s.")


class WorksOver(InvalidInput):
    code = "works_over"
    text = N_("That lies more than %(days)s days back: what was found then has been told already.")


class WorksTooLong(InvalidInput):
    code = "works_too_long"
    text = N_("Works last %(days)s days at most; what changes for good is a dated change.")


class DayOutOfReach(InvalidInput):
    code = "day_out_of_reach"
    text = N_("Give a day between 2000 and two years from now.")


class NobodyAway(InvalidInput):
    code = "nobody_away"
    text = N_("Choose somebody who follows the alerts.")


class NoDeputy(InvalidInput):
    code = "no_deputy"
    text = N_("Choose somebody who may handle alerts everywhere.")


class HisOwnDeputy(InvalidInput):
    code = "his_own_deputy"
    text = N_("Choose somebody else: nobody stands in for himself.")


class AwayTwice(InvalidInput):
    code = "away_twice"
    text = N_("%(name)s is noted as away within these days already.")


class NotACounter(InvalidInput):
    code = "not_a_counter"
    text = N_("This register sends no index, so it has no counter that could be replaced.")


class NotYet(InvalidInput):
    code = "not_yet"
    text = N_("Note it once it has happened: this moment lies in the future.")


class CounterFollows(InvalidInput):
    code = "counter_follows"
    text = N_("Another counter already begins at this moment or later. Give a later moment.")


class CounterOutOfRange(InvalidInput):
    code = "counter_out_of_range"
    text = N_("Give 1 to 12 digits, a factor between 0.000001 and 1,000,000, and an index that fits its digits.")


class IndexDoesNotFit(InvalidInput):
    code = "index_does_not_fit"
    text = N_("This contradicts what the datalogger sent: an index only rises. Check the number and the moment.")


class UnknownDecision(InvalidInput):
    code = "unknown_decision"
    text = N_("Choose one of: %(possible)s.")


class FallUnknown(InvalidInput):
    code = "fall_unknown"
    text = N_("The index does not fall at this moment (any more). Look at the page again.")


class CalorificOutOfRange(InvalidInput):
    code = "calorific_out_of_range"
    text = N_("Give a calorific value between %(low)s and %(high)s kWh per m³.")


class UnknownState(InvalidInput):
    code = "unknown_state"
    text = N_("Choose one of: %(possible)s.")


class UnknownDriver(InvalidInput):
    code = "unknown_driver"
    text = N_("Choose one of: %(possible)s.")


class DriverOutOfRange(InvalidInput):
    code = "driver_out_of_range"
    text = N_("Give for each day an amount that is zero or more.")
