"""Numbers are kept in the one form that a text-message provider takes."""

import pytest

from ops.kit.phones import NotAPhoneNumber, normal_phone


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("0470 12 34 56", "+32470123456"),
        ("+32 (0)470 12.34.56", "+32470123456"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("  ", None),
        (None, None),
        ("0033 1 23 45 67 89", "+33123456789"),
        ("0400 00 12 47", "+32400001247"),
    ],
    ids=["Belgian", "with country and zero", "French", "blank", "none", "with two zeros", "not given out yet"],
)
def test_a_phone_is_tidied(text: str | None, phone: str | None) -> None:
    assert normal_phone(text) == phone


@pytest.mark.parametrize("text", ["12", "abc", "call me", "+32", "+32 470", "0470 12 34 56 78 90"])
def test_what_rings_nowhere_is_refused(text: str) -> None:
    with pytest.raises(NotAPhoneNumber):
        normal_phone(text)
