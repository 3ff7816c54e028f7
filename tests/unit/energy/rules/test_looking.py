"""The live look and the replay of a file are one: what stands at an hour is what the replay has standing then."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.energy.defaults import DETECTION_BODY
from ops.energy.rules.arrays import Floats
from ops.energy.rules.channels.runs import Stretch
from ops.energy.rules.channels.table import DAY, day_table, places_in_days
from ops.energy.rules.day_types import HourGrid, epoch_hour, hour_grid
from ops.energy.rules.figures import DetectionFigures
from ops.energy.rules.looking import Past, Watched, look, look_and_remember, replayed, standing
from ops.energy.rules.past import past_of
from ops.energy.rules.replay import replay

FIGURES = DetectionFigures.model_validate(DETECTION_BODY)
MEDIA = ("electricity", "gas", "water")
#: The clock goes forward on 29 March and back on 25 October.
SPRING, AUTUMN = datetime(2026, 1, 31, 23, tzinfo=UTC), datetime(2026, 8, 31, 22, tzinfo=UTC)
DAYS, WINDOW_DAYS = 100, 70


def _grid(start: datetime, days: int = DAYS) -> HourGrid:
    first = epoch_hour(start)
    return hour_grid(first, first + days * DAY, ZoneInfo("Europe/Brussels"), lambda day: False)


def _home(grid: HourGrid, chance: np.random.Generator) -> Floats:
    """Of each medium: a quiet night, a breakfast, a long evening; every hour differs a little."""
    hour = grid.hour_of_day
    usual = 0.3 + 1.2 * ((hour >= 17) & (hour < 23)) + 0.6 * ((hour >= 7) & (hour < 9))
    values = usual * chance.lognormal(0, 0.25, (len(MEDIA), len(grid)))
    values[2, chance.random(len(grid)) < 0.2] = 0
    return np.asarray(values)


def _break(values: Floats, chance: np.random.Generator, first: int, last: int, times: int = 10) -> None:
    """Gaps, zeros, flat runs, excess, wrong units and peaks at any place in between."""
    for _ in range(times):
        row, start, length = chance.integers(len(MEDIA)), chance.integers(first, last), chance.integers(1, 200)
        part = values[row, start : min(start + length, last)]
        part[:] = [np.nan * part, 0 * part, part * 0 + 0.2, part + 1, part * 10, part / 1000][chance.integers(6)]


def _watched(grid: HourGrid, values: Floats, until: int, past: Past | None = None) -> Watched:
    known = ~np.isnan(values[:, :until])
    last = np.where(known.any(axis=1), until - np.argmax(known[:, ::-1], axis=1), 0)
    none = np.zeros(values.shape, dtype=np.bool_)
    return Watched(MEDIA, grid, values, last, none, none, past or Past.of_nothing(len(values)))


def _decided(found: list[Stretch], by: int) -> list[tuple[str, int, int]]:
    return [(each.cause, each.start, each.found) for each in found if each.found <= by]


def _last_hot(found: list[Stretch], by: int) -> list[int]:
    """Where each ends, when that was known by an hour."""
    return [each.end for each in found if each.found <= by and each.end <= by]


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 100_000), start=st.sampled_from([SPRING, AUTUMN]), cut=st.integers(50 * DAY, DAYS * DAY - 1))
def test_what_stands_at_an_hour_is_what_the_replay_of_the_whole_has_standing_then(
    seed: int, start: datetime, cut: int
) -> None:
    chance, grid = np.random.default_rng(seed), _grid(start)
    values = _home(grid, chance)
    _break(values, chance, 44 * DAY, len(grid))
    whole = replay(day_table(values, grid.day_ordinal, grid.hour_of_day), MEDIA, FIGURES)
    watched = _watched(grid, values, cut)
    places = np.concatenate([[0], places_in_days(grid.day_ordinal, grid.hour_of_day) + 1])
    for known, then, all_of_it, told in zip(
        places[watched.known], replayed(watched, FIGURES), whole, look(watched, FIGURES), strict=True
    ):
        assert _decided(then, known) == _decided(all_of_it, known)
        assert all(each.end <= known for each in then)
        assert set(_last_hot(all_of_it, known)) <= set(_last_hot(then, known))
        stands = {(each.later or each).cause for each in standing(then, known, FIGURES.ended_after_normal_hours)}
        assert {each.cause for each in told} <= stands


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_a_few_weeks_and_their_past_tell_what_all_months_tell(seed: int) -> None:
    chance, grid = np.random.default_rng(seed), _grid(SPRING, 2 * WINDOW_DAYS)
    values = _home(grid, chance)
    boundary = WINDOW_DAYS * DAY
    _break(values, chance, 10 * DAY, boundary - 3 * DAY)
    _break(values, chance, len(grid) - 12 * DAY, len(grid), times=6)
    past = past_of(values[:, :boundary], grid.part(0, boundary), FIGURES)
    window = grid.part(boundary, len(grid))
    causes = ("zero_run", "stuck", "implausible", "continuous_flow")
    shift = places_in_days(grid.day_ordinal, grid.hour_of_day)[boundary] // DAY * DAY
    late = (len(grid) - boundary) - 12 * DAY
    for few, all_of_it in zip(
        replayed(_watched(window, values[:, boundary:], len(window), past), FIGURES),
        replayed(_watched(grid, values, len(grid)), FIGURES),
        strict=True,
    ):
        known = [(each.cause, each.start, each.found) for each in few if each.cause in causes and each.start >= late]
        expected = [(each.cause, each.start - shift, each.found - shift) for each in all_of_it if each.cause in causes]
        assert known == [each for each in expected if each[1] >= late]


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 100_000))
def test_one_look_at_all_months_finds_and_remembers_what_two_would(seed: int) -> None:
    chance, grid = np.random.default_rng(seed), _grid(AUTUMN, 2 * WINDOW_DAYS)
    values, boundary = _home(grid, chance), int(np.searchsorted(grid.day_ordinal, grid.day_ordinal[0] + WINDOW_DAYS))
    _break(values, chance, 10 * DAY, len(grid))
    _break(values, chance, boundary - 2 * DAY, boundary + 2 * DAY)
    watched = _watched(grid, values, len(grid))
    found, past = look_and_remember(watched, boundary, FIGURES)
    assert found == look(watched, FIGURES)
    apart = past_of(values[:, :boundary], grid.part(0, boundary), FIGURES)
    for together, alone in zip(vars(past).values(), vars(apart).values(), strict=True):
        np.testing.assert_array_equal(together, alone)


def test_a_register_is_known_by_the_hours_before_the_weeks_that_are_read() -> None:
    grid = _grid(SPRING, 50)
    values = _home(grid, np.random.default_rng(1))
    values[0, -20:] = 0
    few = grid.part(len(grid) - 30 * DAY, len(grid))
    new = _watched(few, values[:, -30 * DAY :], 30 * DAY)
    heard = past_of(values[:, : -30 * DAY], grid.part(0, 20 * DAY), FIGURES)
    known = _watched(few, values[:, -30 * DAY :], 30 * DAY, heard)
    assert [each.cause for each in look(new, FIGURES)[0]] == []
    assert [each.cause for each in look(known, FIGURES)[0]] == ["zero_run"]


def test_what_a_person_declared_normal_is_learned_at_once() -> None:
    grid = _grid(SPRING)
    values = _home(grid, np.random.default_rng(2))
    values[:, 60 * DAY :] += 3
    watched = _watched(grid, values, len(grid))
    normal = np.broadcast_to(np.arange(len(grid)) >= 60 * DAY, values.shape)
    taught = Watched(MEDIA, grid, values, watched.known, watched.no_model, normal, watched.past)
    assert "base_load" in [each.cause for each in look(watched, FIGURES)[0]]
    assert look(taught, FIGURES)[0] == []


def test_works_are_no_reference() -> None:
    grid = _grid(SPRING)
    values = _home(grid, np.random.default_rng(3))
    works = (np.arange(len(grid)) >= 50 * DAY) & (np.arange(len(grid)) < 95 * DAY)
    values[0, works] *= 0.2
    watched = _watched(grid, values, len(grid))
    no_model = np.broadcast_to(works, values.shape)
    marked = Watched(MEDIA, grid, values, watched.known, no_model, watched.normal, watched.past)
    assert "base_load" in [each.cause for each in look(watched, FIGURES)[0]]
    assert "base_load" not in [each.cause for each in look(marked, FIGURES)[0]]
