"""What holds for every deadline, whatever happens to a ticket and whenever."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from ops.kit.holidays import belgian_holidays, is_belgian_holiday
from ops.kit.periods import at_local, days, local_date, local_hours
from ops.repairs.rulebook import shipped_clock_rules
from ops.repairs.rules.clocks import NAMES, Clock, Target, clocks_of, due_at
from ops.repairs.rules.events import Event, in_order
from ops.repairs.rules.lifecycle import PAUSE_REASONS
from ops.repairs.rules.projection import project
from ops.repairs.rules.triage import PRIORITIES
from ops.repairs.rules.why import explain
from tests.support.ticket_events import BRUSSELS, event, registered, work

RULES = shipped_clock_rules()
CALENDAR = RULES.calendar
CLOSES = time(16, 30)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
#: Minutes between two events; 0 gives events of one instant.
GAPS = st.integers(0, 4_000).map(lambda n: timedelta(minutes=n))
#: The days on which clocks are put forward or back, 2025 to 2028.
CHANGED = [day for day in days(date(2025, 1, 1), date(2029, 1, 1)) if local_hours(day, BRUSSELS) != 24]
#: Four weeks before, to compare with.
_PLAIN_BEFORE = timedelta(weeks=4)


def _is_quiet(friday: date) -> bool:
    """Whether the longest of these deadlines, from a Friday evening to the second Monday, meets no such holiday."""
    return not any(is_belgian_holiday(day) and day.weekday() < 5 for day in days(friday, friday + timedelta(days=11)))


SUNDAY_HOLIDAYS = [
    day
    for year in range(2020, 2060)
    for day in sorted(belgian_holidays(year))
    if day.weekday() == 6 and _is_quiet(day - timedelta(days=2)) and _is_quiet(day - timedelta(days=2) - _PLAIN_BEFORE)
]

#: Which kinds of event may move, start or end a deadline; all others are words for the timeline.
MAY_MOVE = {
    "triaged", "caller_added", "caller_informed", "call_back_promised", "paused", "resumed", "reopened", "resolved",
    "cancelled", "made_safe", "work_planned", "work_dispatched", "work_accepted", "work_refused", "work_started",
    "work_no_access", "work_need_part", "work_completed", "work_cancelled",
}  # fmt: skip
_ORDERS = ("W26-000001", "W26-000002")


@st.composite
def things(draw: st.DrawFn) -> tuple[str, dict[str, object]]:
    """A kind of event with data that it may have; the order in which they come need not make sense."""
    kind = draw(st.sampled_from([*sorted(MAY_MOVE), "note", "alert_linked", "photo_added", "paged", "closed"]))
    data: dict[str, object] = {"caller": draw(st.integers(1, 3))} if "call" in kind else {}
    if kind.startswith("work_") or kind == "made_safe":
        data["work_order"] = draw(st.sampled_from(_ORDERS))
    if kind == "triaged":
        data["priority"] = draw(st.sampled_from(PRIORITIES))
    if kind == "paused":
        data["reason"] = draw(st.sampled_from(PAUSE_REASONS))
    if kind == "caller_informed":
        data["how"] = draw(st.sampled_from(["message", "call"]))
    if kind == "caller_added":
        data["called_at"] = draw(INSTANTS).isoformat()
    if kind == "call_back_promised":
        data["by"] = draw(INSTANTS).isoformat()
    return kind, data


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    """A ticket and what happened to it, in the order in which it was recorded."""
    at = draw(INSTANTS)
    story = [registered(at, draw(st.sampled_from(PRIORITIES)))]
    for (kind, data), gap in draw(st.lists(st.tuples(things(), GAPS), max_size=10)):
        at += gap
        story.append(Event(kind, at, data))
    return story


def dues(events: Sequence[Event]) -> list[tuple[str, int | None, datetime, datetime | None]]:
    return [(c.name, c.caller, c.due_at, c.stopped_at) for c in clocks_of(events, RULES)]


@given(INSTANTS, st.integers(1, 60 * 24 * 30))
def test_around_the_clock_equals_the_time_that_passes(start: datetime, minutes: int) -> None:
    assert due_at(Target(minutes=minutes), start, (), CALENDAR) == start + timedelta(minutes=minutes)


@given(st.sampled_from(CHANGED), st.integers(0, 24 * 60 - 1), st.integers(1, 3 * 24 * 60))
def test_a_day_of_23_or_25_hours_takes_and_gives_nothing_around_the_clock(day: date, begin: int, minutes: int) -> None:
    start = at_local(day, time(), BRUSSELS) - timedelta(days=1) + timedelta(minutes=begin)
    assert due_at(Target(minutes=minutes), start, (), CALENDAR) - start == timedelta(minutes=minutes)


@given(st.sampled_from(CHANGED), st.integers(1, 10))
def test_working_days_across_the_change_of_the_clock_still_end_at_closing_time(day: date, count: int) -> None:
    start = at_local(day - timedelta(days=2), time(10), BRUSSELS)
    assert due_at(Target(working_days=count), start, (), CALENDAR).astimezone(BRUSSELS).time() == CLOSES


@given(st.dates(date(2025, 1, 1), date(2028, 12, 31)), st.integers(1, 5 * 24 * 60), st.integers(1, 10))
def test_midnight_is_an_instant_like_any_other(day: date, minutes: int, count: int) -> None:
    """A minute before and at midnight lie a minute apart around the clock, and one day zero apart at most."""
    midnight = at_local(day, time(), BRUSSELS)
    before = midnight - timedelta(minutes=1)
    elapsed, worked = Target(minutes=minutes), Target(working_days=count)
    assert due_at(elapsed, midnight, (), CALENDAR) - due_at(elapsed, before, (), CALENDAR) == timedelta(minutes=1)
    assert due_at(worked, midnight, (), CALENDAR) == due_at(worked, before, (), CALENDAR)


@given(st.sampled_from(SUNDAY_HOLIDAYS), st.integers(1, 5), st.integers(0, 23))
def test_a_holiday_on_a_sunday_moves_nothing(holiday: date, count: int, hour: int) -> None:
    """Due as many days after a call on the Friday before as in a week without any holiday."""
    friday = holiday - timedelta(days=2)
    lengths = [
        local_date(due_at(Target(working_days=count), at_local(day, time(hour), BRUSSELS), (), CALENDAR), BRUSSELS)
        - day
        for day in (friday, friday - _PLAIN_BEFORE)
    ]
    assert lengths[0] == lengths[1]


@given(INSTANTS, st.integers(1, 60))
def test_working_days_end_at_closing_time_of_a_working_day(start: datetime, count: int) -> None:
    due = due_at(Target(working_days=count), start, (), CALENDAR)
    assert due.astimezone(BRUSSELS).time() == CLOSES
    assert CALENDAR.is_working_day(local_date(due, BRUSSELS))


@given(stories(), GAPS, GAPS)
def test_pausing_and_resuming_never_shortens(story: list[Event], later: timedelta, lasts: timedelta) -> None:
    at = story[-1].at + later
    paused = [*story, event("paused", at, reason="tenant"), event("resumed", at + lasts)]
    before, after = clocks_of(story, RULES), clocks_of(paused, RULES)
    for was, now in zip(before, after, strict=True):
        assert (was.name, was.caller) == (now.name, now.caller)
        assert now.due_at >= was.due_at
        assert now.due_without_pauses_at == was.due_without_pauses_at


@given(stories())
def test_only_completion_ever_waits_and_never_on_a_p1(story: list[Event]) -> None:
    seen = project(story, RULES)
    for clock in clocks_of(story, RULES):
        assert not clock.pauses or (clock.name == "complete" and seen.priority != "P1")


@given(stories(), st.randoms(use_true_random=False))
def test_a_replay_in_any_order_of_reading_equals_live(story: list[Event], rng: Random) -> None:
    """Rows come back as the database likes; those of one instant keep the order in which they were recorded."""
    live = [project(story[: n + 1], RULES) for n in range(len(story))]
    by_instant: dict[datetime, list[Event]] = {}
    for each in story:
        by_instant.setdefault(each.at, []).append(each)
    groups = list(by_instant.values())
    rng.shuffle(groups)
    read = [each for group in groups for each in group]
    assert project(read, RULES) == live[-1]
    assert project(in_order(read), RULES) == live[-1]


@given(stories())
def test_no_deadline_moves_without_an_event_that_may_move_it(story: list[Event]) -> None:
    for before, after in pairwise(story[: n + 1] for n in range(len(story))):
        if dues(before) != dues(after):
            assert after[-1].kind in MAY_MOVE


@given(stories())
def test_what_was_reached_stays_reached_until_the_ticket_opens_again(story: list[Event]) -> None:
    """A clock that stopped neither runs again nor moves, except where a priority or a reopening counts it anew."""
    for before, after in pairwise(story[: n + 1] for n in range(len(story))):
        if after[-1].kind in ("triaged", "reopened", "caller_added", "call_back_promised"):
            continue
        held = {(c.name, c.caller, c.started_at): c.stopped_at for c in clocks_of(before, RULES) if c.stopped_at}
        now = {(c.name, c.caller, c.started_at): c.stopped_at for c in clocks_of(after, RULES)}
        assert {key: now[key] for key in held} == held


@given(stories())
def test_the_earliest_that_runs_is_the_deadline_of_the_ticket(story: list[Event]) -> None:
    seen = project(story, RULES)
    running = [clock.due_at for clock in clocks_of(story, RULES) if clock.is_running]
    if seen.next_due_at:
        assert seen.next_due_at == min(running)
    assert [clock.name for clock in seen.clocks] == [n for n in NAMES if n in {c.name for c in seen.clocks}]


def _told(clock: Clock, now: datetime) -> dict[str, timedelta]:
    found = explain(clock, CALENDAR, now)
    return {kind: sum((day.of_kind(kind) for day in found), timedelta()) for kind in ("counted", "to_run", "paused")}


@given(stories(), GAPS)
def test_what_counted_and_what_is_still_to_run_add_up_to_the_target(story: list[Event], later: timedelta) -> None:
    now = story[-1].at + later
    for clock in clocks_of(story, RULES):
        if clock.paused_since or clock.target.promised_at:
            continue
        told = _told(clock, now)
        worked = timedelta(hours=8, minutes=30) * (clock.target.working_days or 0)
        assert told["counted"] + told["to_run"] == (worked or timedelta(minutes=clock.target.minutes or 0))


@given(INSTANTS, GAPS, GAPS)
def test_a_promise_is_told_from_its_word_to_its_instant(at: datetime, gap: timedelta, later: timedelta) -> None:
    assume(gap)
    story = [registered(at), event("call_back_promised", at, caller=1, by=(at + gap).isoformat())]
    [promise] = [clock for clock in clocks_of(story, RULES) if clock.name == "call_back"]
    told = _told(promise, at + later)
    assert told["counted"] + told["to_run"] == gap
    assert told["paused"] == timedelta()


@given(INSTANTS, GAPS)
def test_a_follow_on_keeps_the_instant_of_the_first_knowledge(at: datetime, gap: timedelta) -> None:
    story = [registered(at, "P2"), work("work_planned", at), work("work_completed", at + gap)]
    child = [*story, work("work_planned", at + gap, _ORDERS[1], mother=_ORDERS[0])]
    assert dues(child) == dues(story)
