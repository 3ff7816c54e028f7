"""What the API says of waste by building, and of how much of it all is measured."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field


class HoursOut(BaseModel):
    """Hours of a local week from the Monday `from` on: `measured`, `estimated` and `missing` add up to `owed`."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_: date = Field(alias="from", examples=["2026-11-16"])
    owed: int
    measured: int
    estimated: int
    missing: int


class CompleteOut(BaseModel):
    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    register_: str = Field(alias="register", examples=["ADM-01-W1"])
    building: str
    medium: str
    weeks: Sequence[HoursOut]


class CompleteList(BaseModel):
    items: Sequence[CompleteOut]
    next: str | None


class WasteOut(BaseModel):
    """One alert; `lost_eur` is what it cost in the period. `stands`: it still does."""

    alert: str
    medium: str
    cause: str
    state: str
    since: datetime
    last_abnormal_at: datetime
    stands: bool
    cost_eur_per_day: str
    lost_eur: str
    ticket_ref: str | None


class BuildingOut(BaseModel):
    """`cost_eur_per_day` is that of all waste that stands now; `lost_eur` the sum of its alerts."""

    building: str
    name: str
    since: datetime
    cost_eur_per_day: str
    lost_eur: str
    alerts: Sequence[WasteOut]


class PortfolioOut(BaseModel):
    """The sums are those of every building, also of those on other parts of the list."""

    cost_eur_per_day: str
    lost_eur: str
    items: Sequence[BuildingOut]
    next: str | None
