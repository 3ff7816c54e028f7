"""Mobile phones of users, where pages arrive as text messages."""

import phonenumbers

from ops.access.errors import PhoneNotUsable


def tidy_phone(text: str | None) -> str | None:
    """As E.164; a number without its country is Belgian. Raises PhoneNotUsable."""
    if text is None or not text.strip():
        return None
    try:
        number = phonenumbers.parse(text, "BE")
    except phonenumbers.NumberParseException as error:
        raise PhoneNotUsable(field="phone") from error
    if not phonenumbers.is_valid_number(number):
        raise PhoneNotUsable(field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
