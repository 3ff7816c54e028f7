"""A kind of ticket event has its data, effect, sentence and message to the caller in four places: all are complete.

The sentence is held by `tests/unit/web/test_timeline.py`.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from ops.repairs.rules import access, caller_view, clocks, lifecycle, right_first_time, telling
from ops.repairs.rules.events import KINDS
from ops.repairs.rules.work_order import STEPS
from ops.repairs.service import StepDetails

ROOT = Path(__file__).parents[3] / "ops/repairs"
#: What callers hear of, in this order of weight, and who joins.
TOLD = (*telling.BY_WEIGHT, "caller_added")
#: What is none of a caller's business, or what he said or was told himself.
UNTOLD = {
    "triaged", "caller_informed", "caller_said", "call_back_promised", "question_routed", "alert_linked", "alert_ended",
    "alert_returned", "note", "resumed", "work_planned", "technician_named", "made_safe", "access_step", "part_arrived",
    "part_reserved",
    "work_completed", "photo_added", "photo_removed", "photo_restored", "signed", "paged", "page_acknowledged",
    "page_exhausted", "closed", "duplicate_joined",
}  # fmt: skip
#: What changes neither the status of the ticket nor that of an order.
MOVES_NOTHING = {
    "caller_added", "caller_informed", "caller_said", "call_back_promised", "question_routed", "alert_linked",
    "alert_ended", "alert_returned", "note", "technician_named", "made_safe", "access_step", "photo_added",
    "photo_removed", "photo_restored", "signed", "paged", "page_acknowledged", "page_exhausted", "duplicate_joined",
    "part_reserved",
}  # fmt: skip


def test_each_kind_is_told_to_callers_or_kept_from_them_on_purpose() -> None:
    assert set(TOLD) | UNTOLD == set(KINDS)
    assert set(TOLD).isdisjoint(UNTOLD)


def test_each_kind_moves_the_ticket_or_leaves_it_on_purpose() -> None:
    assert set(lifecycle.EFFECTS) | MOVES_NOTHING == set(KINDS)
    assert set(lifecycle.EFFECTS).isdisjoint(MOVES_NOTHING)


def test_no_rule_waits_for_a_kind_that_there_is_not() -> None:
    stops = {kind for kinds in clocks.STOPPED_BY.values() for kind in kinds}
    assert set(KINDS) >= stops | set(caller_view.STEPS) | access.OVER | right_first_time.LEAVES


def test_the_list_of_kinds_names_all_that_an_event_holds() -> None:
    unnamed = {kind: sorted(names - named(kind)) for kind, names in held().items() if names - named(kind)}
    assert unnamed == {}


def named(kind: str) -> set[str]:
    return set(re.findall(r"\w+", KINDS[kind]))


def held() -> dict[str, set[str]]:
    """What the calls of `happened` hand over by name, and what the steps of an order add."""
    found: dict[str, set[str]] = defaultdict(set)
    for call in calls_of_happened():
        kind = call.args[0] if call.args else None
        if isinstance(kind, ast.Constant):
            found[str(kind.value)] |= {word.arg for word in call.keywords if word.arg and word.arg != "at"}
    for action, step in STEPS.items():
        found[step.event] |= {"work_order", *StepDetails().for_step(action)}
    return found


def calls_of_happened() -> Iterator[ast.Call]:
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "happened":
                yield node
