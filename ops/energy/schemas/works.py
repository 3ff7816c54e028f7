"""Works, changes of use and deputies as the API says and takes them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^[^\x00]*$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00]*$")]
#: Within the calendar of a house.
Instant = Annotated[AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), lt=datetime(2101, 1, 1, tzinfo=UTC))]
UserId = Annotated[int, Field(ge=1, le=2**62)]
_FROM, _TO = "2026-11-24T08:00:00+01:00", "2026-11-24T16:00:00+01:00"
_PLACE = "Code of a register, of a building or of any place in one."


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Out(BaseModel):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)
    id: int


class WorksIn(_In):
    """Waste that is found from `from` to `to` is kept back, and the hours are no reference."""

    place: Line = Field(description=_PLACE, examples=["ADM-01"])
    from_at: Instant = Field(alias="from", examples=[_FROM])
    to_at: Instant = Field(alias="to", examples=[_TO])
    reason: Note = Field(examples=["The pipes are flushed"])


class WorksOut(_Out):
    """`place` is the code that it was noted for; `is_register` tells whether that is a register."""

    place: str
    is_register: bool
    from_at: datetime = Field(alias="from")
    to_at: datetime = Field(alias="to")
    reason: str
    made_by: str
    made_at: datetime


class WorksList(BaseModel):
    items: Sequence[WorksOut]
    next: str | None


class ChangeIn(_In):
    """From the local day `from_on` on, what was usual before is no model."""

    place: Line = Field(description=_PLACE, examples=["ADM-01"])
    from_on: date = Field(examples=["2026-12-01"])
    kind: Line = Field(
        description="insulation, heating, valves, equipment, use, meter or other", examples=["insulation"]
    )
    medium: Annotated[str, StringConstraints(max_length=12)] = Field(
        "", description="Only the meters of this medium; empty for all of the place.", examples=["gas"]
    )
    note: Note = Field("", examples=["The roof is insulated"])


class ChangeOut(_Out):
    place: str
    is_register: bool
    from_on: date
    kind: str
    medium: str
    note: str
    made_by: str
    made_at: datetime


class ChangeList(BaseModel):
    items: Sequence[ChangeOut]
    next: str | None


class DeputyIn(_In):
    """From `from` to `to`, `deputy` hears of alerts what `user` would have heard; both are ids of users."""

    user: UserId = Field(description="One of `away` of `GET /deputies/people`.", examples=[12])
    deputy: UserId = Field(description="One of `possible` of `GET /deputies/people`.", examples=[7])
    from_at: Instant = Field(alias="from", examples=["2026-12-21T00:00:00+01:00"])
    to_at: Instant = Field(alias="to", examples=["2027-01-04T00:00:00+01:00"])


class PersonOut(BaseModel):
    id: int
    name: str


class DeputyPeople(BaseModel):
    """Who may be noted as away, and who may stand in."""

    away: Sequence[PersonOut]
    possible: Sequence[PersonOut]


class DeputyOut(_Out):
    user: PersonOut
    deputy: PersonOut
    from_at: datetime = Field(alias="from")
    to_at: datetime = Field(alias="to")
    made_by: str
    made_at: datetime


class DeputyList(BaseModel):
    items: Sequence[DeputyOut]
    next: str | None
