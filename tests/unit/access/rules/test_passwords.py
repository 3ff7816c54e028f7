"""A password is long, not among the first that are tried, and does not hold the name."""

import pytest

from ops.access.errors import PasswordHoldsName, PasswordTooCommon, PasswordTooLong, PasswordTooShort
from ops.access.rules.passwords import COMMON, check_password
from ops.errors import InvalidInput


def check(password: str) -> None:
    check_password(password, min_length=12, email="ana.peeters@example.org", name="Ana Peeters")


@pytest.mark.parametrize(
    ("password", "error"),
    [
        ("short one", PasswordTooShort),
        ("elevenchars", PasswordTooShort),
        ("x1" * 101, PasswordTooLong),
        ("WachtWoord123", PasswordTooCommon),
        ("motdepasse123", PasswordTooCommon),
        ("ababababababab", PasswordTooCommon),
        ("my ANA.PEETERS login", PasswordHoldsName),
        ("peeters on the roof", PasswordHoldsName),
    ],
    ids=[
        "nine characters", "eleven characters", "two hundred and two", "common in Dutch, whatever its case",
        "common in French", "two signs repeated", "holds the login", "holds the family name",
    ],
)  # fmt: skip
def test_a_password_is_refused(password: str, error: type[InvalidInput]) -> None:
    with pytest.raises(error) as caught:
        check(password)
    assert caught.value.field == "password"


@pytest.mark.parametrize(
    "password", ["lilac tractor 99", "vier blauwe kranen", "l'été à Ixelles", "12chars.....!?"], ids=str
)
def test_a_long_password_needs_no_digits_or_signs(password: str) -> None:
    check(password)


def test_a_short_first_name_may_stand_in_a_password() -> None:
    check("banana split 3")


def test_no_common_password_is_shorter_than_the_shortest_allowed() -> None:
    assert [password for password in COMMON if len(password) < 12] == []
    assert {password.casefold() for password in COMMON} == COMMON
