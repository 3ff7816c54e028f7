"""What the API says about degree days: decimal strings, to a tenth."""

from collections.abc import Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class DegreeDaysOut(BaseModel):
    """Local days [from, to). `degree_days` counts the known ones; it says all when `known_days` equals `days`."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_: date = Field(alias="from")
    to: date
    degree_days: str
    normal: str
    known_days: int
    days: int


class DegreeDaysList(BaseModel):
    #: Degrees Celsius outside from which a usual building needs no heating.
    base_c: str
    items: Sequence[DegreeDaysOut]
    next: str | None
