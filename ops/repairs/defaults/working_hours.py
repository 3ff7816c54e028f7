"""When the house is open."""

from datetime import date, time
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

WORKING_HOURS = "repairs.working_hours"
_WORKING_HOURS: dict[str, Any] = {
    "timezone": "Europe/Brussels",
    "opens": "08:00",
    "closes": "16:30",
    "weekdays": ["mon", "tue", "wed", "thu", "fri"],
    "closing_days": [],
}


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class WorkingHoursBody(Strict):
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


rulesets.register_default(
    WORKING_HOURS, _WORKING_HOURS, WorkingHoursBody.model_validate, owner=OWNER, title=N_("Working hours")
)
