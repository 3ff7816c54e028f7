from datetime import date
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field

from ops.access import notify_defaults
from ops.kit import rulesets
from ops.kit.rulesets import Fault, RulesetInvalid, RulesetVersion, UnknownRuleset, check, in_force, register_default


class Limits(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: int = Field(ge=1)
    zone: str


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulesets, "_shipped", dict(rulesets._shipped))
    register_default("tests.limits", {"days": 7, "zone": "centre"}, Limits.model_validate)


def _version(number: int, valid_from: date) -> RulesetVersion:
    return RulesetVersion("x", number, valid_from, "A", "", True, None, {})


HISTORY = [
    _version(4, date(2026, 3, 1)),
    _version(3, date(2026, 6, 1)),
    _version(2, date(2026, 6, 1)),
    _version(1, date(2000, 1, 1)),
]


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(1999, 12, 31), 1),
        (date(2026, 2, 28), 1),
        (date(2026, 3, 1), 4),
        (date(2026, 5, 31), 4),
        (date(2026, 6, 1), 3),
        (date(2030, 1, 1), 3),
    ],
    ids=[
        "before the first, the first",
        "the shipped figures",
        "a correction from the day it begins",
        "a correction until the next one begins",
        "of two that begin together, the later written",
        "the last one goes on",
    ],
)
def test_the_version_in_force(on: date, version: int) -> None:
    assert in_force(HISTORY, on).version == version


@pytest.mark.usefixtures("limits")
@pytest.mark.parametrize(
    ("body", "faults"),
    [
        ({"days": 0, "zone": "x"}, [Fault("days", "This number is too small.")]),
        ({"days": "soon", "zone": "x"}, [Fault("days", "Write a whole number.")]),
        ({"zone": "x", "dayz": 3}, [Fault("days", "This is missing."), Fault("dayz", "This name is not known here.")]),
    ],
    ids=["too small", "not a number", "one missing, one unknown"],
)
def test_every_fault_is_named_with_its_place(body: dict[str, Any], faults: list[Fault]) -> None:
    with pytest.raises(RulesetInvalid) as caught:
        check("tests.limits", body)
    assert list(caught.value.faults) == faults


def test_a_set_that_nobody_declared_is_unknown() -> None:
    with pytest.raises(UnknownRuleset):
        check("tests.nothing", {})


def test_shipped_figures_that_are_wrong_stop_the_start() -> None:
    with pytest.raises(ValueError, match="days"):
        register_default("tests.wrong", {"days": 0, "zone": "x"}, Limits.model_validate)


def test_who_is_told_takes_only_events_and_roles_that_exist() -> None:
    for body in ({"party": {"admin": ["mail"]}}, {"job_failed": {"king": ["mail"]}}):
        with pytest.raises(RulesetInvalid):
            check(notify_defaults.WHO_IS_TOLD, body)


def test_each_set_has_an_owner_who_may_change_it() -> None:
    for each in rulesets.all_shipped():
        assert each.owner in {"access", "repairs", "energy"}, each.name
