"""Two tickets for one trouble: which one goes on, and who stands on both."""

from dataclasses import replace

import pytest

from ops.repairs.rules.duplicates import Party, going_on, twin_of

AMINA = Party(1, "amina haddad", person=7, phone="+32470123456", email="amina@example.org")
NAMED = Party(2, "ann", phone="+32470000001")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (AMINA, replace(AMINA, id=9, phone=None, email=None), True),
        (AMINA, replace(AMINA, id=9, person=8), False),
        (AMINA, replace(AMINA, id=9, is_relative=True), False),
        (AMINA, Party(9, "amina haddad", phone="+32470123456"), True),
        (NAMED, Party(9, "ann", phone="+32470000001"), True),
        (NAMED, Party(9, "bart", phone="+32470000001"), False),
        (Party(3, "buur"), Party(9, "buur"), False),
        (Party(3, "home", user=4), Party(9, "home of ours", user=4), True),
        (Party(3, "home", user=4), Party(9, "home", user=5), False),
    ],
    ids=[
        "the same person",
        "another person with the same number",
        "a relative who is told instead has a number of his own",
        "a person, and the same name on the same number",
        "the same name on the same number",
        "another name on the same number",
        "two neighbours without a number may be two",
        "the same user of the house",
        "two users of the house",
    ],
)
def test_a_caller_of_both_is_known_for_sure_or_counts_twice(one: Party, other: Party, same: bool) -> None:
    assert twin_of(one, [other]) == (9 if same else None)


@pytest.mark.parametrize(
    ("ends", "found"),
    [
        ({}, None),
        ({"A": "B"}, "B"),
        ({"A": "B", "B": "C"}, "C"),
        ({"A": "B", "B": "A"}, None),
        ({"A": "B", "B": "C", "C": "B"}, None),
    ],
    ids=["no duplicate", "one", "a chain", "a ring", "a ring further on"],
)
def test_the_end_of_a_chain_of_duplicates_goes_on(ends: dict[str, str], found: str | None) -> None:
    assert going_on("A", ends.get) == found
