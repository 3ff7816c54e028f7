"""Choices against the matrix in the demo's year, so that the lead has something to review."""

from collections.abc import Sequence

from ops.repairs import texts
from ops.repairs.seed.drafts import Draft

#: Hazard -> what was chosen instead, how often one of so many, and why, in the words of the desk.
_CHOICES: dict[str, tuple[str, int, str]] = {
    "leak": ("P2", 12, "De emmer loopt al over en er is niemand om hem te ledigen."),
    "damp": ("P4", 9, "Zelfde vlek als vorig jaar, wordt niet groter."),
    "part_of_service": ("P4", 40, "Mag tot volgende week wachten, zegt de bewoner."),
}


def choose_otherwise(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Changes the priority of some, counted by hazard in the order of the drafts."""
    seen = dict.fromkeys(_CHOICES, 0)
    for draft in drafts:
        if draft.hazard not in _CHOICES:
            continue
        chosen, every, why = _CHOICES[draft.hazard]
        seen[draft.hazard] += 1
        if seen[draft.hazard] % every == 0 and draft.priority == "P3":
            draft.proposed, draft.priority, draft.reason = draft.priority, chosen, texts.typed(why)
    return drafts
