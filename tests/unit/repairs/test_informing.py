"""Who was told when and how, and who does not know the last change."""

from ops.repairs.rules.informing import last_told
from tests.support.ticket_events import event, local, registered

TEN = "2026-11-20 10:00"


def test_who_heard_of_the_last_change_needs_no_further_word() -> None:
    story = [
        registered(TEN),
        event("caller_informed", "2026-11-20 10:10", caller=1, how="call"),
        event("caller_informed", "2026-11-20 10:11", caller=2, how="call"),
        event("work_dispatched", "2026-11-20 10:20", work_order="W1"),
        event("caller_informed", "2026-11-20 10:20", caller=2, how="message", about="sent"),
    ]
    found = last_told(story)
    assert {caller: (each.how, each.about, each.knows_all) for caller, each in found.items()} == {
        1: ("call", "", False),
        2: ("message", "sent", True),
    }
    assert found[1].at == local("2026-11-20 10:10")


def test_a_note_of_ours_is_no_change_for_callers() -> None:
    story = [registered(TEN), event("caller_informed", TEN, caller=1, how="call"), event("note", TEN, text="x")]
    assert last_told(story)[1].knows_all


def test_who_was_never_told_is_not_among_them() -> None:
    assert last_told([registered(TEN), event("caller_added", TEN, caller=1, called_at=local(TEN).isoformat())]) == {}
