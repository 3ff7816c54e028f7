"""Text messages: one message, in the letters that a phone counts once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ops.kit import sms


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        pytest.param("Évier bouché à l’étage", "Évier bouché à l'étage", id="accents that a phone knows stay"),
        pytest.param("fenêtre reçue, hôtel", "fenetre recue, hotel", id="the others are left out"),
        pytest.param("Quand\u00a0: 10\u202f%", "Quand : 10 %", id="spaces that do not break become plain ones"),
        pytest.param("ĳsbeer – “ja”", 'ijsbeer - "ja"', id="signs of print become those of a keyboard"),
        pytest.param("lek 💧!", "lek ?!", id="a picture becomes a question mark"),
        pytest.param("[5 €]", "(5 EUR)", id="signs that count twice become others"),
    ],
)
def test_words_are_written_in_plain_letters(written: str, sent: str) -> None:
    assert sms.plain(written) == sent


@given(st.text(max_size=200))
def test_any_words_become_plain_and_stay_so(written: str) -> None:
    sent = sms.plain(written)
    assert sms.plain(sent) == sent


@given(st.text(alphabet=st.sampled_from("abc d"), max_size=100), st.integers(min_value=3, max_value=60))
def test_what_is_cut_fits_its_room_and_says_that_it_was_cut(words: str, room: int) -> None:
    cut = sms.shortened(words, room)
    assert len(cut) <= room
    assert cut == words or cut.endswith("..")
