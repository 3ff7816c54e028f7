"""Where a question goes that no technician answers, who interprets, and how long a half-typed call is kept."""

from typing import Any

from pydantic import Field

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict

DESKS = "repairs.desks"
_DESKS: dict[str, Any] = {
    "desks": [
        {
            "code": "letting", "name": "Dienst Huisvesting", "name_fr": "Service Logement",
            "email": "huisvesting@regie.example", "phone": "+3225550101",
        },
        {
            "code": "rent", "name": "Huurincasso", "name_fr": "Perception des loyers",
            "email": "huur@regie.example", "phone": "+3225550102",
        },
        {
            "code": "charges", "name": "Lasten en meters", "name_fr": "Charges et compteurs",
            "email": "lasten@regie.example", "phone": "+3225550103",
        },
        {
            "code": "social", "name": "Sociale dienst", "name_fr": "Service social",
            "email": "sociaal@regie.example", "phone": "+3225550104",
        },
        {
            "code": "reception", "name": "Onthaal", "name_fr": "Accueil",
            "email": "onthaal@regie.example", "phone": "+3225550100",
        },
    ],
    "place_without_address": "ADM-01",
    "answered_within_working_days": 2,
    "interpreter_phone": "+3225550190",
    "call_back_minutes": [15, 30, 60, 120],
    "drafts_kept_days": 7,
}  # fmt: skip


class _DeskBody(Strict):
    code: str = Field(min_length=1, max_length=20, pattern="^[a-z][a-z0-9_]*$")
    name: str = Field(min_length=1, max_length=80)
    name_fr: str = Field(max_length=80)
    email: str = Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+$")
    phone: str = Field(max_length=20, pattern=r"^\+\d{8,15}$")


class DesksBody(Strict):
    desks: list[_DeskBody] = Field(min_length=1)
    #: Where a question stands whose caller lives in none of our houses.
    place_without_address: str = Field(min_length=1, max_length=60)
    answered_within_working_days: int = Field(ge=1, le=20)
    interpreter_phone: str = Field(max_length=20, pattern=r"^\+\d{8,15}$")
    call_back_minutes: list[int] = Field(min_length=1, max_length=6)
    drafts_kept_days: int = Field(ge=1, le=30)


rulesets.register_default(
    DESKS, _DESKS, DesksBody.model_validate, owner=OWNER, title=N_("Desks, interpreter and half-noted calls")
)
