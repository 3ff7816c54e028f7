"""When two calls are about one trouble."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit import rulesets
from ops.repairs import defaults
from ops.repairs.matrix import scale_from
from ops.repairs.rules.likeness import Line, Spot, Trouble, likeness

SCALE = scale_from(rulesets.shipped(defaults.LIKENESS).body)
AT = datetime(2026, 11, 24, 2, 14, tzinfo=UTC)
B2 = Trouble(Spot(22, 1, 2, "B"), "plumbing", "leak", None, AT)
RISER = Line("riser", "Kolom B", "Colonne B", frozenset({12, 22, 32}))
STACK = Line("stack", "A-B", "A-B", frozenset({11, 12, 21, 22, 31, 32}))
BOILERS = Line("boiler_house", "Ketel", "Chaufferie", frozenset({1, 2}), installation=7)
LINES = (STACK, RISER, BOILERS)
ABOVE = replace(B2, spot=Spot(32, 1, 3, "B"), at=AT - timedelta(minutes=33))
BESIDE = replace(B2, spot=Spot(21, 1, 2, "A"))
COLD = replace(B2, trade="heating", hazard="no_heating")
OTHER_HOUSE = replace(COLD, spot=Spot(91, 2, 1, "A"))


@pytest.mark.parametrize(
    ("call", "ticket", "reasons", "joins"),
    [
        (B2, ABOVE, ("same_line", "same_hazard", "fresh"), True),
        (B2, replace(ABOVE, hazard="burst_pipe"), ("same_line", "kin_hazard", "fresh"), True),
        (B2, replace(ABOVE, at=AT - timedelta(days=3)), ("same_line", "same_hazard"), True),
        (B2, replace(ABOVE, trade="electricity", hazard="no_power"), ("next_door", "fresh"), False),
        (B2, BESIDE, ("same_line", "same_hazard", "fresh"), True),
        (COLD, OTHER_HOUSE, ("same_line", "same_hazard", "fresh"), True),
        (COLD, replace(OTHER_HOUSE, spot=Spot(95, 3, 1, "A")), ("same_hazard", "fresh"), False),
        (COLD, replace(COLD, installation=7, spot=Spot(3, 1)), ("same_line", "same_hazard", "fresh"), True),
        (B2, B2, ("same_line", "same_place", "same_hazard", "fresh"), True),
        (replace(B2, hazard="routine"), replace(ABOVE, hazard="routine"), ("same_line", "same_trade", "fresh"), False),
        (B2, replace(B2, spot=Spot(4, 1), trade="lift", hazard="only_lift"), ("fresh", "same_building"), False),
    ],
    ids=[
        "the same leak on the riser above", "a burst pipe shows as a leak below", "the same leak three days ago",
        "no power above is another trouble", "beside it on the same stack", "another house of the same boilers",
        "a house with its own boilers", "the boiler itself", "the same dwelling", "a routine job is never one trouble",
        "the lift of the house",
    ],
)  # fmt: skip
def test_a_ticket_is_as_like_as_what_it_shares(
    call: Trouble, ticket: Trouble, reasons: tuple[str, ...], joins: bool
) -> None:
    found = likeness(call, ticket, LINES, SCALE)
    assert (found.reasons, found.joins) == (reasons, joins)
    assert found.score == sum(SCALE.points[reason] for reason in reasons)


def test_the_narrowest_line_is_named() -> None:
    assert likeness(B2, ABOVE, LINES, SCALE).line == RISER
    assert likeness(B2, BESIDE, LINES, SCALE).line == STACK


spots = st.builds(Spot, st.integers(1, 40), st.integers(1, 3), st.none() | st.integers(0, 4), st.sampled_from("AB"))
troubles = st.builds(
    Trouble,
    spots,
    st.sampled_from(["plumbing", "heating", "lift", "other"]),
    st.none() | st.sampled_from(["leak", "no_heating", "only_lift", "routine"]),
    st.none() | st.just(7),
    st.integers(0, 5_000).map(lambda minutes: AT - timedelta(minutes=minutes)),
)


@given(troubles, troubles)
def test_likeness_is_mutual_and_needs_an_agreeing_defect_to_join(one: Trouble, other: Trouble) -> None:
    there, back = likeness(one, other, LINES, SCALE), likeness(other, one, LINES, SCALE)
    assert (there.score, there.joins) == (back.score, back.joins)
    if there.joins:
        assert {"same_hazard", "kin_hazard", "same_installation"} & set(there.reasons)
