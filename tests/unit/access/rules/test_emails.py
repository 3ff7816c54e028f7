"""Addresses are kept as one form, whatever was typed."""

import pytest

from ops.access.errors import EmailNotUsable
from ops.access.rules.emails import tidy_email
from ops.access.rules.names import tidy_name


def test_an_address_is_tidied() -> None:
    assert tidy_email("  Ana.Peeters@Example.ORG ") == "ana.peeters@example.org"


@pytest.mark.parametrize(
    "text", ["", "ana", "ana@", "@example.org", "a b@example.org", "ana@exa mple.org", "ana@x..org", "a\x00@x.org",
             "ana@example.org, bob@example.org", "é@example.org", "x" * 65 + "@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(EmailNotUsable):
        tidy_email(text)


def test_a_name_loses_what_can_not_be_printed() -> None:
    assert tidy_name("  Ana\x00 \u202e\tPeeters\n") == "Ana Peeters"
    assert len(tidy_name("x" * 500)) == 200
