"""What is said on the phone, and the title that a caller's words make."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit import rulesets
from ops.repairs import defaults
from ops.repairs.defaults.phrases import ALWAYS, BREAK, OPENING
from ops.repairs.rules.headline import headline

PHRASES: dict[str, dict[str, str]] = rulesets.shipped(defaults.PHRASES).body["phrases"]
HAZARDS = [each["code"] for each in rulesets.shipped(defaults.HAZARDS).body["hazards"]]
#: Where nobody has time to look for words.
SPOKEN_FURTHER = ("gas_smell", "live_wire", "burst_pipe", "person_in_lift", "no_heating")


@pytest.mark.parametrize("hazard", [OPENING, *HAZARDS])
def test_every_hazard_has_sentences_in_the_three_languages_of_the_house(hazard: str) -> None:
    row = PHRASES[hazard]
    parts = [len(row[language].split(BREAK)) for language in ALWAYS]
    assert len(set(parts)) == 1, "each language says the same"
    assert parts[0] >= 2


@pytest.mark.parametrize("hazard", SPOKEN_FURTHER)
@pytest.mark.parametrize("language", ["ar", "tr", "es"])
def test_the_dangers_are_said_in_further_languages_as_many_sentences_long(hazard: str, language: str) -> None:
    assert len(PHRASES[hazard][language].split(BREAK)) == len(PHRASES[hazard]["en"].split(BREAK))


def _with(**changes: Any) -> dict[str, Any]:
    return {"unread_languages": [], "phrases": {OPENING: {"card": "", "nl": "a", "fr": "b", "en": "c", **changes}}}


@pytest.mark.parametrize(
    "changes",
    [{"fr": " "}, {"arabic": "x"}, {"AR": "x"}, {"card": "bomb"}],
    ids=["a language of the house is empty", "a language has a long name", "a language is in capitals", "no such card"],
)
def test_a_rule_that_leaves_somebody_without_words_is_refused(changes: dict[str, str]) -> None:
    rulesets.check(defaults.PHRASES, _with())
    with pytest.raises(rulesets.RulesetInvalid):
        rulesets.check(defaults.PHRASES, _with(**changes))


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("Water loopt door het plafond. Al een uur.", "Water loopt door het plafond"),
        ("  … !\nGeen licht in de gang", "Geen licht in de gang"),
        ("Bonjour, plus de chauffage depuis hier soir", "Bonjour, plus de chauffage depuis hier soir"),
        ("x " * 60, "x " * 38 + "x…"),
        ("", ""),
        ("?!", ""),
    ],
    ids=[
        "the first sentence",
        "signs say nothing",
        "a comma ends no sentence",
        "cut between words",
        "nothing",
        "only signs",
    ],
)
def test_a_title_is_made_of_the_callers_own_words(words: str, title: str) -> None:
    assert headline(words) == title


@given(st.text(max_size=400))
def test_a_title_is_one_short_line_whatever_is_typed(words: str) -> None:
    title = headline(words)
    assert len(title) <= 80
    assert "\n" not in title
