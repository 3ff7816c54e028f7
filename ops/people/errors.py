"""What can be wrong with a person's details."""

from ops.errors import N_, InvalidInput


class NameNeeded(InvalidInput):
    code = "name_needed"
    text = N_("Give a name of at most %(limit)s characters.")


class UnknownLanguage(InvalidInput):
    code = "unknown_language"
    text = N_("“%(value)s” is not a language that we can use here.")


class NotAnAddress(InvalidInput):
    code = "not_an_address"
    text = N_("“%(value)s” is not an e-mail address.")


class CautionNeedsEnd(InvalidInput):
    code = "caution_needs_end"
    text = N_("Say until when the note counts: a day after today, at most %(days)s days ahead.")


class CautionNeedsNote(InvalidInput):
    code = "caution_needs_note"
    text = N_("Say what somebody should know before a visit.")
