"""Telephone numbers as people write them, and in the one form that is stored."""

import phonenumbers

from ops.errors import N_, InvalidInput


class NotAPhoneNumber(InvalidInput):
    code = "not_a_phone_number"
    text = N_("“%(value)s” is not a phone number. Write it as 02 555 12 34 or +32 2 555 12 34.")


def normal_phone(text: str | None) -> str | None:
    """E.164; Belgian without country code, None when empty. Raises NotAPhoneNumber.

    Only the shape is checked, for everybody alike: a number that is not given out yet may be real tomorrow, and a
    number that can't be stored is a person who can't be called back.
    """
    if text is None or not text.strip():
        return None
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException:
        raise NotAPhoneNumber(field="phone", value=text[:40]) from None
    if not phonenumbers.is_possible_number(number):
        raise NotAPhoneNumber(field="phone", value=text[:40])
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
