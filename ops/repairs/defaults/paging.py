"""Who is woken, in which order, and how long each may take to answer."""

from typing import Any, Literal, Self

from pydantic import Field, RootModel, model_validator

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.rules.triage import Priority

PAGING = "repairs.paging"
_PAGING: dict[str, Any] = {
    "page_chain": ["technician", "second", "lead", "all_leads"],
    "page_chain_without_rota": ["dispatcher", "all_leads"],
    "page_channels": ["sms", "mail"],
    "step_after": {"P1": {"minutes": 5}, "P2": {"minutes": 15}},
    "acknowledged_for": {"P1": {"minutes": 45}, "P2": {"minutes": 90}},
}

#: What a step may wake: whoever has a duty, all who lead, all who dispatch.
StepDuty = Literal["technician", "second", "lead", "all_leads", "dispatcher"]


class _Minutes(Strict):
    minutes: int = Field(ge=1, le=24 * 60)


class _ByPriority(RootModel[dict[Priority, _Minutes]]):
    @model_validator(mode="after")
    def _holds_the_urgent_ones(self) -> Self:
        if not {"P1", "P2"} <= set(self.root):
            raise ValueError(N_("P1 and P2 page around the clock: both need a time."))
        return self


class PagingBody(Strict):
    page_chain: list[StepDuty] = Field(min_length=1)
    page_chain_without_rota: list[StepDuty] = Field(min_length=1)
    page_channels: list[Literal["mail", "sms"]] = Field(min_length=1)
    step_after: _ByPriority
    acknowledged_for: _ByPriority


rulesets.register_default(PAGING, _PAGING, PagingBody.model_validate, owner=OWNER, title=N_("Paging and its steps"))
