"""Deadlines: the figures of the table, pauses, holidays, changes of the clock, replay."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.periods import Span, merged
from ops.repairs.rulebook import shipped_clock_rules
from ops.repairs.rules.clocks import Clock, Target, clocks_of, due_at, next_clock, shown
from ops.repairs.rules.events import Event, in_order
from ops.repairs.rules.projection import project
from ops.repairs.rules.why import explain
from tests.support.ticket_events import event, local, registered, work

RULES = shipped_clock_rules()
CALENDAR = RULES.calendar
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 30), timezones=st.just(UTC))  # noqa: DTZ001
MINUTES = st.integers(1, 20_000).map(lambda n: timedelta(minutes=n))
TARGETS = st.one_of(
    st.integers(1, 3000).map(lambda n: Target(minutes=n)), st.integers(1, 20).map(lambda n: Target(working_days=n))
)
HOLES = st.lists(st.tuples(INSTANTS, MINUTES).map(lambda p: Span(p[0], p[0] + p[1])), max_size=4)


def clock(events: list[Event], name: str) -> Clock:
    return next(clock for clock in shown(clocks_of(events, RULES)) if clock.name == name)


@pytest.mark.parametrize(
    ("priority", "dues"),
    [
        ("P1", {"respond": "2026-11-20 10:10", "make_safe": "2026-11-20 12:00", "complete": "2026-11-21 10:00"}),
        ("P2", {"respond": "2026-11-20 10:30", "make_safe": "2026-11-20 18:00", "complete": "2026-11-25 16:30"}),
        ("P3", {"respond": "2026-11-23 16:30", "complete": "2026-11-27 16:30"}),
        ("P4", {"respond": "2026-11-24 16:30", "complete": "2026-12-18 16:30"}),
        ("P5", {"respond": "2026-11-27 16:30", "complete": "2027-02-16 16:30"}),
    ],
    ids=["danger", "urgent", "soon", "routine", "planned"],
)
def test_each_priority_has_the_clocks_of_the_table(priority: str, dues: dict[str, str]) -> None:
    clocks = clocks_of([registered("2026-11-20 10:00", priority)], RULES)
    assert {clock.name: clock.due_at for clock in clocks} == {name: local(due) for name, due in dues.items()}


def test_a_part_that_is_awaited_moves_completion_by_the_working_hours_that_it_took() -> None:
    events = [
        registered("2026-11-06 09:12"),
        work("work_planned", "2026-11-06 09:20"),
        work("work_dispatched", "2026-11-06 09:21"),
        work("work_accepted", "2026-11-06 09:31"),
        work("work_started", "2026-11-09 10:00"),
        work("work_need_part", "2026-11-09 10:30"),
        work("work_dispatched", "2026-11-10 08:00"),
    ]
    complete = clock(events, "complete")
    assert complete.due_at == local("2026-11-13 14:00")
    assert complete.due_without_pauses_at == local("2026-11-12 16:30")
    assert clock(events, "respond").stopped_at == local("2026-11-06 09:31")


def test_why_it_is_due_then_is_told_day_by_day() -> None:
    events = [
        registered("2026-11-06 09:12"),
        event("triaged", "2026-11-06 09:14", priority="P2"),
        event("paused", "2026-11-09 10:30", reason="part"),
        event("resumed", "2026-11-10 08:00"),
    ]
    days = explain(clock(events, "complete"), CALENDAR, local("2026-11-12 09:40"))
    assert [(day.number, day.reason) for day in days] == [
        (0, "day_zero"), (None, "weekend"), (None, "weekend"), (1, "paused"), (2, "counted"), (None, "holiday"),
        (3, "counted"), (4, "counted"),
    ]  # fmt: skip
    assert [part.kind for part in days[3].parts] == ["counted", "paused"]
    assert days[6].of_kind("to_run") + days[7].of_kind("to_run") == timedelta(hours=12, minutes=50)


def test_a_p1_never_stands_still() -> None:
    paused = event("paused", "2026-11-20 10:05", reason="access")
    triaged = event("triaged", "2026-11-20 10:01", priority="P1")
    complete = clock([registered("2026-11-20 10:00", "P1"), triaged, paused], "complete")
    assert complete.is_running
    assert complete.due_at == local("2026-11-21 10:00")


def test_while_it_waits_only_completion_stands_still() -> None:
    events = [
        registered("2026-11-20 10:00"),
        event("triaged", "2026-11-20 10:01", priority="P2"),
        event("paused", "2026-11-20 10:05", reason="tenant"),
    ]
    assert not clock(events, "complete").is_running
    assert clock(events, "respond").is_running
    assert clock(events, "make_safe").is_running


def test_a_raised_priority_counts_anew_from_the_first_knowledge() -> None:
    events = [registered("2026-11-20 10:00", "P3"), event("triaged", "2026-11-20 15:00", priority="P2")]
    assert clock(events, "make_safe").due_at == local("2026-11-20 18:00")


def test_a_call_noted_on_paper_starts_when_it_came() -> None:
    events = [registered("2026-11-20 10:00", "P1", aware_at="2026-11-20 03:00")]
    assert clock(events, "respond").due_at == local("2026-11-20 03:10")
    assert clock(events, "respond").is_late(local("2026-11-20 10:00"))


def test_each_caller_has_his_own_clock_and_the_ticket_shows_the_earliest_that_waits() -> None:
    events = [
        registered("2026-11-20 10:00", "P1"),
        event("caller_added", "2026-11-20 10:00", caller=1, called_at=local("2026-11-20 10:00").isoformat()),
        event("caller_added", "2026-11-20 10:20", caller=2, called_at=local("2026-11-20 10:20").isoformat()),
        event("caller_informed", "2026-11-20 10:25", caller=1, how="call"),
    ]
    assert len([c for c in clocks_of(events, RULES) if c.name == "inform_caller"]) == 2
    assert clock(events, "inform_caller").due_at == local("2026-11-20 10:50")


def test_reopening_starts_completion_anew_and_nothing_else() -> None:
    events = [
        registered("2026-11-02 10:00", "P3"),
        event("triaged", "2026-11-02 10:00", priority="P3"),
        event("resolved", "2026-11-02 12:00", finding="answered"),
        event("reopened", "2026-11-09 10:00"),
    ]
    complete = clock(events, "complete")
    assert (complete.started_at, complete.due_at) == (local("2026-11-09 10:00"), local("2026-11-17 16:30"))
    assert complete.is_running
    assert clock(events, "respond").stopped_at == local("2026-11-02 12:00")


def test_the_next_clock_is_the_earliest_that_runs() -> None:
    ahead = next_clock(clocks_of([registered("2026-11-20 10:00", "P2")], RULES))
    assert ahead is not None
    assert ahead.name == "respond"


def test_a_ticket_that_only_waits_has_no_deadline_but_names_its_clock() -> None:
    events = [
        registered("2026-11-20 10:00", "P3"),
        event("triaged", "2026-11-20 10:00", priority="P3"),
        work("work_planned", "2026-11-20 10:05"),
        work("work_dispatched", "2026-11-20 10:05"),
        work("work_accepted", "2026-11-20 10:06"),
        work("work_need_part", "2026-11-20 11:00", until="2026-11-26T08:00:00+01:00"),
    ]
    seen = project(events, RULES)
    assert (seen.status, seen.next_due_at, seen.next_clock, seen.waiting_for) == ("waiting", None, "complete", "part")
    assert seen.waiting_until == local("2026-11-26 08:00")


@given(INSTANTS, st.integers(1, 10_000))
def test_hours_around_the_clock_are_elapsed_time_whatever_the_wall_shows(start: datetime, minutes: int) -> None:
    assert due_at(Target(minutes=minutes), start, (), CALENDAR) - start == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("start", "due"),
    [("2026-03-28 12:00", "2026-03-29 13:00"), ("2026-10-24 12:00", "2026-10-25 11:00")],
    ids=["the night loses an hour", "the night gains an hour"],
)
def test_a_day_around_the_clock_runs_through_the_change_of_the_clock(start: str, due: str) -> None:
    assert due_at(Target(minutes=24 * 60), local(start), (), CALENDAR) == local(due)


@given(INSTANTS, TARGETS, HOLES)
def test_pausing_never_shortens(start: datetime, target: Target, holes: list[Span]) -> None:
    assert due_at(target, start, holes, CALENDAR) >= due_at(target, start, (), CALENDAR)


@given(INSTANTS, st.integers(1, 15), HOLES)
def test_working_days_with_pauses_hold_as_much_working_time_as_without(
    start: datetime, days: int, holes: list[Span]
) -> None:
    zero = CALENDAR.end_of_nth_working_day(start, 0)
    due = due_at(Target(working_days=days), start, holes, CALENDAR)
    worked = timedelta()
    for part in CALENDAR.working_segments(zero, due):
        worked += part.length - sum((h.length for hole in merged(holes) if (h := hole.clipped(part))), timedelta())
    assert worked == days * timedelta(hours=8, minutes=30)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["triaged", "paused", "resumed", "planned", "sent", "accepted", "started", "part", "done"]),
        st.integers(1, 3000),
        st.sampled_from(["P1", "P2", "P3", "P4", "P5"]),
    ),
    max_size=12,
)
_WORK = {
    "planned": "work_planned", "sent": "work_dispatched", "accepted": "work_accepted", "started": "work_started",
    "part": "work_need_part", "done": "work_completed",
}  # fmt: skip


def _story(start: datetime, steps: list[tuple[str, int, str]]) -> list[Event]:
    events, at = [registered(start, "P3")], start
    for kind, minutes, priority in steps:
        at += timedelta(minutes=minutes)
        if kind in _WORK:
            events.append(work(_WORK[kind], at))
        elif kind == "triaged":
            events.append(event("triaged", at, priority=priority))
        else:
            events.append(event(kind, at, reason="tenant"))
    return events


@given(INSTANTS, STEPS)
def test_a_replay_gives_what_was_seen_live(start: datetime, steps: list[tuple[str, int, str]]) -> None:
    events = _story(start, steps)
    live = [project(events[: n + 1], RULES) for n in range(len(events))]
    replayed = [project(in_order(reversed(events[: n + 1])), RULES) for n in range(len(events))]
    assert live == replayed


@given(INSTANTS, STEPS)
def test_no_deadline_moves_while_nothing_happens(start: datetime, steps: list[tuple[str, int, str]]) -> None:
    """A note is an event that changes nothing: deadlines hang on what happened, never on when they are read."""
    events = _story(start, steps)
    noted = [*events, event("note", events[-1].at + timedelta(days=3), text="still cold")]
    assert project(events, RULES) == project(noted, RULES)


@given(INSTANTS, TARGETS)
def test_the_days_told_add_up_to_the_target(start: datetime, target: Target) -> None:
    due = due_at(target, start, (), CALENDAR)
    told = explain(Clock("complete", target, start, due, due, None, None), CALENDAR, due)
    counted = sum((day.of_kind("counted") for day in told), timedelta())
    if target.minutes is not None:
        assert counted == timedelta(minutes=target.minutes)
    else:
        assert counted == (target.working_days or 0) * timedelta(hours=8, minutes=30)
