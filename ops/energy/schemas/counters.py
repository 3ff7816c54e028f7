"""Counters, falls of an index and calorific values as the API says and takes them: quantities are decimal strings."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

Note = Annotated[str, StringConstraints(max_length=500, pattern=r"^[^\x00]*$")]
Word = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00]*$")]
Number = Annotated[Decimal, Field(ge=0, lt=10**12, max_digits=24, decimal_places=6)]
Month = Annotated[str, StringConstraints(max_length=7)]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class SegmentOut(BaseModel):
    """A counter from `from` on; `start_index` and `end_index` in the register's unit, null where nobody noted them."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_: datetime = Field(alias="from")
    serial: str | None
    digits: int
    factor: str
    start_index: str | None
    end_index: str | None
    note: str
    made_by: str


class FallOut(BaseModel):
    """`kind` is unexplained, roll_over, reset, wrong_after (a dip) or wrong_before (a peak)."""

    at: datetime
    before: str
    after: str
    kind: str
    decided: bool
    left_out_from: datetime | None
    left_out_to: datetime | None


class SegmentList(BaseModel):
    items: Sequence[SegmentOut]
    falls: Sequence[FallOut]
    next: None = None


class ReplacementIn(_In):
    """Indexes as the counters show them; leave out what nobody noted."""

    at: AwareDatetime
    serial: Word | None = None
    digits: int = Field(default=8, ge=1, le=12)
    factor: Number = Decimal(1)
    end_index: Number | None = None
    start_index: Number | None = None
    note: Note = ""


class FallIn(_In):
    """`decision`: roll_over, reset, wrong_after, wrong_before or replaced."""

    at: AwareDatetime
    decision: Word
    note: Note = ""


class CalorificOut(BaseModel):
    month: str
    kwh_per_m3: str
    state: str
    source: str
    made_by: str
    recorded_at: datetime
    superseded_at: datetime | None


class CalorificList(BaseModel):
    items: Sequence[CalorificOut]
    next: None = None


class CalorificIn(_In):
    """`month` such as 2026-11; `state` provisional or final."""

    month: Month
    kwh_per_m3: Number
    state: Word = "provisional"
    source: Note = ""
