"""Errors of beds that a caller may see.

Conflict
├── BedInTheWay         names the bed, the nights, what is there and the lawful ways out
│   ├── BedTaken, BedHeld, BedCleared, BedOutOfService
├── ResidentElsewhere   the resident stays in another bed on these nights
├── OutsideBedLife      the bed does not exist on these nights
├── LicenceFull         more residents than licensed places
├── BedInUse            a bed can't be closed while somebody or something has it
├── AbsenceInTheWay     the resident is away on these nights already
├── MonthPublished      a published month changes only with a reason, as a visible adjustment
├── MonthPublishedTwice, MonthNotOver
├── NotStaying, NotAway, NotHeld, NotOutOfService, NotClearing
├── BedCodeTaken, CoupleAlready
InvalidInput
├── NightsTurned, UnknownWord, DayOutOfReach, SameBed, SameResident, OutsideStay, ReasonNeeded, PlacesOutOfRange
└── KatzDatesTurned
"""

from ops.errors import N_, Conflict, InvalidInput


class BedInTheWay(Conflict):
    """`ways` names the lawful ways out, parted by commas; `other` is a stay's or ticket's reference, never a name."""


class BedTaken(BedInTheWay):
    code = "bed_taken"
    text = N_(
        "Bed %(bed)s is taken from %(from_on)s to %(to_on)s by stay %(other)s. Choose another bed or other dates,"
        " or move or end that stay first."
    )


class BedHeld(BedInTheWay):
    code = "bed_held"
    text = N_(
        "Bed %(bed)s is reserved from %(from_on)s to %(to_on)s for %(other)s. Choose another bed or other dates,"
        " or end that reservation first."
    )


class BedCleared(BedInTheWay):
    code = "bed_clearing"
    text = N_(
        "Bed %(bed)s is being cleared from %(from_on)s to %(to_on)s. Choose another bed or other dates, or say on"
        " which day it is cleared."
    )


class BedOutOfService(BedInTheWay):
    code = "bed_out_of_service"
    text = N_(
        "Bed %(bed)s is out of service from %(from_on)s to %(to_on)s (%(other)s). Choose another bed or other"
        " dates, or say on which day it is back in service."
    )


class ResidentElsewhere(Conflict):
    code = "resident_elsewhere"
    text = N_(
        "This resident stays in bed %(bed)s from %(from_on)s to %(to_on)s (stay %(other)s). Transfer or end that"
        " stay, or choose other dates."
    )


class OutsideBedLife(Conflict):
    code = "outside_bed_life"
    text = N_("Bed %(bed)s exists from %(from_on)s to %(to_on)s only. Choose another bed or dates within these.")


class LicenceFull(Conflict):
    code = "licence_full"
    text = N_(
        "On %(on)s more residents would stay in %(home)s than its %(places)s licensed places. Choose another home"
        " or other dates, or note a larger licence."
    )


class BedInUse(Conflict):
    code = "bed_in_use"
    text = N_(
        "Bed %(bed)s is still used up to %(to_on)s. Transfer or end what is there, or close the bed on that day or"
        " later."
    )


class BedCodeTaken(Conflict):
    code = "bed_code_taken"
    text = N_("There is already a bed %(bed)s.")


class AbsenceInTheWay(Conflict):
    code = "absence_in_the_way"
    text = N_("The resident is noted as away from %(from_on)s to %(to_on)s already.")


class MonthPublished(Conflict):
    code = "month_published"
    text = N_(
        "This changes figures of %(month)s, which are published. Give the reason: it becomes a visible adjustment."
    )


class MonthPublishedTwice(Conflict):
    code = "month_published_twice"
    text = N_("The figures of %(month)s are published already.")


class MonthNotOver(Conflict):
    code = "month_not_over"
    text = N_("A month is published when it is over: %(month)s is not.")


class NotStaying(Conflict):
    code = "not_staying"
    text = N_("Stay %(stay)s has no night on %(on)s. It lasts from %(from_on)s to %(to_on)s.")


class NotAway(Conflict):
    code = "not_away"
    text = N_("No absence of stay %(stay)s is open.")


class NotHeld(Conflict):
    code = "not_held"
    text = N_("There is no such reservation, or it has ended.")


class NotOutOfService(Conflict):
    code = "not_out_of_service"
    text = N_("Bed %(bed)s is not out of service on %(on)s.")


class NotClearing(Conflict):
    code = "not_clearing"
    text = N_("Bed %(bed)s is not being cleared on %(on)s.")


class CoupleAlready(Conflict):
    code = "couple_already"
    text = N_("One of them is noted as half of a couple already.")


class NightsTurned(InvalidInput):
    code = "nights_turned"
    text = N_("The end must lie after the start.")


class DayOutOfReach(InvalidInput):
    code = "bed_day_out_of_reach"
    text = N_("Give a day between 1990 and five years from now.")


class UnknownWord(InvalidInput):
    code = "unknown_word"
    text = N_("Choose one of: %(possible)s.")


class SameBed(InvalidInput):
    code = "same_bed"
    text = N_("Choose another bed: the resident is in this one already.")


class SameResident(InvalidInput):
    code = "same_resident"
    text = N_("Choose two different residents.")


class OutsideStay(InvalidInput):
    code = "outside_stay"
    text = N_("An absence lies within the stay, which lasts from %(from_on)s to %(to_on)s.")


class ReasonNeeded(InvalidInput):
    code = "correction_needs_reason"
    text = N_("Say why, in a few words: a correction keeps its reason.")


class PlacesOutOfRange(InvalidInput):
    code = "places_out_of_range"
    text = N_("Give a whole number of places from 0 to 10,000.")


class KatzDatesTurned(InvalidInput):
    code = "katz_dates_turned"
    text = N_("Assessed, requested, accepted: each day lies on or after the one before, and none in the future.")
