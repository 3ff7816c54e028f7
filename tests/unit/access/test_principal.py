"""How far a grant reaches."""

from ops.access.principal import GrantHeld, Principal, Scopes


def _who(*grants: GrantHeld) -> Principal:
    return Principal("user", 1, "Somebody", "nl", grants)


def test_a_role_without_the_permission_reaches_nothing() -> None:
    assert _who(GrantHeld("director")).places("persons.read").nothing


def test_a_grant_over_all_reaches_everything() -> None:
    assert _who(GrantHeld("dispatcher")).places("persons.read").everything


def test_an_own_right_over_all_names_no_place() -> None:
    planner = _who(GrantHeld("works_planner"))
    assert planner.may("persons.read")
    assert planner.places("persons.read").nothing
    assert planner.only_own("persons.read")


def test_grants_add_up() -> None:
    both = _who(GrantHeld("home_manager", "home", "heizel"), GrantHeld("concierge", "building", "ADM-01"))
    assert both.places("meters.read") == Scopes(False, frozenset({("home", "heizel"), ("building", "ADM-01")}))
    assert both.places("persons.read") == Scopes(False, frozenset({("home", "heizel")}))
