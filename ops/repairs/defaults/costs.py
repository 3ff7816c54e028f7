"""What a visit costs the house, EUR including VAT: invented, to be confirmed."""

from typing import Any

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

COSTS = "repairs.costs"
_COSTS: dict[str, Any] = {"own_hour_eur": 52.0, "firm_call_out_eur": 186.0}


class CostsBody(Strict):
    own_hour_eur: float = Field(ge=0, le=1_000, allow_inf_nan=False)
    firm_call_out_eur: float = Field(ge=0, le=10_000, allow_inf_nan=False)


rulesets.register_default(COSTS, _COSTS, CostsBody.model_validate, owner=OWNER, title=N_("Costs of a visit"))
