"""What the API says and takes about alerts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
Code = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00]*$")]


class AlertOut(BaseModel):
    """Quantities are decimal strings in `unit`; `cost_eur_per_day` by the tariff of the day."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    id: str
    ref: str
    state: str
    cause: str
    severity: str
    medium: str
    #: `register` in JSON; pydantic's own class has a method of that name.
    register_: str | None = Field(alias="register")
    building: str | None
    title: str
    why: str
    started_at: datetime
    detected_at: datetime
    last_abnormal_at: datetime
    ended_at: datetime | None
    closed_at: datetime | None
    expected: str
    measured: str
    excess_per_hour: str
    unit: str
    cost_eur_per_day: str
    ticket_ref: str | None
    acknowledged_by: str | None
    snoozed_until: datetime | None
    snooze_reason: str | None
    merged_into: str | None
    outcome: str | None
    reopened_count: int
    late_evidence: bool
    version: int


class EventOut(BaseModel):
    kind: str
    at: datetime
    who: str
    data: dict[str, object]


class AlertFile(AlertOut):
    possible: Sequence[str]
    events: Sequence[EventOut]


class AlertList(BaseModel):
    items: Sequence[AlertOut]
    next: str | None


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NothingIn(_In):
    pass


class SnoozeIn(_In):
    until: AwareDatetime
    reason: Words


class MergeIn(_In):
    into: Code


class CloseIn(_In):
    outcome: Code
