"""What a newer release adds to rules that a house has published, and what it leaves alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.rule_codes import Body, Codes

CODES = Codes(catalogues=("answers",), choices=("told/*",))
OLD: Body = {
    "hazards": [{"code": "leak", "priority": "P3"}, {"code": "gas", "priority": "P1"}],
    "answers": ["answered"],
    "told": {"paged": {"lead": ["sms"]}},
    "waking": ["P1"],
    "days": 7,
}
BODIES = st.recursive(
    st.one_of(st.integers(), st.lists(st.sampled_from(["a", "b", "c"]), unique=True)),
    lambda inner: st.one_of(
        st.dictionaries(st.sampled_from(["a", "b", "c"]), inner, max_size=3),
        st.lists(st.sampled_from(["a", "b"]), unique=True).map(lambda codes: [{"code": code} for code in codes]),
    ),
    max_leaves=8,
)
SETS = st.dictionaries(st.sampled_from(["x", "y", "z"]), BODIES)


@pytest.mark.parametrize(
    ("news", "added"),
    [
        ({"hazards": [*OLD["hazards"], {"code": "flood", "priority": "P1"}]}, ("hazards/flood",)),
        ({"hazards": [{"code": "leak", "priority": "P2"}]}, ()),
        ({"hazards": [{"code": "leak", "priority": "P3", "season": None}]}, ("hazards/leak/season",)),
        ({"answers": ["answered", "routed"]}, ("answers/routed",)),
        ({"told": {"paged": {"lead": ["sms"], "head": ["mail"]}}}, ()),
        ({"told": {"paged": {}, "missed": {"lead": ["sms"]}}}, ("told/missed",)),
        ({"waking": ["P1", "P2"]}, ()),
        ({"days": 9, "hours": 24}, ("hours",)),
    ],
    ids=[
        "a new hazard joins",
        "another figure changes nothing",
        "a new field of an entry joins",
        "a new word of a catalogue joins",
        "whom an event reaches is for the house to say",
        "a new event joins with its readers",
        "a list of choices stays as it was chosen",
        "a new figure joins",
    ],
)
def test_what_a_release_adds(news: dict[str, Any], added: tuple[str, ...]) -> None:
    merged, found = CODES.with_added(OLD, OLD | news, set(CODES.of(OLD)))
    assert found == added
    assert (merged == OLD) is (not added)


def test_what_the_house_took_away_knowingly_stays_away() -> None:
    without = OLD | {"hazards": OLD["hazards"][:1]}
    assert CODES.with_added(without, OLD, set(CODES.of(OLD))) == (without, ())
    assert CODES.with_added(without, OLD, set(CODES.of(without)))[1] == ("hazards/gas",)


@given(SETS, SETS)
def test_added_once_nothing_more_is_added_and_nothing_is_lost(mine: Body, theirs: Body) -> None:
    codes = Codes()
    merged, _ = codes.with_added(mine, theirs, set(codes.of(mine)))
    assert codes.with_added(merged, theirs, ())[1] == ()
    assert set(codes.of(mine)) <= set(codes.of(merged))
    assert codes.with_added(mine, theirs, set(codes.of(theirs))) == (mine, ())
