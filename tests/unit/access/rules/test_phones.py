"""Numbers are kept in the one form that a text-message provider takes."""

import pytest

from ops.access.errors import PhoneNotUsable
from ops.access.rules.phones import tidy_phone


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0470 12 34 56", "+32470123456"),
        ("+32 (0)470 12.34.56", "+32470123456"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("  ", None),
        (None, None),
    ],
    ids=["Belgian", "with country and zero", "French", "blank", "none"],
)
def test_a_phone_is_tidied(text: str | None, phone: str | None) -> None:
    assert tidy_phone(text) == phone


@pytest.mark.parametrize("text", ["12", "abc", "+32 470", "0470 12 34 56 78 90"])
def test_what_rings_nowhere_is_refused(text: str) -> None:
    with pytest.raises(PhoneNotUsable):
        tidy_phone(text)
