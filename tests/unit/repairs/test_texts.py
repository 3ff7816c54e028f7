"""What whoever arrives does first: told by the hazard, whatever the reason of the priority says."""

from typing import Any

import pytest

from ops.kit.locale import Text
from ops.repairs import reasons, texts
from ops.repairs.models import Ticket
from ops.repairs.rules.triage import Proposal, Reason

GAS = Reason("hazard", {"hazard": "gas_smell"})
BABY = Reason("affected", {"affected": "infant", "hazard": "gas_smell"})


def ticket(hazard: str | None, reason: Text) -> Ticket:
    kept: dict[str, Any] = reason.to_json()
    return Ticket(hazard=hazard, priority_reason=kept)


@pytest.mark.parametrize(
    "about",
    [
        ticket("gas_smell", reasons.why(Proposal("P1", "heating", (GAS,)))),
        ticket("gas_smell", reasons.why(Proposal("P1", "heating", (GAS, BABY)))),
        ticket("gas_smell", texts.typed("Three neighbours smell it too")),
        ticket(None, texts.hazard_reason(GAS.params)),
    ],
    ids=["by itself", "with more reasons", "against the proposal", "from before the hazard was kept"],
)
def test_the_warning_of_a_hazard_stands_with_every_reason(about: Ticket) -> None:
    assert texts.first_on_site(about) == Text(texts.FIRST_ON_SITE["gas_smell"])


def test_what_hurts_nobody_has_no_warning() -> None:
    assert texts.first_on_site(ticket("routine", texts.typed(""))) is None
