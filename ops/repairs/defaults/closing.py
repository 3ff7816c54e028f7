"""When a resolved ticket closes, and which alerts share one."""

from typing import Any

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

CLOSE = "repairs.close"
_CLOSE: dict[str, Any] = {"close_after_days": 7, "join_alerts_within_hours": 24}


class CloseBody(Strict):
    close_after_days: int = Field(ge=1, le=90)
    join_alerts_within_hours: int = Field(ge=1, le=168)


rulesets.register_default(CLOSE, _CLOSE, CloseBody.model_validate, owner=OWNER, title=N_("Closing and joining tickets"))
