"""Shifts: local hours, turns, exceptions, the nights on which the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit.periods import OPEN_END, Span, merged
from ops.repairs.rules.absences import away_part, away_until, open_where_away, span_of
from ops.repairs.rules.rota import Override, Post, Rota, Shift, gaps, shifts, whose_turn
from tests.support.ticket_events import BRUSSELS, local

MONDAY = date(2026, 11, 2)
ALL_WEEK = frozenset(range(7))


def rota(**changes: object) -> Rota:
    night: dict[str, object] = {
        "code": "centre-night", "duty": "technician", "zone": "centre", "weekdays": ALL_WEEK, "starts": time(22),
        "ends": time(6), "turn_days": 7, "first_turn_on": MONDAY, "from_on": date(2026, 1, 1), "to_on": OPEN_END,
        "members": (1, 2, 3),
    }  # fmt: skip
    return Rota(**{**night, **changes})  # type: ignore[arg-type]


def span(from_at: str, to_at: str) -> Span:
    return Span(local(from_at), local(to_at))


def found(rota: Rota, asked: Span, *overrides: Override) -> list[Shift]:
    return shifts(rota, overrides, asked, BRUSSELS)


@pytest.mark.parametrize(
    ("from_at", "hours"),
    [("2026-10-24 22:00", 9), ("2026-03-28 22:00", 7), ("2026-11-02 22:00", 8)],
    ids=["the hour that comes twice makes a long night", "the hour that is skipped makes a short one", "others are 8"],
)
def test_a_night_shift_ends_at_six_by_the_clock_on_the_wall(from_at: str, hours: int) -> None:
    (night,) = found(rota(), Span(local(from_at), local(from_at) + timedelta(hours=12)))
    assert night.span.length == timedelta(hours=hours)
    assert night.span.to_at.astimezone(BRUSSELS).time() == time(6)


def test_a_night_belongs_to_whoever_has_the_day_on_which_it_begins() -> None:
    nights = found(rota(), span("2026-11-08 12:00", "2026-11-10 12:00"))
    assert [night.user_id for night in nights] == [1, 2]


def test_a_weekend_rota_leaves_the_days_of_the_week_out() -> None:
    weekend = rota(weekdays=frozenset({5, 6}), starts=time(8), ends=time(8))
    days = found(weekend, span("2026-11-02 08:00", "2026-11-10 00:00"))
    assert [day.span for day in days] == [
        span("2026-11-07 08:00", "2026-11-08 08:00"),
        span("2026-11-08 08:00", "2026-11-09 08:00"),
    ]


def test_an_exception_in_the_middle_of_a_shift_cuts_it_in_three() -> None:
    ill = Override(7, span("2026-11-03 00:00", "2026-11-03 02:00"), 9)
    night = found(rota(), span("2026-11-02 20:00", "2026-11-03 08:00"), ill)
    assert [(part.user_id, part.override_id) for part in night] == [(1, None), (9, 7), (1, None)]
    assert night[1].span == ill.span


def test_the_newest_exception_has_the_instant_and_the_older_one_what_is_left() -> None:
    older = Override(7, span("2026-11-02 22:00", "2026-11-03 04:00"), 8)
    newer = Override(8, span("2026-11-03 00:00", "2026-11-03 06:00"), 9)
    night = found(rota(), span("2026-11-02 20:00", "2026-11-03 08:00"), newer, older)
    assert [(part.user_id, part.span) for part in night] == [
        (8, span("2026-11-02 22:00", "2026-11-03 00:00")),
        (9, newer.span),
    ]


def test_an_exception_that_leaves_the_duty_open_is_a_gap() -> None:
    nobody = Override(7, span("2026-11-03 01:00", "2026-11-03 02:00"), None)
    asked = span("2026-11-02 23:00", "2026-11-03 05:00")
    assert gaps(found(rota(), asked, nobody), asked) == [nobody.span]


def test_a_rota_without_members_is_a_gap_all_along() -> None:
    asked = span("2026-11-02 23:00", "2026-11-03 05:00")
    assert gaps(found(rota(members=()), asked), asked) == [asked]


def test_a_rota_of_every_zone_serves_each_and_that_of_a_zone_only_its_own() -> None:
    assert rota(zone=None).serves(Post("technician", "north"))
    assert not rota().serves(Post("technician", "north"))
    assert not rota().serves(Post("second"))


def test_an_end_in_the_hour_that_is_skipped_never_reaches_into_the_next_shift() -> None:
    early = rota(starts=time(3), ends=time(2, 45))
    days = found(early, span("2026-03-27 12:00", "2026-03-30 12:00"))
    assert all(one.span.to_at <= two.span.from_at for one, two in pairwise(days))


CLOCKS = st.times().map(lambda at: at.replace(second=0, microsecond=0))
ROTAS = st.builds(
    rota,
    weekdays=st.frozensets(st.integers(0, 6)),
    starts=CLOCKS,
    ends=CLOCKS,
    turn_days=st.integers(1, 30),
    members=st.lists(st.integers(1, 5), max_size=4).map(tuple),
)
BEGIN = st.datetimes(datetime(2026, 1, 3), datetime(2027, 12, 28), timezones=st.just(UTC))  # noqa: DTZ001
SPANS = st.builds(lambda at, minutes: Span(at, at + timedelta(minutes=minutes)), BEGIN, st.integers(1, 60 * 24 * 20))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Rota, Span, list[Override]]:
    asked = draw(SPANS)
    minutes = int(asked.length.total_seconds()) // 60
    exceptions = []
    for number in range(draw(st.integers(0, 4))):
        begin = asked.from_at + timedelta(minutes=draw(st.integers(-600, minutes)))
        end = begin + timedelta(minutes=draw(st.integers(1, 3000)))
        exceptions.append(Override(number, Span(begin, end), draw(st.one_of(st.none(), st.integers(6, 9)))))
    return draw(ROTAS), asked, exceptions


@given(cases())
def test_shifts_never_overlap_and_never_leave_what_was_asked(case: tuple[Rota, Span, list[Override]]) -> None:
    rota, asked, overrides = case
    parts = [shift.span for shift in shifts(rota, overrides, asked, BRUSSELS)]
    assert parts == sorted(parts)
    assert all(one.to_at <= two.from_at for one, two in pairwise(parts))
    assert all(part.clipped(asked) == part for part in parts)


@given(cases())
def test_exceptions_change_who_is_on_duty_and_never_when(case: tuple[Rota, Span, list[Override]]) -> None:
    rota, asked, overrides = case
    with_them = merged(shift.span for shift in shifts(rota, overrides, asked, BRUSSELS))
    assert with_them == merged(shift.span for shift in shifts(rota, [], asked, BRUSSELS))


@given(cases())
def test_at_each_instant_the_newest_exception_counts(case: tuple[Rota, Span, list[Override]]) -> None:
    rota, asked, overrides = case
    for shift in shifts(rota, overrides, asked, BRUSSELS):
        at = shift.span.from_at
        newest = max((each for each in overrides if each.span.holds(at)), key=lambda each: each.id, default=None)
        assert shift.override_id == (newest.id if newest else None)
        if newest:
            assert shift.user_id == newest.user_id


@given(ROTAS, SPANS)
def test_a_rota_around_the_clock_has_no_gap(some: Rota, asked: Span) -> None:
    always = rota(starts=some.starts, ends=some.starts, turn_days=some.turn_days, members=(1, 2))
    assert gaps(shifts(always, [], asked, BRUSSELS), asked) == []


@given(ROTAS, SPANS, st.integers(1, 60 * 24 * 5))
def test_the_same_shifts_come_out_whatever_window_is_asked(rota: Rota, asked: Span, minutes: int) -> None:
    wider = Span(asked.from_at - timedelta(minutes=minutes), asked.to_at + timedelta(minutes=minutes))
    clipped = [
        Shift(part, shift.user_id) for shift in shifts(rota, [], wider, BRUSSELS) if (part := shift.span.clipped(asked))
    ]
    assert clipped == shifts(rota, [], asked, BRUSSELS)


@given(st.integers(1, 30), st.integers(1, 5), st.integers(-400, 400))
def test_members_take_turns_in_order_every_so_many_days(turn_days: int, count: int, offset: int) -> None:
    some = rota(turn_days=turn_days, members=tuple(range(count)))
    day = MONDAY + timedelta(days=offset)
    turn = whose_turn(some, day)
    assert turn is not None
    assert whose_turn(some, day + timedelta(days=turn_days)) == (turn + 1) % count
    assert whose_turn(some, day + timedelta(days=turn_days * count)) == turn
    assert whose_turn(some, MONDAY) == 0


def test_an_absence_opens_its_part_of_a_night_and_says_whose_it_was() -> None:
    (night,) = found(rota(), span("2026-11-02 12:00", "2026-11-03 12:00"))
    away = span_of(date(2026, 11, 3), date(2026, 11, 3), BRUSSELS, from_noon=False, until_noon=True)
    parts = list(open_where_away([night], {1: [away, away], 2: [away]}))
    assert [(part.span, part.user_id, part.away_id) for part in parts] == [
        (span("2026-11-02 22:00", "2026-11-03 00:00"), 1, None),
        (span("2026-11-03 00:00", "2026-11-03 06:00"), None, 1),
    ]
    assert gaps(parts, night.span) == [span("2026-11-03 00:00", "2026-11-03 06:00")]


def test_absences_that_touch_end_with_the_last_of_them() -> None:
    spans = [span("2026-11-02 00:00", "2026-11-03 00:00"), span("2026-11-03 00:00", "2026-11-09 00:00")]
    assert away_until(spans, local("2026-11-02 12:00")) == local("2026-11-09 00:00")
    assert away_until(spans, local("2026-11-09 00:00")) is None


@pytest.mark.parametrize(
    ("from_at", "to_at", "part"),
    [
        ("2026-11-02 08:00", "2026-11-02 12:00", "whole"),
        ("2026-11-02 00:00", "2026-11-02 10:00", "start"),
        ("2026-11-02 10:00", "2026-11-03 00:00", "end"),
        ("2026-11-02 09:00", "2026-11-02 10:00", "middle"),
    ],
)
def test_how_much_of_the_hours_he_misses(from_at: str, to_at: str, part: str) -> None:
    assert away_part(span(from_at, to_at), span("2026-11-02 08:00", "2026-11-02 12:00")) == part
