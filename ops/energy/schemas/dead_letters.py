"""What the API says and takes about messages that could not be stored."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

ReasonCode = Annotated[str, StringConstraints(min_length=1, max_length=40, pattern=r"^[a-z_]+$")]
LetterId = Annotated[int, Field(ge=1, le=2**62)]


class LetterOut(BaseModel):
    """`reason`, `detail` and `advice` are in the caller's language; `payload` is the beginning of the message."""

    id: int
    received_at: datetime
    topic: str
    size_bytes: int
    code: str
    params: dict[str, Any]
    reason: str
    detail: str
    advice: str
    state: str
    seen_count: int
    handled_at: datetime | None
    handled_by: str | None
    payload: str
    payload_is_text: bool
    payload_sha256: str


class LetterList(BaseModel):
    items: Sequence[LetterOut]
    next: str | None


class LettersIn(BaseModel):
    """Some letters by their ids, or all that wait for one reason."""

    model_config = ConfigDict(extra="forbid")
    ids: Annotated[list[LetterId], Field(min_length=1, max_length=500)] | None = None
    code: ReasonCode | None = None

    @model_validator(mode="after")
    def _names_some(self) -> Self:
        if self.ids is None and self.code is None:
            raise ValueError("give ids, or the code of a reason")
        return self


class LettersDone(BaseModel):
    """How many letters the act concerns."""

    letters: int
