"""Appointments: their hours, and how much of a team's time they may take."""

from datetime import time
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.rules.triage import Priority

SLOTS = "repairs.slots"


def _hours(*spans: str) -> list[dict[str, str]]:
    return [dict(zip(("starts", "ends"), span.split("-"), strict=True)) for span in spans]


_SLOTS: dict[str, Any] = {
    "half_days": _hours("08:00-12:00", "12:30-16:30"),
    "windows": _hours("08:00-10:00", "10:00-12:00", "12:30-14:30", "14:30-16:30"),
    "window_priorities": ["P1", "P2", "P3"],
    "estimate_minutes": 60,
    "notice_minutes": 60,
    "kept_free_percent": {"rapid": 30, "works": 0, "firm": 0},
    "urgent_follow_on_priority": "P2",
}


class _Hours(Strict):
    starts: time
    ends: time

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.starts >= self.ends:
            raise ValueError(N_("The beginning lies before the end."))
        return self


class SlotsBody(Strict):
    half_days: list[_Hours] = Field(min_length=1)
    windows: list[_Hours] = Field(min_length=1)
    window_priorities: list[Priority]
    estimate_minutes: int = Field(ge=5, le=480)
    notice_minutes: int = Field(ge=0, le=7 * 24 * 60)
    kept_free_percent: dict[Literal["rapid", "works", "firm"], int]
    urgent_follow_on_priority: Priority

    @model_validator(mode="after")
    def _a_part_of_the_whole(self) -> Self:
        if not all(0 <= each < 100 for each in self.kept_free_percent.values()):
            raise ValueError(N_("Give a part of the time, from 0 to 99 per cent."))
        return self


rulesets.register_default(
    SLOTS, _SLOTS, SlotsBody.model_validate, owner=OWNER, title=N_("Appointments and the time they take")
)
