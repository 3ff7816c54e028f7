"""The figures that beds are shipped with; every one is to be confirmed by the centre."""

from typing import Any

from ops.beds.rules.billable import TermFigures
from ops.errors import N_
from ops.kit.rulesets import register_default

TERMS = "beds.terms"
#: No absence is taken off the bill and no night is paid after a death until the centre has verified its own rules.
TERMS_BODY: dict[str, Any] = {
    "hold_days": 3,
    "clearing_days": 5,
    "clearing_days_after_death": 7,
    "nights_billed_after_death": 0,
    "absences": [],
}


def declare() -> None:
    """Declares the terms; whatever reads them needs that first. Their page comes with the pages of beds."""
    title = N_("Terms of rest homes, and absences on the bill")
    register_default(TERMS, TERMS_BODY, TermFigures.model_validate, title=title)
