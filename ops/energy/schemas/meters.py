"""What the API says and takes about meters: quantities are decimal strings in the unit beside them."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class RegisterOut(BaseModel):
    """A counter of a meter; `status` is ok, alert, silent or not_connected."""

    id: str
    code: str
    meter: str
    medium: str
    kind: str
    unit: str
    building: str
    building_name: str
    building_name_fr: str
    status: str
    step_minutes: int
    logger: str | None
    first_live_at: datetime | None
    last_live_at: datetime | None
    open_alerts: int


class RegisterFile(RegisterOut):
    name: str
    address: str
    address_fr: str
    serial: str | None
    digits: int
    factor: str
    resolution: str
    valid_from: str
    last_value: str | None
    last_value_at: datetime | None
    alerts: Sequence[str]


class RegisterList(BaseModel):
    items: Sequence[RegisterOut]
    next: str | None


class AmountOut(BaseModel):
    """`quality` is measured, estimated or incomplete (hours missing).

    `provisional`: whether the calorific value of gas is not final yet; only gas that is asked in kWh has it.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    from_: datetime = Field(alias="from")
    to: datetime
    value: str
    unit: str
    quality: str
    provisional: bool = False


class AmountList(BaseModel):
    items: Sequence[AmountOut]
    next: str | None


class LedgerOut(BaseModel):
    """`deviation` = intervals - difference - roll_over - reset - replaced - fell, and zero when the month closes.

    `fell` is what a fall that nobody explained yet takes off the index; the others say what an event of the index
    counted beyond its movement. `left_out` readings do not count: dips and peaks, or called wrong by a person.
    Where `readings_gone`, readings are kept no longer: `intervals` stands, and nothing is left to check it by.
    """

    month: str
    index_start: str | None
    index_end: str | None
    difference: str
    fell: str
    roll_over: str
    reset: str
    replaced: str
    left_out: int
    intervals: str
    deviation: str
    estimated_hours: int
    closes: bool
    readings_gone: bool
    unit: str


class LedgerList(BaseModel):
    items: Sequence[LedgerOut]
    next: None = None


class ReadingResult(BaseModel):
    """`result` is stored or refused; a refused one names why."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)

    index: int
    id: str | None
    register_: str = Field(alias="register")
    at: str
    result: str
    code: str | None = None
    detail: str | None = None


class ReadingsStored(BaseModel):
    """`stored` are new values, `repeated` were known already, `revised` replaced another value."""

    stored: int
    repeated: int
    revised: int
    refused: int
    items: Sequence[ReadingResult]
