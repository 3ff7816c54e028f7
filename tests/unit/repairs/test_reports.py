"""What the reports count of one ticket: each definition in a sentence."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from ops.repairs.rulebook import shipped_clock_rules
from ops.repairs.rules.events import Event
from ops.repairs.rules.reports import Line, Record, ReportRules, backlog, in_time, no_access, repeated, right_first_time
from tests.support.ticket_events import event, local, registered, work

CLOCKS = shipped_clock_rules()
RULES = ReportRules(frozenset({"P1", "P2"}), timedelta(days=90), frozenset({"admin"}), (1, 7, 28, 90), 28)
NOW = local("2026-12-01 12:00")
OPENED = [registered("2026-11-06 09:12"), event("triaged", "2026-11-06 09:12", priority="P2")]
SENT = [*OPENED, work("work_planned", "2026-11-06 09:20"), work("work_dispatched", "2026-11-06 09:21")]
ON_SITE = [*SENT, work("work_accepted", "2026-11-06 09:30"), work("work_started", "2026-11-06 12:00")]
DONE = [*ON_SITE, work("work_completed", "2026-11-06 13:00"), event("resolved", "2026-11-06 13:00")]
REOPENED = event("reopened", "2026-11-08 09:00")


def record(events: Sequence[Event], priority: str = "P2", trade: str = "plumbing") -> Record:
    return Record("T26-1", "R-1", trade, "call", priority, local("2026-11-06 09:12"), list(events))


def clock_lines(events: Sequence[Event], name: str, priority: str = "P2") -> list[Line]:
    return [line for line in in_time(record(events, priority), CLOCKS, NOW) if line.subject == name]


@pytest.mark.parametrize(
    ("events", "outcomes"),
    [
        (DONE, [("in_time", ())]),
        (SENT, [("late", ())]),
        ([*OPENED, event("cancelled", "2026-11-06 10:00", reason="error")], [("left_out", ("cancelled",))]),
        ([*OPENED, event("cancelled", "2026-11-20 10:00", reason="error")], [("late", ())]),
        ([*SENT, event("paused", "2026-11-09 09:00", reason="tenant")], []),
        ([*SENT, event("paused", "2026-11-30 09:00", reason="tenant")], [("late", ())]),
        ([*DONE, REOPENED], [("in_time", ()), ("late", ())]),
        (
            [
                *SENT,
                event("paused", "2026-11-09 09:00", reason="part"),
                event("resumed", "2026-11-17 09:00"),
                event("resolved", "2026-11-18 09:00"),
            ],
            [("in_time", ("late_without_pauses",))],
        ),
    ],
    ids=[
        "done before its time is in time",
        "still open after its time is late, although nobody has finished",
        "cancelled before its time is left out",
        "cancelled after its time stays late",
        "waiting before its time is not decided yet",
        "waiting that began after its time hides nothing",
        "a reopening runs anew, and both runs count",
        "in time only thanks to its pauses says so",
    ],
)
def test_a_deadline_counts_once_when_it_is_decided(
    events: Sequence[Event], outcomes: list[tuple[str, tuple[str, ...]]]
) -> None:
    assert [(line.outcome, line.notes) for line in clock_lines(events, "complete")] == outcomes


def test_a_late_deadline_counts_on_the_day_it_was_missed_and_a_kept_one_when_it_stopped() -> None:
    assert clock_lines(DONE, "complete")[0].at == local("2026-11-06 13:00")
    assert clock_lines(SENT, "complete")[0].at == local("2026-11-12 16:30")


FOLLOW_ON = work("work_followed_on", "2026-11-06 12:30", child="W26-000002", trade="painting")
SECOND = [
    work("work_planned", "2026-11-07 09:00", "W26-000002", kind="follow_on"),
    work("work_dispatched", "2026-11-07 09:00", "W26-000002"),
    work("work_started", "2026-11-07 10:00", "W26-000002"),
    work("work_completed", "2026-11-07 11:00", "W26-000002"),
    event("resolved", "2026-11-07 11:00"),
]
INSPECTION = [
    *OPENED,
    work("work_planned", "2026-11-06 09:20", kind="inspection"),
    work("work_started", "2026-11-06 10:00"),
    work("work_completed", "2026-11-06 10:30"),
]
NOBODY = work("work_no_access", "2026-11-06 12:05", kind="absent")


@pytest.mark.parametrize(
    ("events", "outcome", "notes"),
    [
        (DONE, "right", ()),
        ([*DONE, REOPENED], "not_right", ("reopened",)),
        ([*ON_SITE, work("work_need_part", "2026-11-06 12:30"), work("work_started", "2026-11-08 09:00"),
          event("resolved", "2026-11-08 10:00")], "not_right", ("second_visit",)),
        ([*ON_SITE, FOLLOW_ON, *SECOND], "right", ("planned_follow_on",)),
        ([*ON_SITE, Event("work_followed_on", FOLLOW_ON.at, {**FOLLOW_ON.data, "trade": "plumbing"}), *SECOND],
         "not_right", ("second_visit",)),
        ([*INSPECTION, *SECOND], "right", ("inspection",)),
        ([*ON_SITE, NOBODY, work("work_started", "2026-11-08 09:00"), event("resolved", "2026-11-08 10:00")],
         "right", ("no_access",)),
        ([*OPENED, event("resolved", "2026-11-06 10:00", finding="answered")], "left_out", ("no_visit",)),
        ([*OPENED, event("cancelled", "2026-11-06 10:00")], "left_out", ("cancelled",)),
    ],
    ids=[
        "one visit is right",
        "a reopening counts against",
        "a part that was not in the van counts against",
        "planned work of another trade does not count against",
        "follow-on work of the same trade does",
        "an inspection before the work does not count as a visit",
        "a closed door does not count as a visit",
        "an answer at the desk is left out",
        "a cancelled ticket is left out",
    ],
)  # fmt: skip
def test_right_first_time_is_one_visit_and_nobody_back(
    events: Sequence[Event], outcome: str, notes: tuple[str, ...]
) -> None:
    line = right_first_time(record(events))
    assert line is not None
    assert (line.outcome, line.notes) == (outcome, notes)


def test_nothing_is_judged_before_somebody_says_that_it_is_done() -> None:
    assert right_first_time(record(ON_SITE)) is None


def test_it_counts_on_the_day_it_was_first_said_to_be_done() -> None:
    again = [*DONE, REOPENED, event("resolved", "2026-11-20 10:00")]
    line = right_first_time(record(again))
    assert line is not None
    assert line.at == local("2026-11-06 13:00")


def test_a_visit_that_ends_before_a_closed_door_is_one_closed_door() -> None:
    proof = work("work_no_access", "2026-11-06 12:05", kind="refused", proof="Photo", card="Yes")
    [line] = no_access(record([*ON_SITE, proof]))
    assert (line.outcome, line.notes) == ("refused", ("proof", "card"))
    [opened] = no_access(record(DONE))
    assert opened.outcome == "opened"


def _at(ref: str, day: str, trade: str = "plumbing", origin: str = "call") -> Record:
    return Record(ref, "R-1", trade, origin, "P3", local(f"{day} 09:00"))


def test_a_repetition_lies_within_ninety_days_of_the_one_before_it() -> None:
    found = [_at("T1", "2026-01-01"), _at("T2", "2026-03-31"), _at("T3", "2026-08-01"), _at("T4", "2026-08-02", "roof")]
    lines = {line.ticket: (line.outcome, line.notes) for line in repeated(found, frozenset(), RULES)}
    assert lines == {"T1": ("first", ()), "T2": ("repeated", ("T1",)), "T3": ("first", ()), "T4": ("first", ())}


def test_questions_cancelled_tickets_and_preventive_orders_repeat_nothing() -> None:
    found = [
        _at("T1", "2026-01-01"), _at("T2", "2026-01-02", "admin"), _at("T3", "2026-01-03", origin="prevention"),
        _at("T4", "2026-01-04"),
    ]  # fmt: skip
    assert [line.ticket for line in repeated(found, frozenset({"T1"}), RULES)] == ["T4"]


@pytest.mark.parametrize(
    ("at", "line"),
    [
        ("2026-11-06 09:00", None),
        ("2026-11-06 10:00", ("dispatched", "0")),
        ("2026-11-06 12:10", ("in_progress", "0")),
        ("2026-11-07 09:00", None),
        ("2026-11-08 10:00", ("open", "1")),
        ("2026-12-05 10:00", ("open", "28")),
    ],
    ids=["before the call", "sent", "on site", "done", "opened again, two days old", "opened again, a month old"],
)
def test_the_backlog_is_what_was_open_at_that_instant(at: str, line: tuple[str, str] | None) -> None:
    found = backlog(record([*DONE, REOPENED]), local(at), RULES)
    assert (found and (found.subject, found.outcome)) == line
