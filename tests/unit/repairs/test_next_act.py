"""The one next act of a ticket."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from ops.repairs.rules.next_act import Outlook, next_act

NOW = datetime(2026, 11, 24, 2, 12, tzinfo=UTC)
LATER, PAST = NOW + timedelta(hours=2), NOW - timedelta(minutes=9)
OPEN = Outlook("open", "respond", LATER, untold=1)
ASKED = replace(OPEN, status="dispatched", order="dispatched")
THERE = Outlook("in_progress", "complete", LATER, untold=0, order="on_site")
WAITS = Outlook("waiting", "complete", None, untold=0, waiting_until=LATER)


@pytest.mark.parametrize(
    ("seen", "act"),
    [
        (replace(OPEN, status="new"), "triage"),
        (OPEN, "send"),
        (replace(OPEN, next_clock="inform_caller"), "inform"),
        (replace(ASKED, untold=0), None),
        (ASKED, "inform"),
        (replace(ASKED, next_due_at=NOW + timedelta(minutes=14)), "call"),
        (replace(ASKED, next_due_at=PAST), "call"),
        (replace(ASKED, order="accepted", next_clock="complete", next_due_at=NOW + timedelta(minutes=14)), "inform"),
        (replace(ASKED, next_clock="inform_caller", next_due_at=PAST), "inform"),
        (replace(ASKED, next_clock="call_back"), "called"),
        (replace(WAITS, next_clock="call_back", next_due_at=LATER), "called"),
        (THERE, None),
        (replace(THERE, next_due_at=PAST), "call"),
        (WAITS, None),
        (replace(WAITS, waiting_until=PAST), "resume"),
        (replace(WAITS, waiting_until=PAST, order="waiting_part"), "call"),
        (replace(WAITS, waiting_until=None), "resume"),
        (replace(THERE, status="resolved", next_clock=None, next_due_at=None), "reopen"),
        (replace(THERE, status="closed", next_clock=None, next_due_at=None), None),
    ],
    ids=[
        "its priority is confirmed first",
        "then somebody is sent",
        "unless a caller must hear before",
        "a team that was asked has its time to answer",
        "in which the callers are told",
        "soon it must have answered",
        "it did not answer in time",
        "it accepted, so its work is not late yet",
        "a caller who waits too long comes before a call to the team",
        "who was promised a call is rung",
        "and is rung while the ticket waits",
        "somebody is there, all goes its way",
        "the work is late",
        "it waits until its date",
        "the date has come",
        "the date has come of what a team waits for",
        "nobody wrote a date",
        "still broken",
        "over",
    ],
)
def test_a_ticket_has_one_next_act(seen: Outlook, act: str | None) -> None:
    assert next_act(seen, NOW) == act
