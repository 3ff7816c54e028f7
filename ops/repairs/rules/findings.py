"""What was found: one list for calls, one for alerts, where a finding also says whether the alarm was true."""

from collections.abc import Mapping, Sequence
from typing import Any

Body = Mapping[str, Any]


def after_visit(body: Body, origin_kind: str) -> Sequence[str]:
    """The findings that complete a work order, in the order in which they are offered."""
    return [each["code"] for each in body["alert" if origin_kind == "alert" else "call"]]


def at_desk(body: Body, origin_kind: str) -> Sequence[str]:
    """The findings that resolve a ticket without a work order: answers first; an alert is never just answered."""
    answers = [] if origin_kind == "alert" else body["without_visit"]
    return [*answers, *after_visit(body, origin_kind)]


def proves(body: Body, finding: str | None, *, data_fault: bool) -> bool | None:
    """Whether the alarm was true; None when the finding says nothing about it, or there is none."""
    wanted = "data_fault" if data_fault else "waste"
    found = next((each for each in body["alert"] if each["code"] == finding), None)
    return None if found is None else wanted in found["true_for"]
