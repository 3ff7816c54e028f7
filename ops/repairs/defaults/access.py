"""What happens when nobody opens, or somebody refuses to open."""

from typing import Any

from pydantic import Field, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.rules.access import UrgentStep
from ops.repairs.rules.triage import Priority

ACCESS = "repairs.access"
_ACCESS: dict[str, Any] = {
    "attempts": 2,
    "between_attempts_hours": 24,
    "needs_proof": True,
    "needs_card": True,
    "urgent_priorities": ["P1", "P2"],
    "urgent_steps": ["keys", "concierge", "lead"],
    "refused": {
        "second_notice_working_days": 5,
        "letter_working_days": 10,
        "legal_working_days": 15,
    },
}


class _Refused(Strict):
    """Working days after the first refusal."""

    second_notice_working_days: int = Field(ge=1, le=250)
    letter_working_days: int = Field(ge=1, le=250)
    legal_working_days: int = Field(ge=1, le=250)

    @model_validator(mode="after")
    def _in_order(self) -> "_Refused":
        if not self.second_notice_working_days < self.letter_working_days < self.legal_working_days:
            raise ValueError(N_("The second notice comes before the letter, the letter before the legal service."))
        return self


class AccessBody(Strict):
    attempts: int = Field(ge=1, le=10)
    between_attempts_hours: int = Field(ge=0, le=24 * 31)
    needs_proof: bool
    needs_card: bool
    urgent_priorities: list[Priority]
    urgent_steps: list[UrgentStep] = Field(min_length=1)
    refused: _Refused


rulesets.register_default(
    ACCESS, _ACCESS, AccessBody.model_validate, owner=OWNER, title=N_("When nobody opens, or access is refused")
)
