"""The figures of access that are shipped, to be confirmed by the centre."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from ops.access.rules.sign_in_policy import AccessPolicy
from ops.errors import N_
from ops.kit import rulesets

SIGN_IN = "access.sign_in"

_BODY: dict[str, Any] = {
    "min_password_length": 12,
    "idle_hours": 12,
    "absolute_days": 7,
    "invitation_days": 7,
    "reset_minutes": 60,
    "free_attempts_login": 5,
    "free_attempts_origin": 30,
    "first_wait_s": 15,
    "longest_wait_s": 900,
    "forget_hours": 24,
}


class SignInRules(BaseModel):
    """Limits between which the centre may choose; outside of them signing in would be unsafe or impossible."""

    model_config = ConfigDict(extra="forbid")

    min_password_length: int = Field(ge=10, le=64)
    idle_hours: int = Field(ge=1, le=72)
    absolute_days: int = Field(ge=1, le=31)
    invitation_days: int = Field(ge=1, le=31)
    reset_minutes: int = Field(ge=10, le=1440)
    free_attempts_login: int = Field(ge=2, le=20)
    free_attempts_origin: int = Field(ge=5, le=1000)
    first_wait_s: int = Field(ge=1, le=300)
    longest_wait_s: int = Field(ge=60, le=3600)
    forget_hours: int = Field(ge=1, le=168)


rulesets.register_default(
    SIGN_IN, _BODY, SignInRules.model_validate, owner="access", title=N_("Signing in, passwords and sessions")
)


def policy_at(session: Session, now: datetime) -> AccessPolicy:
    return AccessPolicy(**rulesets.current(session, SIGN_IN, now).body)
