from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from pydantic import ValidationError

from ops.energy.calendar_defaults import SCHOOL_BREAK_BODY
from ops.energy.rules.school_breaks import (
    COMMUNITIES,
    Community,
    SchoolBreakFigures,
    days_in_breaks,
    is_school_break,
    known_to,
)

SHIPPED = SchoolBreakFigures.model_validate(SCHOOL_BREAK_BODY)


@pytest.mark.parametrize(
    ("day", "french", "flemish"),
    [
        ("2025-10-19", False, False),
        ("2025-10-20", True, False),
        ("2025-10-27", True, True),
        ("2025-11-02", True, True),
        ("2025-11-03", False, False),
        ("2026-02-23", True, False),
        ("2026-04-06", False, True),
        ("2026-04-30", True, False),
        ("2026-07-01", False, True),
        ("2026-08-31", False, True),
        ("2026-11-04", False, True),
    ],
)
def test_each_community_has_its_own_breaks(day: str, french: bool, flemish: bool) -> None:
    on = date.fromisoformat(day)
    assert (is_school_break(on, "french", SHIPPED), is_school_break(on, "flemish", SHIPPED)) == (french, flemish)


def test_a_building_without_a_community_has_no_breaks() -> None:
    assert SHIPPED.community_of("R-001") is None
    assert not is_school_break(date(2025, 12, 25), None, SHIPPED)
    assert days_in_breaks(None, SHIPPED) == frozenset()


@pytest.mark.parametrize("community", COMMUNITIES)
def test_the_days_of_all_breaks_are_those_that_are_asked_one_by_one(community: Community) -> None:
    days = [date(2024, 9, 1) + timedelta(days=number) for number in range(1500)]
    asked = {day for day in days if is_school_break(day, community, SHIPPED)}
    assert asked == days_in_breaks(community, SHIPPED)


@pytest.mark.parametrize("community", COMMUNITIES)
def test_shipped_breaks_follow_each_other_and_begin_on_a_monday(community: Community) -> None:
    breaks = SHIPPED.breaks_of(community)
    assert all(one.end_on < other.first_on for one, other in pairwise(breaks))
    assert {each.first_on.weekday() for each in breaks if each.name != "summer"} == {0}


def test_the_last_known_day_is_said_so_that_nobody_trusts_an_empty_calendar() -> None:
    assert known_to("flemish", SHIPPED) == date(2028, 9, 1)
    assert known_to("french", SHIPPED) == date(2026, 8, 24)
    assert known_to("french", SHIPPED.model_copy(update={"french": []})) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"buildings": {"french": ["ADM-01"], "flemish": ["ADM-01"]}},
        {"french": [{"name": "autumn", "first_on": "2026-11-02", "last_on": "2026-11-01"}]},
        {"french": [{"name": "autumn", "first_on": "2026-11-02", "last_on": "9999-12-31"}]},
        {"french": [{"name": "", "first_on": "2026-11-02", "last_on": "2026-11-08"}]},
        {"german": []},
    ],
    ids=["a building under both", "turned", "without an end", "without a name", "a third community"],
)
def test_a_calendar_that_cannot_be_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SchoolBreakFigures.model_validate({**SCHOOL_BREAK_BODY, **wrong})
