"""How parts are ordered, and how far back one looks for those that a job usually needs."""

from typing import Any

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

STOCK = "repairs.stock"
_STOCK: dict[str, Any] = {
    "usual_lead_days": 5,
    "looked_back_days": 365,
    "usual_parts": 3,
    "usual_part_percent": 50,
    "large_difference_pieces": 5,
    "large_difference_eur": 100,
}


class StockBody(Strict):
    #: Of a part whose supplier named none.
    usual_lead_days: int = Field(ge=0, le=365)
    looked_back_days: int = Field(ge=1, le=3_650)
    usual_parts: int = Field(ge=0, le=10)
    #: Of the jobs that took a part, how many took this one.
    usual_part_percent: int = Field(ge=1, le=100)
    #: A count that differs by so many pieces, or by so much money, needs a reason.
    large_difference_pieces: int = Field(ge=1, le=10_000)
    large_difference_eur: int = Field(ge=1, le=100_000)


rulesets.register_default(STOCK, _STOCK, StockBody.model_validate, owner=OWNER, title=N_("Parts and their suppliers"))
