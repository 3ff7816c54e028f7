"""What a simulated register does: its habit, and a story that runs on."""

import random

import numpy as np

from iot.profiles import SimulatedRegister, habit_of, running_story

WEEK = 168


def test_the_habit_is_the_usual_hour_and_not_the_story_of_the_last_day() -> None:
    hours = np.arange(4 * WEEK, dtype=np.int64)
    amounts = np.where(hours % WEEK < 84, 100.0, 10.0)
    amounts[-20:] += 300.0
    habit = habit_of(hours, amounts)
    assert set(habit[:84]) == {100.0}
    assert set(habit[84:140]) == {10.0}
    assert running_story(hours, amounts, habit) > 250


def test_without_a_story_nothing_is_added() -> None:
    hours = np.arange(2 * WEEK, dtype=np.int64)
    amounts = np.full(len(hours), 50.0)
    assert running_story(hours, amounts, habit_of(hours, amounts)) == 0.0


def test_the_counter_runs_with_the_habit_and_shows_whole_steps() -> None:
    register = SimulatedRegister("A", "dl", "m3", 1_000, np.full(WEEK, 600_000.0), 300_000.0, 7_200, 5_000_000.0)
    register.advance(7_200 + 2 * 3_600, random.Random(1))
    assert 6_600_000 < register.shown_micro < 7_000_000
    assert register.shown_micro % 1_000 == 0
