"""Who could go, in the order in which a dispatcher would ask."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.repairs.rules.day_plan import Moved
from ops.repairs.rules.findings import after_visit, at_desk, proves
from ops.repairs.rules.suggest import Candidate, Need, PartAt, Word, others, suggest
from ops.repairs.rules.triage import Hazard, propose

RAPID = Candidate("rapid-centre", "rapid", "centre", None, frozenset({"heating", "plumbing"}), 2, True)
NORTH = replace(RAPID, code="rapid-north", zone="north", orders=0)
WORKS = replace(RAPID, code="works-centre", kind="works", orders=0)
FIRM = Candidate("firm-heat", "firm", None, "heat", frozenset({"heating"}), 0, False)
NEED = Need(trade="heating", zone="centre", priority="P2", firm=None, out_of_hours=False)


def codes(need: Need, *candidates: Candidate) -> list[str]:
    return [each.code for each in suggest(need, candidates)]


@pytest.mark.parametrize(
    ("need", "order"),
    [
        (NEED, ["rapid-centre", "works-centre", "rapid-north", "firm-heat"]),
        (replace(NEED, priority="P5"), ["works-centre", "rapid-centre", "rapid-north", "firm-heat"]),
        (replace(NEED, firm="heat"), ["firm-heat", "rapid-centre", "works-centre", "rapid-north"]),
        (replace(NEED, out_of_hours=True), ["rapid-centre", "works-centre", "rapid-north", "firm-heat"]),
        (replace(NEED, trade="lift"), []),
    ],
    ids=[
        "the rapid team of the zone first",
        "what can wait goes to who has least to do",
        "the firm under contract before all",
        "a firm that is closed comes last",
        "nobody who does not know the trade",
    ],
)
def test_teams_are_ranked_by_what_the_ticket_needs(need: Need, order: list[str]) -> None:
    assert codes(need, FIRM, NORTH, WORKS, RAPID) == order


def said(words: Sequence[Word]) -> list[str]:
    return [word.code for word in words]


def test_a_suggestion_says_what_speaks_for_and_against_it() -> None:
    night = replace(NEED, firm="heat", out_of_hours=True)
    firm = suggest(night, [replace(FIRM, orders=5, call_out_eur=186.0)])[0]
    assert said(firm.reasons) == ["has_contract", "has_trade"]
    assert said(firm.doubts) == ["closed_now", "is_busy", "costs"]


def test_a_team_of_another_trade_is_not_suggested_but_may_be_chosen_with_open_eyes() -> None:
    night = replace(NEED, trade="lift", out_of_hours=True)
    assert suggest(night, [FIRM]) == []
    assert said(others(night, [FIRM])[0].doubts) == ["other_trade", "closed_now"]
    assert others(replace(night, firm="heat"), [FIRM]) == []


AT = datetime(2026, 11, 20, 10, tzinfo=UTC)
ONE = replace(RAPID, person=1, orders=0, arrives_at=AT, done_at=AT + timedelta(hours=1), travel_minutes=8)
TWO = replace(ONE, person=2)
VAN, SHELF, FAR, GONE = (PartAt("valve", w) for w in ("van", "store", "other_store", "nowhere"))
LATE = Moved("W26-000009", "P3", AT, late=True)


@pytest.mark.parametrize(
    ("need", "first", "then"),
    [
        (NEED, replace(TWO, was_here_at=AT), ONE),
        (NEED, replace(TWO, parts=(VAN,)), replace(ONE, parts=(SHELF,))),
        (NEED, replace(TWO, parts=(FAR,)), replace(ONE, parts=(GONE,))),
        (NEED, replace(TWO, arrives_at=AT - timedelta(minutes=9)), ONE),
        (NEED, replace(ONE, orders=0), replace(TWO, orders=3)),
        (replace(NEED, out_of_hours=True), replace(TWO, on_duty=True), replace(ONE, on_duty=False)),
        (replace(NEED, due_at=AT + timedelta(hours=2)), replace(TWO, zone="north"),
         replace(ONE, done_at=AT + timedelta(hours=3))),
        (replace(NEED, due_at=AT + timedelta(hours=2)), TWO, replace(ONE, zone="north")),
        (NEED, replace(TWO, moves=(replace(LATE, late=False),)), replace(ONE, moves=(LATE,))),
        (replace(NEED, firm="heat"), replace(FIRM, arrives_at=AT + timedelta(days=1)), ONE),
    ],
    ids=[
        "who knows the case goes before who does not",
        "the part in the van goes before the part in the store",
        "a part in the other store goes before a part that is nowhere",
        "who is there first goes first",
        "who has less to do goes first",
        "at night who is on duty goes first",
        "who is in time from the other zone goes before who is too late from this one",
        "when both are in time the zone decides",
        "whose plan only moves goes before whose plan breaks",
        "the contract goes before everything",
    ],
)  # fmt: skip
def test_of_two_one_is_asked_first(need: Need, first: Candidate, then: Candidate) -> None:
    assert [each.key for each in suggest(need, [then, first])] == [first.key, then.key]


def test_what_moves_and_what_is_missing_is_said() -> None:
    need = replace(NEED, due_at=AT, present_until=AT)
    each = suggest(need, [replace(ONE, moves=(LATE,), parts=(VAN, GONE), zone="north", orders=2)])[0]
    assert said(each.reasons) == ["part_in_van", "has_trade", "is_near"]
    assert said(each.doubts) == ["too_late", "nobody_home", "part_nowhere", "moves_late", "other_zone"]
    assert each.doubts[3].data == {"order": "W26-000009", "priority": "P3", "at": AT}


parts = st.lists(st.sampled_from([VAN, SHELF, FAR, GONE]), max_size=2).map(tuple)
instants = st.none() | st.integers(0, 2_000).map(lambda minutes: AT + timedelta(minutes=minutes))
candidates = st.builds(
    Candidate,
    code=st.sampled_from(["rapid-centre", "rapid-north", "works-centre", "firm-heat", "firm-lift"]),
    kind=st.sampled_from(["rapid", "works", "firm"]),
    zone=st.sampled_from(["centre", "north", None]),
    firm=st.sampled_from([None, "heat", "lift"]),
    trades=st.frozensets(st.sampled_from(["heating", "plumbing", "lift"])),
    orders=st.integers(0, 6),
    around_the_clock=st.booleans(),
    person=st.none() | st.integers(1, 9),
    on_duty=st.sampled_from([None, True, False]),
    arrives_at=instants,
    done_at=instants,
    was_here_at=instants,
    parts=parts,
)
needs = st.builds(
    Need,
    trade=st.sampled_from(["heating", "lift"]),
    zone=st.sampled_from(["centre", "north"]),
    priority=st.sampled_from(["P1", "P3", "P5"]),
    firm=st.sampled_from([None, "heat", "lift"]),
    out_of_hours=st.booleans(),
    due_at=instants,
)
many = st.lists(candidates, max_size=8, unique_by=lambda each: each.key)


@given(needs, many, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_they_were_found(need: Need, found: list[Candidate], rng: Random) -> None:
    shuffled = list(found)
    rng.shuffle(shuffled)
    assert [each.key for each in suggest(need, shuffled)] == [each.key for each in suggest(need, found)]


@given(needs, many)
def test_nobody_is_left_out_and_nobody_stands_twice(need: Need, found: list[Candidate]) -> None:
    named = [each.key for each in (*suggest(need, found), *others(need, found))]
    assert sorted(named) == sorted(each.key for each in found)
    assert {each.key for each in suggest(need, found)} >= {each.key for each in found if need.trade in each.trades}


@given(needs, many)
def test_a_contract_is_asked_before_everybody_else(need: Need, found: list[Candidate]) -> None:
    holds = [each.candidate.firm == need.firm for each in suggest(need, found) if need.firm]
    assert holds == sorted(holds, reverse=True)


FINDINGS = {
    "call": [{"code": "repaired"}],
    "alert": [
        {"code": "leak_repaired", "true_for": ["waste", "data_fault"]},
        {"code": "meter_fault", "true_for": ["data_fault"]},
    ],
    "without_visit": ["answered"],
}  # fmt: skip


def test_findings_depend_on_where_the_ticket_came_from() -> None:
    assert after_visit(FINDINGS, "call") == ["repaired"]
    assert at_desk(FINDINGS, "call") == ["answered", "repaired"]
    assert at_desk(FINDINGS, "alert") == ["leak_repaired", "meter_fault"]


def test_a_finding_says_whether_the_alarm_was_true() -> None:
    assert proves(FINDINGS, "meter_fault", data_fault=True)
    assert proves(FINDINGS, "meter_fault", data_fault=False) is False
    assert proves(FINDINGS, "repaired", data_fault=False) is None


def test_a_hazard_proposes_less_outside_the_season() -> None:
    heating = Hazard("no_heating", "heating", "P2", "P3")
    assert propose(heating, in_season=True).priority == "P2"
    assert propose(heating, in_season=False).priority == "P3"
