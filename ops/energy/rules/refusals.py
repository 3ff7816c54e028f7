"""Every reason for which a message is kept aside: what is wrong, and what a person can do about it."""

from dataclasses import dataclass

from ops.errors import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """Texts for the catalogs; `detail` is filled with the letter's params."""

    name: str
    detail: str
    advice: str
    #: What is mended elsewhere makes the same message fit; else there is nothing to try again.
    can_fit_later: bool = False


_FIX_LOGGER = N_("Correct the datalogger. This message can't be stored as it is: discard it once you have looked.")
_REGISTER_FIRST = N_("Add or correct the register, then replay: the readings take their own place in time.")

REASONS: dict[str, Reason] = {
    "unknown_register": Reason(
        N_("Unknown register"),
        N_("No register has the code “%(register)s”."),
        _REGISTER_FIRST,
        can_fit_later=True,
    ),
    "wrong_kind": Reason(
        N_("Other kind of value"),
        N_("The message says %(kind)s, the register counts %(expected)s."),
        _REGISTER_FIRST,
        can_fit_later=True,
    ),
    "wrong_unit": Reason(
        N_("Unit does not fit"),
        N_("%(unit)s can't be turned into %(expected)s, the unit of the register."),
        _REGISTER_FIRST,
        can_fit_later=True,
    ),
    "unknown_unit": Reason(
        N_("Unknown unit"),
        N_("The unit “%(unit)s” is not known."),
        N_("Send Wh, kWh, MWh, l, m3, W or kW."),
    ),
    "in_the_future": Reason(
        N_("Time lies in the future"),
        N_("The reading is dated %(at)s, more than ten minutes ahead."),
        N_("Set the clock of the datalogger. Replay works once that moment has passed; usually discard is right."),
    ),
    "too_old": Reason(
        N_("Clock of the logger was reset"),
        N_("The reading is dated %(at)s; no datalogger of the house is that old."),
        N_("Set the clock of the datalogger, then discard."),
    ),
    "not_a_number": Reason(N_("Not a number"), N_("“%(value)s” is not a number."), _FIX_LOGGER),
    "negative": Reason(
        N_("Negative value"),
        N_("%(value)s is below zero, which a counter can't show."),
        N_("Check the wiring and the direction of the meter, then discard."),
    ),
    "out_of_range": Reason(
        N_("Value out of range"),
        N_("%(value)s does not fit: the register ends below %(limit)s."),
        _REGISTER_FIRST,
        can_fit_later=True,
    ),
    "not_json": Reason(N_("Unreadable message"), N_("The message is not readable as JSON."), _FIX_LOGGER),
    "not_an_object": Reason(
        N_("Unreadable message"),
        N_("A reading must be an object with named fields."),
        _FIX_LOGGER,
    ),
    "missing_field": Reason(N_("Field is missing"), N_("The field “%(field)s” is missing."), _FIX_LOGGER),
    "wrong_type": Reason(N_("Field has another type"), N_("The field “%(field)s” holds another type."), _FIX_LOGGER),
    "bad_time": Reason(
        N_("Unreadable time"),
        N_("“%(value)s” is not a date and time such as 2026-11-20T10:15:00Z."),
        _FIX_LOGGER,
    ),
    "no_time_zone": Reason(
        N_("Time without a zone"),
        N_("“%(value)s” has no zone; end it with Z for UTC."),
        _FIX_LOGGER,
    ),
    "empty": Reason(N_("Empty message"), N_("The message holds no reading."), _FIX_LOGGER),
    "too_large": Reason(
        N_("Message too large"),
        N_("The message has %(size)s bytes; the limit is %(limit)s."),
        N_("Send smaller messages. If this one is in order, replay reads it whole."),
        can_fit_later=True,
    ),
    "unknown_topic": Reason(
        N_("Unknown topic"),
        N_("Nothing is expected on the topic “%(topic)s”."),
        N_("Publish to regie/v1/NAME/readings or regie/v1/NAME/status."),
    ),
    "not_storable": Reason(
        N_("Could not be stored"),
        N_("The database refused it: %(error)s."),
        N_("Tell the administrator; replay after the correction."),
        can_fit_later=True,
    ),
}

OTHER = Reason(N_("Other reason"), N_("The message could not be stored."), _FIX_LOGGER)


def reason_of(code: str) -> Reason:
    return REASONS.get(code, OTHER)
