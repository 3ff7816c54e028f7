"""The way of a stay through beds: whatever is done to it, no night is lost and none is doubled."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ops.beds.rules.changes import added_nights, changed_nights
from ops.beds.rules.licence import Places, first_night_over
from ops.beds.rules.months import following, touched
from ops.beds.rules.segments import Segment, Way, as_kind, begin, end, ended, in_bed, respanned
from ops.kit.periods import OPEN_END

FIRST = date(2026, 2, 10)
DAYS = [FIRST + timedelta(days=number) for number in range(60)]
A_DAY = st.sampled_from(DAYS)


@st.composite
def ways(draw: st.DrawFn) -> Way:
    edges = sorted(draw(st.sets(A_DAY, min_size=2, max_size=6)))
    if draw(st.booleans()):
        edges[-1] = OPEN_END
    return tuple(
        Segment(a, b, draw(st.integers(1, 3)), key=number) for number, (a, b) in enumerate(pairwise(edges), start=1)
    )


def nights(way: Way) -> dict[date, int]:
    found: dict[date, int] = {}
    for each in way:
        for night in DAYS:
            if each.holds(night):
                assert night not in found
                found[night] = each.bed_id
    return found


@given(ways(), A_DAY, st.integers(1, 4))
def test_a_transfer_moves_nights_from_its_day_to_the_next_change_and_keeps_all(way: Way, on: date, bed: int) -> None:
    before, after = nights(way), nights(in_bed(way, on, bed))
    assert set(before) == set(after)
    here = next((each for each in way if each.holds(on)), None)
    for night, was in before.items():
        moved = here is not None and on <= night < here.to_on
        assert after[night] == (bed if moved else was)


@given(ways(), A_DAY)
def test_an_end_takes_the_nights_from_its_day_on_and_no_other(way: Way, on: date) -> None:
    if on < begin(way):
        return
    left = ended(way, on, "home")
    assert nights(left) == {night: bed for night, bed in nights(way).items() if night < on}
    assert (begin(left), left[-1].cause) == (begin(way), "home")


@given(ways(), A_DAY, st.sampled_from([*DAYS, OPEN_END]))
def test_a_corrected_stay_has_every_night_between_its_new_days(way: Way, from_on: date, to_on: date) -> None:
    if to_on < from_on:
        return
    corrected = respanned(way, from_on, to_on)
    assert set(nights(corrected)) == {night for night in DAYS if from_on <= night < to_on}
    assert (begin(corrected), end(corrected)) == (from_on, to_on)
    was = nights(way)
    assert all(bed == was[night] for night, bed in nights(corrected).items() if night in was)


@given(ways(), A_DAY)
def test_another_kind_of_stay_changes_no_night(way: Way, on: date) -> None:
    converted = as_kind(way, on, "short")
    assert nights(converted) == nights(way)
    assert all((each.stay_kind == "short") == (each.from_on >= on) for each in converted)


SPANS = st.lists(
    st.tuples(st.sampled_from(["x", "y"]), A_DAY, A_DAY).filter(lambda line: line[1] < line[2]), max_size=5
)


@given(SPANS, SPANS)
def test_what_changed_holds_every_night_that_counts_otherwise(
    gone: list[tuple[str, date, date]], come: list[tuple[str, date, date]]
) -> None:
    levels = {(what, night): 0 for what in "xy" for night in DAYS}
    for sign, lines in ((-1, gone), (1, come)):
        for what, from_on, to_on in lines:
            for night in DAYS:
                levels[what, night] += sign * (from_on <= night < to_on)
    changed = [night for (_, night), level in levels.items() if level]
    added = [night for (_, night), level in levels.items() if level > 0]
    for found, wanted in ((changed_nights(gone, come), changed), (added_nights(gone, come), added)):
        assert (found is None) == (not wanted)
        if found:
            assert (found[0], found[1]) == (min(wanted), max(wanted) + timedelta(days=1))


@given(
    st.lists(st.tuples(A_DAY, A_DAY).filter(lambda span: span[0] < span[1]), max_size=8),
    st.integers(0, 4),
    A_DAY,
    A_DAY,
)
def test_the_first_night_over_the_licence_is_found(
    stays: list[tuple[date, date]], places: int, from_on: date, to_on: date
) -> None:
    over = [
        night
        for night in DAYS
        if from_on <= night < to_on and sum(begin <= night < end for begin, end in stays) > places
    ]
    found = first_night_over(stays, [Places(from_on, to_on, places)])
    assert found == ((over[0], places) if over else None)


def test_a_month_is_touched_by_what_shares_a_night_with_it() -> None:
    months = [date(2026, 11, 1), date(2026, 12, 1), date(2027, 1, 1)]
    assert following(date(2026, 12, 1)) == date(2027, 1, 1)
    assert list(touched(months, date(2026, 12, 31), OPEN_END)) == months[1:]
    assert list(touched(months, date(2026, 12, 1), date(2027, 1, 1))) == [date(2026, 12, 1)]
