"""Who could go, in the order in which a dispatcher would ask."""

from dataclasses import replace

import pytest

from ops.repairs.rules.findings import after_visit, at_desk, proves
from ops.repairs.rules.suggest import Candidate, Need, others, suggest
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


def test_a_suggestion_says_what_speaks_for_and_against_it() -> None:
    night = replace(NEED, firm="heat", out_of_hours=True)
    firm = suggest(night, [replace(FIRM, orders=5)])[0]
    assert (firm.reasons, firm.doubts) == (["has_contract", "has_trade"], ["closed_now", "is_busy"])


def test_a_team_of_another_trade_is_not_suggested_but_may_be_chosen_with_open_eyes() -> None:
    night = replace(NEED, trade="lift", out_of_hours=True)
    assert suggest(night, [FIRM]) == []
    assert others(night, [FIRM])[0].doubts == ["other_trade", "closed_now"]
    assert others(replace(night, firm="heat"), [FIRM]) == []


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
