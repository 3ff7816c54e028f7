"""Persons: how a phone number is read aloud, and what is searched."""

import re

import phonenumbers

from ops.kit.folding import fold

LANGUAGES = ("nl", "fr", "en")
MAX_CAUTION_DAYS = 366
_BELGIUM = 32


def shown_phone(phone: str | None) -> str:
    """A number as people read it aloud: 0400 00 12 47, or with its country when it is from abroad."""
    if not phone:
        return ""
    try:
        number = phonenumbers.parse(phone, "BE")
    except phonenumbers.NumberParseException:
        return phone
    shapes = phonenumbers.PhoneNumberFormat
    shape = shapes.NATIONAL if number.country_code == _BELGIUM else shapes.INTERNATIONAL
    return phonenumbers.format_number(number, shape)


def person_search_text(code: str, given_name: str, family_name: str, phone: str | None) -> str:
    """What a person is found by; a phone also as dialled within the country."""
    digits = re.sub(r"\D", "", phone or "")
    national = f" 0{digits[2:]}" if digits.startswith("32") else ""
    return fold(f"{code} {given_name} {family_name} {digits}{national}")


def query_of(text: str) -> str:
    """A query that is a phone number loses its blanks and signs, so that it meets the stored digits."""
    bare = re.sub(r"[\s./()+-]", "", text)
    return bare if bare.isdigit() and len(bare) >= 4 else text
