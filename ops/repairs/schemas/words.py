"""What every body of repairs is made of."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from ops.repairs.rules.triage import TRADES

#: A database refuses NUL, so it is refused here, with the name of the field.
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=r"^[^\x00]*$")]
ClockState = Literal["running", "paused", "in_time", "late"]


#: A day means its opening hour.
Until = AwareDatetime | date
Trade = Annotated[Line, Field(json_schema_extra={"enum": list(TRADES)})]


class In(BaseModel):
    model_config = ConfigDict(extra="forbid")
