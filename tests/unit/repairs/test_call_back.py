"""The clock of a promise to call back: what starts it, what keeps it, what takes its place."""

from datetime import timedelta

import pytest

from ops.repairs.rulebook import shipped_clock_rules
from ops.repairs.rules.clocks import Clock, clocks_of, shown
from ops.repairs.rules.events import Event
from ops.repairs.rules.projection import project
from ops.repairs.rules.promises import open_promises
from ops.repairs.rules.why import explain
from ops.repairs.why_due import why
from tests.support.ticket_events import BRUSSELS, event, local, registered

RULES = shipped_clock_rules()
CALENDAR = RULES.calendar


def clock(events: list[Event], name: str) -> Clock:
    return next(clock for clock in shown(clocks_of(events, RULES)) if clock.name == name)


def _promise(at: str, by: str, caller: int = 1) -> Event:
    return event("call_back_promised", at, caller=caller, by=local(by).isoformat())


def _told(at: str, how: str, caller: int = 1) -> Event:
    return event("caller_informed", at, caller=caller, how=how)


def test_a_promise_to_call_back_runs_to_the_instant_that_was_promised() -> None:
    promised = clock([registered("2026-11-20 10:00"), _promise("2026-11-20 10:05", "2026-11-20 10:20")], "call_back")
    assert (promised.started_at, promised.due_at) == (local("2026-11-20 10:05"), local("2026-11-20 10:20"))
    assert promised.is_running
    assert promised.is_late(local("2026-11-20 10:21"))


@pytest.mark.parametrize(
    ("events", "stopped_at"),
    [
        ([_told("2026-11-20 10:10", "message")], None),
        ([_told("2026-11-20 10:10", "call", caller=2)], None),
        ([_told("2026-11-20 10:10", "call")], "2026-11-20 10:10"),
        ([event("cancelled", "2026-11-20 10:12", reason="withdrawn")], "2026-11-20 10:12"),
        ([event("resolved", "2026-11-20 10:15"), event("reopened", "2026-11-21 10:15")], "2026-11-20 10:15"),
    ],
    ids=[
        "a message is no call",
        "a call to somebody else is no call to him",
        "a call keeps it",
        "the end of the ticket ends it",
        "a ticket that opens again leaves it ended",
    ],
)
def test_only_a_call_to_that_caller_keeps_the_promise(events: list[Event], stopped_at: str | None) -> None:
    story = [registered("2026-11-20 10:00"), _promise("2026-11-20 10:05", "2026-11-20 10:20"), *events]
    assert clock(story, "call_back").stopped_at == (local(stopped_at) if stopped_at else None)


def test_a_new_promise_takes_the_place_of_one_that_was_not_kept_yet() -> None:
    promises = [
        _promise("2026-11-20 10:05", "2026-11-20 10:20"),
        _told("2026-11-20 10:06", "message"),
        _promise("2026-11-20 10:15", "2026-11-20 11:00"),
    ]
    found = [c for c in clocks_of([registered("2026-11-20 10:00"), *promises], RULES) if c.name == "call_back"]
    assert [c.due_at for c in found] == [local("2026-11-20 11:00")]


def test_a_promise_that_was_kept_stays_beside_the_next_one() -> None:
    promises = [
        _promise("2026-11-20 10:05", "2026-11-20 10:20"),
        _told("2026-11-20 10:10", "call"),
        _promise("2026-11-20 10:10", "2026-11-20 14:00"),
    ]
    found = [c for c in clocks_of([registered("2026-11-20 10:00"), *promises], RULES) if c.name == "call_back"]
    assert [(c.due_at, c.stopped_at) for c in found] == [
        (local("2026-11-20 10:20"), local("2026-11-20 10:10")),
        (local("2026-11-20 14:00"), None),
    ]


def test_of_several_promises_the_earliest_that_runs_shows_and_a_pause_stops_none() -> None:
    story = [
        registered("2026-11-20 10:00"),
        _promise("2026-11-20 10:05", "2026-11-20 12:00", caller=1),
        _promise("2026-11-20 10:06", "2026-11-20 11:00", caller=2),
        event("paused", "2026-11-20 10:30", reason="tenant"),
    ]
    promised = clock(story, "call_back")
    assert (promised.caller, promised.due_at, promised.is_running) == (2, local("2026-11-20 11:00"), True)
    assert project(story, RULES).next_clock == "respond"


def test_why_a_promise_ends_then_is_told_in_one_sentence_and_by_the_clock() -> None:
    story = [registered("2026-11-20 10:00"), _promise("2026-11-20 22:00", "2026-11-21 08:00")]
    promised = clock(story, "call_back")
    said = why(promised, "P2", "en", BRUSSELS)
    assert said == "Promised Fri 20 Nov 22:00: call back before Sat 21 Nov 08:00."
    told = explain(promised, CALENDAR, local("2026-11-20 23:00"))
    assert sum((day.of_kind("counted") for day in told), timedelta()) == timedelta(hours=1)
    assert sum((day.of_kind("to_run") for day in told), timedelta()) == timedelta(hours=9)


def test_the_calls_to_make_name_the_number_and_the_reason_of_the_last_word() -> None:
    story = [
        registered("2026-11-20 10:00"),
        _promise("2026-11-20 10:05", "2026-11-20 12:00", caller=1),
        event("call_back_promised", "2026-11-20 10:06", caller=2, by=local("2026-11-20 11:00").isoformat()),
        event(
            "call_back_promised", "2026-11-20 10:10", caller=1, by=local("2026-11-20 13:00").isoformat(),
            phone="+3225550000", text="the price",
        ),
        _promise("2026-11-20 10:11", "2026-11-20 10:40", caller=3),
        _told("2026-11-20 10:20", "call", caller=3),
    ]  # fmt: skip
    found = open_promises(story, clocks_of(story, RULES))
    assert [(each.caller, each.by, each.phone, each.why) for each in found] == [
        (2, local("2026-11-20 11:00"), "", ""),
        (1, local("2026-11-20 13:00"), "+3225550000", "the price"),
    ]
