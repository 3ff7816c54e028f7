"""The steps of an order, the parts that it lacks, and who goes instead of a firm that can't be reached."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.repairs.rules.events import KINDS, Event
from ops.repairs.rules.fallback import Option, fall_back
from ops.repairs.rules.lifecycle import state_of
from ops.repairs.rules.parts_wanted import missing_parts
from ops.repairs.rules.work_order import (
    ENDED,
    MOVES,
    MOVING,
    SENDING_ON,
    STATE_AFTER,
    STEPS,
    WAITING,
    lawful_actions,
    state_after,
)
from tests.support.ticket_events import event, registered, work

OPEN = [registered("2026-11-06 09:12"), event("triaged", "2026-11-06 09:14", priority="P2")]
SENT = [*OPEN, work("work_planned", "2026-11-06 09:20"), work("work_dispatched", "2026-11-06 09:21")]
ON_SITE = [*SENT, work("work_started", "2026-11-06 10:00")]
STATES = sorted({"planned"} | MOVING | WAITING | ENDED)


def test_each_step_leaves_an_event_that_leads_to_the_same_state_in_a_replay() -> None:
    for step in STEPS.values():
        assert step.event in KINDS
        for before, after in step.moves.items():
            assert step.event == "made_safe" or state_after(step.event, before) == after


def test_nothing_follows_on_an_order_that_is_over() -> None:
    assert all(lawful_actions(state) == () for state in ENDED)


@pytest.mark.parametrize(
    ("state", "missing", "expected"),
    [
        ("planned", False, "dispatch cancel"),
        ("dispatched", False, "accept refuse unreachable start no-access cancel"),
        ("accepted", False, "refuse unreachable start no-access need-part cancel"),
        ("on_site", False, "made-safe no-access need-part follow-on complete cancel"),
        ("on_site", True, "made-safe no-access need-part part-arrived follow-on cancel"),
        ("waiting_part", True, "dispatch part-arrived cancel"),
        ("waiting_access", False, "dispatch start cancel"),
    ],
    ids=["planned", "sent", "accepted", "on site", "on site without the part", "waits for a part", "nobody opened"],
)
def test_what_may_be_done_stands_in_the_order_of_the_work(state: str, missing: bool, expected: str) -> None:
    assert " ".join(lawful_actions(state, part_missing=missing)) == expected


def wants(at: str, part: str, order: str = "W26-000001", quantity: int = 1) -> Event:
    return work("work_need_part", at, order, part=part, quantity=quantity, until="2026-11-10T08:00:00+01:00")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([], []),
        ([wants("2026-11-06 10:00", "VALVE-15")], ["VALVE-15"]),
        ([wants("2026-11-06 10:00", "VALVE-15"), work("part_arrived", "2026-11-07 10:00", part="VALVE-15")], []),
        ([wants("2026-11-06 10:00", "VALVE-15"), work("part_arrived", "2026-11-07 10:00")], []),
        (
            [
                wants("2026-11-06 10:00", "A"),
                wants("2026-11-06 11:00", "B"),
                work("part_arrived", "2026-11-07 10:00", part="A"),
            ],
            ["B"],
        ),
        ([wants("2026-11-06 10:00", "A"), work("work_dispatched", "2026-11-07 10:00")], ["A"]),
        ([wants("2026-11-06 10:00", "A", "W26-000002")], []),
        (
            [
                wants("2026-11-06 10:00", "A"),
                work("part_arrived", "2026-11-07 10:00"),
                wants("2026-11-08 10:00", "A", quantity=2),
            ],
            ["A"],
        ),
    ],
    ids=[
        "nothing was asked for",
        "asked for",
        "it came",
        "all came",
        "one of two came",
        "sending somebody again brings no part",
        "of another order",
        "the wrong one came, asked for again",
    ],
)
def test_a_part_is_missing_until_it_came(events: Sequence[Event], expected: list[str]) -> None:
    assert [part.name for part in missing_parts(events, "W26-000001")] == expected


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([*ON_SITE, work("work_followed_on", "2026-11-06 11:00", child="W26-000002")], "open"),
        (
            [
                *ON_SITE,
                work("work_planned", "2026-11-06 11:00", "W26-000002"),
                work("work_followed_on", "2026-11-06 11:00", child="W26-000002"),
                work("work_dispatched", "2026-11-06 11:00", "W26-000002"),
            ],
            "dispatched",
        ),
        ([*SENT, work("work_unreachable", "2026-11-06 10:00", reason="strike")], "open"),
        ([*ON_SITE, wants("2026-11-06 11:00", "A"), work("part_arrived", "2026-11-09 10:00")], "dispatched"),
        ([*ON_SITE, work("part_arrived", "2026-11-06 10:30")], "in_progress"),
        ([*SENT, work("work_no_access", "2026-11-06 11:00"), work("slot_agreed", "2026-11-06 12:00")], "dispatched"),
        ([*OPEN, work("work_planned", "2026-11-06 09:20"), work("slot_agreed", "2026-11-06 09:25")], "open"),
        ([*SENT, work("work_no_access", "2026-11-06 11:00"), work("access_step", "2026-11-06 11:05")], "waiting"),
        ([*SENT, work("work_no_access", "2026-11-06 11:00"), work("work_started", "2026-11-06 11:20")], "in_progress"),
    ],
    ids=[
        "a visit that showed more work leaves the ticket open",
        "or dispatched when the child was sent",
        "a firm that can't be reached gives it back",
        "the part came, so it goes on",
        "a part that was brought along moves nobody",
        "the next slot sends it on",
        "an appointment alone sends nobody",
        "asking for the keys still waits",
        "somebody opened after all",
    ],
)
def test_the_ticket_follows(events: Sequence[Event], status: str) -> None:
    assert state_of(events).status == status


@given(st.lists(st.tuples(st.sampled_from(sorted(MOVES)), st.integers(1, 3)), max_size=30))
def test_a_replay_of_any_events_ends_in_a_known_state(moves: list[tuple[str, int]]) -> None:
    events = [*OPEN, *(work(kind, "2026-11-06 10:00", f"W26-00000{n}") for kind, n in moves)]
    state = state_of(events)
    assert set(state.orders.values()) <= set(STATES)
    assert state.status in ("open", "dispatched", "in_progress", "waiting")


def test_what_sends_on_moves_only_who_waited_for_it() -> None:
    for kind in SENDING_ON:
        moved = {state for state in STATES if state_after(kind, state) != state}
        assert moved == ({"waiting_part"} if kind == "part_arrived" else {"waiting_access"})
    assert not set(SENDING_ON) & set(STATE_AFTER)


def option(
    code: str, kind: str = "rapid", zone: str | None = "centre", firm: str | None = None, trades: str = "lift"
) -> Option:
    return Option(code, kind, zone, firm, frozenset(trades.split()))


FIRM, OTHER = option("schindler", "firm", None, "schindler"), option("kone", "firm", None, "kone")
NEAR, FAR = option("rapid-centre"), option("rapid-north", zone="north")


@pytest.mark.parametrize(
    ("options", "firm", "expected"),
    [
        ([FIRM, NEAR, OTHER], "kone", "kone"),
        ([FIRM, OTHER, FAR, NEAR], None, "rapid-centre"),
        ([FIRM, FAR], "kone", "rapid-north"),
        ([FIRM, option("works-centre", "works"), NEAR], None, "rapid-centre"),
        ([FIRM, option("painters", trades="painting"), OTHER], None, None),
        ([NEAR, FAR], None, "rapid-north"),
    ],
    ids=[
        "the fall-back of the contract",
        "without one a team of our own in the zone",
        "a fall-back without a team leaves our own",
        "rapid before works",
        "nobody who knows the trade",
        "never the one who is gone",
    ],
)
def test_who_goes_instead(options: Sequence[Option], firm: str | None, expected: str | None) -> None:
    assert fall_back(options, gone=options[0].code, firm=firm, trade="lift", zone="centre") == expected
