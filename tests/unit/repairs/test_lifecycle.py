"""The status of a ticket is what its events say."""

from collections.abc import Sequence

import pytest

from ops.repairs.rules.actions import hindrance, lawful
from ops.repairs.rules.events import Event
from ops.repairs.rules.lifecycle import pauses_of, state_of
from ops.repairs.rules.work_order import lawful_actions
from tests.support.ticket_events import event, local, registered, work

NEW = [registered("2026-11-06 09:12")]
OPEN = [*NEW, event("triaged", "2026-11-06 09:14", priority="P2")]
SENT = [*OPEN, work("work_planned", "2026-11-06 09:20"), work("work_dispatched", "2026-11-06 09:21")]
ACCEPTED = [*SENT, work("work_accepted", "2026-11-06 09:31")]
ON_SITE = [*ACCEPTED, work("work_started", "2026-11-06 12:00")]
DONE = [*ON_SITE, work("work_completed", "2026-11-06 13:00"), event("resolved", "2026-11-06 13:00", finding="repaired")]


@pytest.mark.parametrize(
    ("events", "status"),
    [
        (NEW, "new"),
        (OPEN, "open"),
        ([*OPEN, work("work_planned", "2026-11-06 09:20")], "open"),
        (SENT, "dispatched"),
        (ACCEPTED, "dispatched"),
        ([*SENT, work("work_refused", "2026-11-06 09:40")], "open"),
        ([*SENT, work("work_cancelled", "2026-11-06 09:40")], "open"),
        (ON_SITE, "in_progress"),
        ([*ON_SITE, work("work_need_part", "2026-11-06 12:30", until="2026-11-10T08:00:00+01:00")], "waiting"),
        ([*SENT, work("work_no_access", "2026-11-06 12:30", until="2026-11-07T08:00:00+01:00")], "waiting"),
        (
            [*ON_SITE, work("work_need_part", "2026-11-06 12:30"), work("work_dispatched", "2026-11-10 08:00")],
            "dispatched",
        ),
        (
            [
                *ON_SITE,
                work("work_planned", "2026-11-06 12:10", "W26-000002"),
                work("work_dispatched", "2026-11-06 12:10", "W26-000002"),
                work("work_need_part", "2026-11-06 12:30"),
            ],
            "dispatched",
        ),
        ([*OPEN, event("paused", "2026-11-06 10:00", reason="network_operator")], "waiting"),
        ([*OPEN, event("paused", "2026-11-06 10:00", reason="tenant"), event("resumed", "2026-11-06 11:00")], "open"),
        (
            [*SENT, event("paused", "2026-11-06 10:00", reason="tenant"), work("work_started", "2026-11-06 11:00")],
            "in_progress",
        ),
        (DONE, "resolved"),
        ([*DONE, event("note", "2026-11-06 14:00", text="x")], "resolved"),
        ([*DONE, event("reopened", "2026-11-08 09:00")], "open"),
        ([*DONE, event("closed", "2026-11-13 13:00")], "closed"),
        ([*OPEN, event("closed", "2026-11-13 13:00")], "open"),
        ([*NEW, event("cancelled", "2026-11-06 09:30", reason="error")], "cancelled"),
        ([*NEW, event("resolved", "2026-11-06 09:30", finding="answered")], "resolved"),
    ],
    ids=[
        "registered and not yet confirmed",
        "triaged",
        "a planned order sends nobody",
        "an order was sent",
        "accepted, nobody on site",
        "refused by the only team",
        "the only order is cancelled",
        "somebody is on site",
        "the only order waits for a part",
        "nobody opened",
        "the part came and the order was sent again",
        "one order waits while another is on its way",
        "a pause of the ticket itself",
        "a pause that ended",
        "going on site ends a pause",
        "the last order was completed",
        "a note changes nothing",
        "still broken",
        "closed after its days",
        "closing what nobody resolved hides nothing",
        "cancelled at once",
        "answered on the phone",
    ],
)
def test_the_status_follows_from_the_events(events: Sequence[Event], status: str) -> None:
    assert state_of(events).status == status


def test_events_count_by_their_own_instant_whatever_the_order_of_noting() -> None:
    assert state_of(list(reversed(ON_SITE))).status == "in_progress"


@pytest.mark.parametrize(
    ("events", "action", "in_the_way"),
    [
        (NEW, "work-orders", "is_new"),
        (NEW, "resolve", None),
        (SENT, "resolve", "has_open_orders"),
        (ON_SITE, "cancel", "is_on_site"),
        (SENT, "cancel", None),
        (OPEN, "reopen", "is_not_resolved"),
        (DONE, "reopen", None),
        (DONE, "work-orders", "is_resolved"),
        ([*DONE, event("closed", "2026-11-13 13:00")], "reopen", "is_closed"),
        ([*DONE, event("closed", "2026-11-13 13:00")], "notes", None),
        ([*OPEN, event("paused", "2026-11-06 10:00", reason="tenant")], "pause", "is_waiting"),
        (OPEN, "resume", "is_not_paused"),
    ],
    ids=[
        "no work before the priority is confirmed",
        "a question may be answered at once",
        "work that was sent must end first",
        "who is on site can't be called off by cancelling the ticket",
        "before that he can",
        "an open ticket can't be reopened",
        "a resolved one can",
        "no work on a resolved ticket",
        "a closed ticket stays closed",
        "a note is always possible",
        "a pause can't be paused",
        "what is not paused can't resume",
    ],
)
def test_an_action_names_what_is_in_its_way(events: Sequence[Event], action: str, in_the_way: str | None) -> None:
    state = state_of(events)
    assert hindrance(state, action) == in_the_way
    assert (action in lawful(state)) is (in_the_way is None)


def test_pauses_are_the_times_in_which_the_ticket_waited() -> None:
    events = [
        *ON_SITE,
        work("work_need_part", "2026-11-09 10:30"),
        work("work_dispatched", "2026-11-10 08:00"),
        event("paused", "2026-11-12 09:00", reason="tenant"),
    ]
    spans = [(pause.from_at, pause.to_at, pause.reason) for pause in pauses_of(events)]
    assert spans == [
        (local("2026-11-09 10:30"), local("2026-11-10 08:00"), "part"),
        (local("2026-11-12 09:00"), None, "tenant"),
    ]


def test_reopening_counts_and_clears_the_finding() -> None:
    state = state_of([*DONE, event("reopened", "2026-11-08 09:00")])
    assert (state.reopened_count, state.finding, state.resolved_at) == (1, None, None)


def test_a_work_order_offers_its_usual_next_step_first() -> None:
    assert [lawful_actions(state)[0] for state in ("planned", "dispatched", "accepted")] == [
        "dispatch",
        "accept",
        "refuse",
    ]
    assert "complete" in lawful_actions("on_site")
    assert lawful_actions("completed") == ()
