"""The figures that repairs start from: every one is a dated rule, to be confirmed by the centre."""

from datetime import date, time
from typing import Any, Literal, Self, get_args
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, RootModel, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.rules.triage import Priority

TARGETS = "repairs.targets"
WORKING_HOURS = "repairs.working_hours"
FINDINGS = "repairs.findings"
CLOSE = "repairs.close"
HAZARDS = "repairs.hazards"

_HOUR = 60

_TARGETS: dict[str, Any] = {
    "targets": {
        "P1": {
            "respond": {"minutes": 10},
            "make_safe": {"minutes": 2 * _HOUR},
            "complete": {"minutes": 24 * _HOUR},
            "inform_caller": {"minutes": 30},
        },
        "P2": {
            "respond": {"minutes": 30},
            "make_safe": {"minutes": 8 * _HOUR},
            "complete": {"working_days": 3},
            "inform_caller": {"minutes": 2 * _HOUR},
        },
        "P3": {
            "respond": {"working_days": 1},
            "complete": {"working_days": 5},
            "inform_caller": {"working_days": 1},
        },
        "P4": {
            "respond": {"working_days": 2},
            "complete": {"working_days": 20},
            "inform_caller": {"working_days": 2},
        },
        "P5": {
            "respond": {"working_days": 5},
            "complete": {"working_days": 60},
            "inform_caller": {"working_days": 5},
        },
    },
    "pausing_clocks": ["complete"],
    "never_paused": ["P1"],
    "paging_priorities": ["P1", "P2"],
}

_WORKING_HOURS: dict[str, Any] = {
    "timezone": "Europe/Brussels",
    "opens": "08:00",
    "closes": "16:30",
    "weekdays": ["mon", "tue", "wed", "thu", "fri"],
    "closing_days": [],
}

_FINDINGS: dict[str, Any] = {
    "call": [
        {"code": "repaired"},
        {"code": "part_replaced"},
        {"code": "setting_corrected"},
        {"code": "cleaned"},
        {"code": "caused_by_use"},
        {"code": "nothing_found"},
    ],
    "alert": [
        {"code": "leak_repaired", "true_for": ["waste", "data_fault"]},
        {"code": "left_on", "true_for": ["waste", "data_fault"]},
        {"code": "setting_corrected", "true_for": ["waste", "data_fault"]},
        {"code": "defect_repaired", "true_for": ["waste", "data_fault"]},
        {"code": "meter_fault", "true_for": ["data_fault"]},
        {"code": "legitimate_use", "true_for": []},
        {"code": "nothing_found", "true_for": []},
    ],
    "without_visit": ["answered", "routed", "network_restored"],
}

_CLOSE: dict[str, Any] = {"close_after_days": 7, "join_alerts_within_hours": 24}


def _hazard(code: str, trade: str, priority: str, out_of_season: str | None = None) -> dict[str, Any]:
    return {"code": code, "trade": trade, "priority": priority, "out_of_season": out_of_season}


_HAZARDS: dict[str, Any] = {
    "heating_season": {"from_month": 10, "to_month": 4},
    "hazards": [
        _hazard("gas_smell", "heating", "P1"),
        _hazard("person_in_lift", "lift", "P1"),
        _hazard("live_wire", "electricity", "P1"),
        _hazard("burst_pipe", "plumbing", "P1"),
        _hazard("nurse_call_dead", "fire_safety", "P1"),
        _hazard("fire_alarm_dead", "fire_safety", "P1"),
        _hazard("no_heating", "heating", "P2", out_of_season="P3"),
        _hazard("no_water", "plumbing", "P2"),
        _hazard("no_power", "electricity", "P2"),
        _hazard("sewage", "sanitation", "P2"),
        _hazard("only_toilet", "sanitation", "P2"),
        _hazard("door_will_not_lock", "locks_glass", "P2"),
        _hazard("only_lift", "lift", "P2"),
        _hazard("leak", "plumbing", "P3"),
        _hazard("damp", "roof", "P3"),
        _hazard("part_of_service", "other", "P3"),
        _hazard("routine", "other", "P4"),
        _hazard("with_other_work", "other", "P5"),
    ],
}

ClockName = Literal["respond", "make_safe", "complete", "inform_caller"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class TargetBody(_Strict):
    minutes: int | None = Field(None, gt=0, le=60 * 24 * 365)
    working_days: int | None = Field(None, gt=0, le=250)

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if (self.minutes is None) == (self.working_days is None):
            raise ValueError(N_("Give minutes around the clock, or working days, not both."))
        return self


class _TargetTable(RootModel[dict[Priority, dict[ClockName, TargetBody]]]):
    @model_validator(mode="after")
    def _each_priority_responds_and_completes(self) -> Self:
        for priority in get_args(Priority):
            if not {"respond", "complete"} <= set(self.root.get(priority, {})):
                raise ValueError(N_("Each priority needs a time to respond and a time to complete."))
        return self


class TargetsBody(_Strict):
    targets: _TargetTable
    pausing_clocks: list[ClockName]
    never_paused: list[Priority]
    paging_priorities: list[Priority]


class WorkingHoursBody(_Strict):
    timezone: str
    opens: time
    closes: time
    weekdays: list[Weekday] = Field(min_length=1)
    closing_days: list[date]

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(N_("Opening time lies before closing time."))
        try:
            ZoneInfo(self.timezone)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(N_("This time zone is not known.")) from error
        return self


class _CallFinding(_Strict):
    code: str = Field(min_length=1, max_length=40, pattern="^[a-z][a-z0-9_]*$")


class _AlertFinding(_CallFinding):
    true_for: list[Literal["waste", "data_fault"]]


class FindingsBody(_Strict):
    call: list[_CallFinding] = Field(min_length=1)
    alert: list[_AlertFinding] = Field(min_length=1)
    without_visit: list[str]


class CloseBody(_Strict):
    close_after_days: int = Field(ge=1, le=90)
    join_alerts_within_hours: int = Field(ge=1, le=168)


class _Season(_Strict):
    from_month: int = Field(ge=1, le=12)
    to_month: int = Field(ge=1, le=12)


class _HazardBody(_CallFinding):
    trade: str
    priority: Priority
    out_of_season: Priority | None


class HazardsBody(_Strict):
    heating_season: _Season
    hazards: list[_HazardBody] = Field(min_length=1)


_OWNER = "repairs"
rulesets.register_default(
    TARGETS, _TARGETS, TargetsBody.model_validate, owner=_OWNER, title=N_("Priorities and their clocks")
)
rulesets.register_default(
    WORKING_HOURS, _WORKING_HOURS, WorkingHoursBody.model_validate, owner=_OWNER, title=N_("Working hours")
)
rulesets.register_default(FINDINGS, _FINDINGS, FindingsBody.model_validate, owner=_OWNER, title=N_("Findings of work"))
rulesets.register_default(
    CLOSE, _CLOSE, CloseBody.model_validate, owner=_OWNER, title=N_("Closing and joining tickets")
)
rulesets.register_default(
    HAZARDS, _HAZARDS, HazardsBody.model_validate, owner=_OWNER, title=N_("Hazards and the priority they propose")
)
