"""Appointments: working hours only, and never more promised than a team can do."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.periods import Span, local_date
from ops.kit.working_time import WorkingCalendar
from ops.repairs.rules.slots import Booked, Crew, Slot, SlotRules, fits, slots_of, with_room
from tests.support.ticket_events import BRUSSELS, local

RULES = SlotRules(
    half_days=[(time(8), time(12)), (time(12, 30), time(16, 30))],
    windows=[(time(8), time(10)), (time(10), time(12)), (time(12, 30), time(14, 30)), (time(14, 30), time(16, 30))],
    window_priorities=frozenset({"P1", "P2", "P3"}),
    estimate_minutes=60,
    notice_minutes=60,
    kept_free={},
    calendar=WorkingCalendar(BRUSSELS, time(8), time(16, 30)),
)
MORNING = Slot(local("2026-11-10 08:00"), local("2026-11-10 12:00"), "half_day")


def starts(now: str, days: int, kind: str = "half_day") -> list[str]:
    found = slots_of(RULES, kind, local(now), days)  # type: ignore[arg-type]
    return [slot.from_at.astimezone(BRUSSELS).strftime("%d %H:%M") for slot in found]


@pytest.mark.parametrize(
    ("now", "days", "expected"),
    [
        ("2026-11-09 07:00", 1, ["09 08:00", "09 12:30"]),
        ("2026-11-09 07:01", 1, ["09 12:30"]),
        ("2026-11-09 13:00", 4, ["10 08:00", "10 12:30", "12 08:00", "12 12:30"]),
        ("2026-11-13 14:00", 4, ["16 08:00", "16 12:30"]),
        ("2026-11-13 14:00", 1, []),
    ],
    ids=[
        "both halves of today when there is time enough",
        "a slot needs its notice",
        "Armistice Day has no slots",
        "a weekend has none either",
        "nothing is left today",
    ],
)
def test_slots_are_those_of_working_days(now: str, days: int, expected: list[str]) -> None:
    assert starts(now, days) == expected


def test_the_priority_says_how_long_somebody_waits_at_home() -> None:
    assert [RULES.kind_for(priority) for priority in ("P1", "P3", "P4")] == ["window", "window", "half_day"]


def job(slot: Slot, minutes: int) -> Booked:
    return Booked(slot.span, minutes)


@pytest.mark.parametrize(
    ("crew", "minutes", "expected"),
    [
        (Crew(1), 240, True),
        (Crew(1), 600, True),
        (Crew(1, [job(MORNING, 30)]), 600, False),
        (Crew(1, [job(MORNING, 180)]), 60, True),
        (Crew(1, [job(MORNING, 180)]), 61, False),
        (Crew(2, [job(MORNING, 180)]), 61, True),
        (Crew(1, [job(MORNING, 120)], kept_free=30), 60, False),
        (Crew(0), 60, False),
        (Crew(None, [job(MORNING, 9999)]), 60, True),
    ],
    ids=[
        "the whole morning for one job",
        "a job that is longer than the slot may have it alone",
        "but not beside another",
        "to the minute",
        "and not a minute more",
        "two people have twice the time",
        "what is kept for breakdowns is not promised",
        "nobody is there",
        "a firm plans its own people",
    ],
)
def test_a_slot_has_room_or_it_has_not(crew: Crew, minutes: int, expected: bool) -> None:
    assert fits(MORNING, crew, minutes) is expected


def test_half_a_promise_takes_half_its_time() -> None:
    window = Slot(local("2026-11-10 08:00"), local("2026-11-10 10:00"))
    assert Crew(1, [job(MORNING, 120)]).free_minutes(window.span) == 60


_NOWS = st.integers(0, 2 * 365 * 24 * 60).map(lambda minutes: local("2026-01-01 00:00") + timedelta(minutes=minutes))


@given(_NOWS, st.integers(1, 30), st.sampled_from(["half_day", "window"]))
def test_every_slot_lies_in_the_future_within_the_hours_of_one_working_day(now: datetime, days: int, kind: str) -> None:
    previous = None
    for slot in slots_of(RULES, kind, now, days):  # type: ignore[arg-type]
        day = local_date(slot.from_at, BRUSSELS)
        assert RULES.calendar.is_working_day(day)
        assert slot.span.clipped(RULES.calendar.hours_of(day)) == slot.span
        assert slot.from_at - now >= timedelta(minutes=RULES.notice_minutes)
        assert previous is None or previous.to_at <= slot.from_at
        previous = slot


@given(st.integers(1, 4), st.lists(st.integers(5, 300), max_size=20))
def test_what_is_promised_one_by_one_never_exceeds_the_team(people: int, wishes: list[int]) -> None:
    taken: list[Booked] = []
    for minutes in wishes:
        if with_room([MORNING], Crew(people, taken), minutes):
            taken.append(job(MORNING, min(minutes, 240)))
    assert sum(each.minutes for each in taken) <= people * 240


@given(st.integers(0, 240), st.integers(1, 239))
def test_parts_of_a_slot_hold_all_of_its_promise(minutes: int, cut: int) -> None:
    middle = MORNING.from_at + timedelta(minutes=cut)
    halves = (Span(MORNING.from_at, middle), Span(middle, MORNING.to_at))
    assert sum(job(MORNING, minutes).within(half) for half in halves) == pytest.approx(minutes)
