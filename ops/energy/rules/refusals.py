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
    "month_closed": Reason(
        N_("Month is closed"),
        N_("The reading is dated %(at)s; single readings are kept from %(kept_from)s on, and the hours before stand."),
        N_("Check the clock of the datalogger, then discard."),
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
        N_("Publish to regie/v1/NAME/readings or regie/v1/NAME/status, or map this topic, then replay."),
        can_fit_later=True,
    ),
    "no_mapping": Reason(
        N_("Datalogger without mapping"),
        N_("The topic “%(topic)s” speaks %(format)s, but nothing says for which register it counts."),
        N_("Choose its registers on the page Mappings; what waits is stored then in its own place in time."),
        can_fit_later=True,
    ),
    "no_mapped_field": Reason(
        N_("Mapped field is missing"),
        N_("None of the mapped fields stands in the message: %(fields)s."),
        N_("The datalogger says something else than before: correct its mapping, then replay."),
        can_fit_later=True,
    ),
    "other_unit": Reason(
        N_("Other unit than mapped"),
        N_("The message says %(unit)s, the mapping expects %(expected)s."),
        N_("Correct the mapping or the datalogger, then replay."),
        can_fit_later=True,
    ),
    "undated": Reason(
        N_("Message without a time"),
        N_("It says no time, and the broker had kept it: nobody knows when it was measured."),
        N_("Discard it; let the datalogger send its time, or switch off that its messages are retained."),
    ),
    "not_decoded": Reason(
        N_("Bytes of the device not decoded"),
        N_("The network passes the bytes of the device on without saying what they mean."),
        N_("Choose the codec of the device in ChirpStack, or its payload formatter in The Things Stack. Then discard."),
    ),
    "not_cbor": Reason(N_("Unreadable message"), N_("The message is not readable as CBOR."), _FIX_LOGGER),
    "protobuf": Reason(
        N_("Message as protobuf"),
        N_("ChirpStack sends its events as protobuf; Regie reads them as JSON."),
        N_("Set json=true under [integration.mqtt] in chirpstack.toml, then discard."),
    ),
    "not_an_array": Reason(N_("Unreadable message"), N_("A SenML message must be an array of records."), _FIX_LOGGER),
    "too_many_values": Reason(
        N_("Too many values"), N_("The message holds more than %(limit)s values."), N_("Send smaller messages.")
    ),
    "must_understand": Reason(
        N_("Newer version of SenML"), N_("The message asks to understand “%(field)s”."), _FIX_LOGGER
    ),
    "bad_name": Reason(N_("Name not allowed"), N_("“%(name)s” is no name of a SenML record."), _FIX_LOGGER),
    "no_telegram": Reason(N_("No telegram"), N_("A telegram begins with “/”."), _FIX_LOGGER),
    "cut_off": Reason(N_("Telegram cut off"), N_("The end of the telegram is missing."), _FIX_LOGGER),
    "no_checksum": Reason(
        N_("Telegram without check sum"), N_("No check sum stands after the “!” of the telegram."), _FIX_LOGGER
    ),
    "wrong_checksum": Reason(
        N_("Telegram damaged"),
        N_("The check sum %(value)s does not fit the telegram."),
        N_("Check the cable between meter and datalogger, then discard."),
    ),
    "no_such_time": Reason(
        N_("Time does not exist"),
        N_("%(value)s was skipped when summer time began."),
        N_("Set the time zone of the datalogger, then discard."),
    ),
    "ambiguous_time": Reason(
        N_("Time exists twice"),
        N_("%(value)s came twice when summer time ended, and nothing says which one is meant."),
        N_("Let the datalogger send its time with a zone, or the column of summer time. Then discard."),
    ),
    "bad_number": Reason(
        N_("Number can be read in two ways"),
        N_("“%(value)s” in line %(line)s is no number with a decimal comma."),
        _FIX_LOGGER,
    ),
    "number_with_comma": Reason(
        N_("Number can be read in two ways"),
        N_("“%(value)s” in line %(line)s may be a decimal or a thousand."),
        N_("Write the decimals after a point, or import the table with a profile that has a decimal comma."),
    ),
    "bad_line": Reason(N_("Line can't be read"), N_("Line %(line)s has other columns than the head."), _FIX_LOGGER),
    "not_a_table": Reason(N_("Unreadable message"), N_("The message is no table that can be read."), _FIX_LOGGER),
    "unknown_columns": Reason(
        N_("Unknown table"),
        N_("The head of the table fits none of the known profiles."),
        N_("Use the columns at, register, value, unit, or those of the network operator."),
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
