"""The timeline has a sentence for whatever may happen to a ticket."""

from ops.repairs.rules.events import KINDS
from ops.web.pages.repairs.words import SENTENCES


def test_every_kind_of_event_is_told() -> None:
    assert set(SENTENCES) == set(KINDS)
