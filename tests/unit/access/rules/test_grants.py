"""Roles and scopes are read as people write them; everything else is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.access.errors import NoGrant, NoScope, ScopeNotUsable, UnknownRole
from ops.access.rights import RIGHTS, ROLES
from ops.access.rules.grants import GrantWish, parse_grant, parse_grants, parse_scope


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("all", ("all", "")),
        ("home:wilde-rozen", ("home", "wilde-rozen")),
        ("building:ADM-01", ("building", "ADM-01")),
        (" zone:north ", ("zone", "north")),
        ("firm:liftfirma", ("firm", "liftfirma")),
    ],
)
def test_a_scope_is_read(text: str, scope: tuple[str, str]) -> None:
    assert parse_scope(text) == scope


@pytest.mark.parametrize(
    "text", ["ALL", "all:", "all:x", "zone", "zone:", "zone: north", "street:5", "home:a b", "home:" + "x" * 61]
)
def test_a_scope_that_nobody_defined_is_refused(text: str) -> None:
    with pytest.raises(ScopeNotUsable):
        parse_scope(text)


@pytest.mark.parametrize("text", ["", "  "])
def test_a_role_counts_nowhere_until_a_place_is_chosen(text: str) -> None:
    with pytest.raises(NoScope):
        parse_scope(text)


@given(st.sampled_from(ROLES), st.sampled_from(["all", "zone:centre", "building:ADM-01"]))
def test_a_grant_reads_as_it_was_written(role: str, scope: str) -> None:
    wish = parse_grant(role, scope)
    assert (wish.role, wish.scope) == (role, scope)
    assert str(wish) == f"{role}@{scope}"


def test_an_unknown_role_is_refused() -> None:
    with pytest.raises(UnknownRole):
        parse_grant("root")


def test_the_same_grant_twice_counts_once_and_none_is_too_few() -> None:
    assert parse_grants([("admin", "all"), ("admin", "all")]) == (GrantWish("admin"),)
    with pytest.raises(NoGrant):
        parse_grants([])


def test_every_role_of_the_interface_has_its_rights() -> None:
    assert set(RIGHTS) == set(ROLES)
    assert all(RIGHTS[role] for role in ROLES)
