"""What the API says and takes about mappings of other makes."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Format = Literal["senml", "tasmota", "shelly", "chirpstack", "things_stack", "zigbee2mqtt", "dsmr", "csv"]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]
Unit = Annotated[str, StringConstraints(max_length=8, pattern=r"^[^\x00]*$")]


class MappingIn(BaseModel):
    """`factor` multiplies the value; `unit` is what the value is measured in, "" where the message says it."""

    model_config = ConfigDict(extra="forbid")
    topic_filter: Text
    format: Format
    field: Text
    register_code: Annotated[Text, Field(alias="register")]
    factor: Annotated[Decimal, Field(gt=0, le=1_000_000, max_digits=13, decimal_places=6)] = Decimal(1)
    unit: Unit = ""


class MappingOut(BaseModel):
    """A decimal string as factor."""

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True)
    id: int
    topic_filter: str
    format: str
    field: str
    register_code: str = Field(alias="register")
    factor: str
    unit: str
    version: int


class MappingList(BaseModel):
    items: Sequence[MappingOut]
    next: str | None


class SampleOut(BaseModel):
    """A value that the last message held; `at` is None where it says no time."""

    field: str
    at: datetime | None
    value: int | float | str
    unit: str


class HeardOut(BaseModel):
    """The last message of a topic; `payload` is its beginning."""

    topic: str
    format: str
    received_at: datetime
    samples: Sequence[SampleOut]
    payload: str
    payload_is_text: bool
    mapped: bool
    waiting: int


class HeardList(BaseModel):
    items: Sequence[HeardOut]


class Stored(BaseModel):
    """How many waiting messages of the topic are stored now by its mappings."""

    letters: int


class TopicIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    topic: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
