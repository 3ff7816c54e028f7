"""Nobody opens: what counts as an attempt, what comes next, and until when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.working_time import WorkingCalendar
from ops.repairs.rules.access import Access, AccessRules, access_of, look_again_at
from ops.repairs.rules.events import Event
from tests.support.ticket_events import BRUSSELS, local, work

RULES = AccessRules(
    attempts=2,
    between_attempts=timedelta(hours=24),
    needs_proof=True,
    needs_card=True,
    urgent_priorities=frozenset({"P1", "P2"}),
    urgent_steps=("keys", "concierge", "lead"),
    refused_days={"second_notice": 5, "letter": 10, "legal": 15},
    calendar=WorkingCalendar(BRUSSELS, time(8), time(16, 30)),
)
ORDER = "W26-000001"


def door(at: str, kind: str = "absent", **data: Any) -> Event:
    return work("work_no_access", at, kind=kind, **({"proof": "photo 12", "card": "left"} | data))


def step(at: str, code: str) -> Event:
    return work("access_step", at, step=code)


def seen(events: Sequence[Event], *, urgent: bool = False, pauses: bool = True) -> Access | None:
    return access_of(events, ORDER, RULES, urgent=urgent, pauses=pauses)


def at_door(events: Sequence[Event], *, urgent: bool = False, pauses: bool = True) -> Access:
    found = seen(events, urgent=urgent, pauses=pauses)
    assert found is not None
    return found


def next_of(found: Access | None) -> tuple[str, Any] | None:
    return (found.next.code, found.next.from_at) if found and found.next else None


FIRST = door("2026-11-09 10:00")
NEXT_DAY = door("2026-11-10 10:00")


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([FIRST], ("attempt", local("2026-11-10 10:00"))),
        ([FIRST, NEXT_DAY], ("lead", local("2026-11-10 10:00"))),
        ([FIRST, NEXT_DAY, step("2026-11-10 11:00", "lead")], None),
        ([FIRST, door("2026-11-09 15:00")], ("attempt", local("2026-11-10 10:00"))),
        ([door("2026-11-09 10:00", proof="")], ("attempt", local("2026-11-09 10:00"))),
        ([FIRST, door("2026-11-10 10:00", card="")], ("attempt", local("2026-11-10 10:00"))),
        (
            [FIRST, door("2026-11-10 10:00", card=""), step("2026-11-10 10:30", "card")],
            ("lead", local("2026-11-10 10:00")),
        ),
        ([FIRST, step("2026-11-09 11:00", "call")], ("attempt", local("2026-11-10 10:00"))),
    ],
    ids=[
        "after the first attempt a second one, a day later",
        "after two attempts the lead decides",
        "when the lead has decided nothing is left to do",
        "a second visit on the same day does not count",
        "a visit without proof does not count, and may be made again at once",
        "a visit without a card does not count",
        "a card that was left later makes the visit count",
        "ringing the tenant changes nothing in what comes next",
    ],
)
def test_absence_asks_for_two_visits_a_day_apart(events: Sequence[Event], expected: Any) -> None:
    assert next_of(seen(events)) == expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [([], "keys"), (["keys"], "concierge"), (["keys", "concierge"], "lead"), (["keys", "concierge", "lead"], None)],
    ids=["keys first", "then the concierge", "then the lead", "then the lead has decided"],
)
def test_what_is_urgent_waits_for_no_second_visit(done: Sequence[str], expected: str | None) -> None:
    found = seen([FIRST, *(step("2026-11-09 10:05", code) for code in done)], urgent=True)
    assert found is not None
    assert (found.next.code if found.next else None) == expected
    assert found.next is None or found.next.due_at == local("2026-11-09 10:00")


NO = door("2026-11-09 10:00", "refused", card="")


@pytest.mark.parametrize(
    ("done", "expected", "until"),
    [
        ([], "second_notice", "2026-11-17 16:30"),
        (["second_notice"], "letter", "2026-11-24 16:30"),
        (["letter"], "legal", "2026-12-01 16:30"),
        (["second_notice", "letter", "legal"], None, None),
    ],
    ids=[
        "5 working days, Armistice Day does not count",
        "10 working days after the first refusal, not after the notice",
        "a step that was taken out of turn skips the one before it",
        "with the legal service the house has done what it can",
    ],
)
def test_a_refusal_goes_by_working_days(done: Sequence[str], expected: str | None, until: str | None) -> None:
    found = seen([NO, *(step("2026-11-10 09:00", code) for code in done)])
    assert found is not None
    assert found.kind == "refused"
    assert (found.next.code if found.next else None) == expected
    assert (found.next.due_at if found.next else None) == (local(until) if until else None)


def test_who_refuses_needs_no_card_but_the_visit_needs_proof() -> None:
    assert [attempt.missing for attempt in at_door([NO]).attempts] == [()]
    unproved = seen([door("2026-11-09 10:00", "refused", proof="")])
    assert unproved is not None
    assert unproved.attempts[0].missing == ("no_proof",)


@pytest.mark.parametrize(
    "end", ["work_started", "work_completed", "work_cancelled", "work_refused", "work_followed_on", "work_unreachable"]
)
def test_it_is_over_once_somebody_is_inside_or_the_order_ends(end: str) -> None:
    assert seen([FIRST, work(end, "2026-11-09 12:00")]) is None


def test_the_clock_stands_still_only_while_the_order_waits() -> None:
    sent = [FIRST, work("work_dispatched", "2026-11-09 12:00")]
    assert [at_door(events).pauses for events in ([FIRST], sent)] == [True, False]
    assert not at_door([FIRST], pauses=False).pauses


def test_other_orders_of_the_ticket_say_nothing() -> None:
    assert seen([work("work_no_access", "2026-11-09 10:00", "W26-000002", kind="absent")]) is None


@pytest.mark.parametrize(
    ("kind", "urgent", "expected"),
    [
        ("absent", False, "2026-11-10 10:00"),
        ("refused", False, "2026-11-17 16:30"),
        ("absent", True, None),
    ],
    ids=["a day later", "the second notice", "nobody waits"],
)
def test_somebody_looks_again(kind: str, urgent: bool, expected: str | None) -> None:
    found = look_again_at(kind, local("2026-11-09 10:00"), RULES, urgent=urgent)
    if expected and kind == "absent":
        assert found == local("2026-11-12 08:00")  # The 11th is a holiday, and the 10th opened before 10:00.
    else:
        assert found == (local(expected) if expected else None)


_MINUTES = st.integers(0, 60 * 24 * 20)
_DOORS = st.lists(st.tuples(_MINUTES, st.booleans(), st.booleans()), min_size=1, max_size=8)


@given(_DOORS)
def test_counted_attempts_are_always_a_day_apart_and_never_more_than_made(doors: list[tuple[int, bool, bool]]) -> None:
    start = local("2026-11-09 08:00")
    events = [
        work("work_no_access", start + timedelta(minutes=at), kind="absent", proof="p" * proof, card="c" * card)
        for at, proof, card in doors
    ]
    found = seen(events)
    assert found is not None
    counted = [attempt.at for attempt in found.attempts if attempt.counts]
    gaps = [after - before for before, after in pairwise(counted)]
    assert all(gap >= RULES.between_attempts for gap in gaps)
    assert found.counted == len(counted) <= len(doors)
    assert (next_of(found) or ("",))[0] == ("lead" if len(counted) >= RULES.attempts else "attempt")


@given(_DOORS)
def test_a_looser_rule_never_counts_fewer_attempts(doors: list[tuple[int, bool, bool]]) -> None:
    start = local("2026-11-09 08:00")
    events = [
        work("work_no_access", start + timedelta(minutes=at), kind="absent", proof="p" * proof, card="c" * card)
        for at, proof, card in doors
    ]
    loose = replace(RULES, needs_card=False, needs_proof=False, between_attempts=timedelta())
    strict, free = seen(events), access_of(events, ORDER, loose, urgent=False, pauses=True)
    assert strict is not None
    assert free is not None
    assert strict.counted <= free.counted == len(doors)
