"""Who receives in the end when several are away."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.energy.rules.deputy import receivers


@pytest.mark.parametrize(
    ("away", "found"),
    [({1: 2}, {1: 2}), ({1: 2, 2: 3}, {1: 3, 2: 3}), ({1: 2, 2: 1}, {}), ({1: 2, 2: 3, 3: 2}, {})],
    ids=[
        "the deputy receives",
        "a deputy who is away passes it on",
        "two who stand in for each other keep what is theirs",
        "nobody receives from a round that never ends",
    ],
)
def test_who_receives(away: dict[int, int], found: dict[int, int]) -> None:
    assert receivers(away) == found


@given(st.dictionaries(st.integers(1, 8), st.integers(1, 8)))
def test_who_receives_is_there_himself(deputy_of: dict[int, int]) -> None:
    for user, end in receivers(deputy_of).items():
        assert end != user
        assert end not in deputy_of
