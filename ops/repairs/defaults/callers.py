"""How callers reach us and are kept informed: the number in every message, and their own page about a ticket."""

from typing import Any, Literal

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

CALLERS = "repairs.callers"
_CALLERS: dict[str, Any] = {
    "dispatching_phone": "+3225550120",
    "other_language": "en",
    "link_kept_days": 30,
    "message_settles_s": 60,
    "page_changes_per_hour": 20,
    "page_photos": 12,
    "page_moments": 12,
}


class CallersBody(Strict):
    dispatching_phone: str = Field(max_length=20, pattern=r"^\+\d{8,15}$")
    #: In which of our languages we write to those whose own is none of them.
    other_language: Literal["nl", "fr", "en"]
    link_kept_days: int = Field(ge=1, le=365)
    #: A message about a later step takes the place of one that was not sent for so long.
    message_settles_s: int = Field(ge=0, le=600)
    page_changes_per_hour: int = Field(ge=1, le=1_000)
    page_photos: int = Field(ge=1, le=100)
    page_moments: int = Field(ge=1, le=60)


rulesets.register_default(
    CALLERS, _CALLERS, CallersBody.model_validate, owner=OWNER, title=N_("Callers: messages and their own page")
)
