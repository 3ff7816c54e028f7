"""What callers read: every message, in every language, whole, and as one text message with its link."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ops.access.notify_defaults import EVENTS
from ops.kit import sms
from ops.kit.locale import LANGUAGES
from ops.repairs.caller_texts import WORDINGS
from ops.repairs.letters import Facts, Letter
from ops.repairs.rules.telling import OCCASIONS
from ops.repairs.service.telling import EVENT_OF

AT = datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
#: A long address of a house, and 128 bits.
LINK = "https://regie.publiekehuisvesting.brussels/my/" + "x" * 22
#: Names without the sign by which an unfilled place is known.
_NAMES = st.text(
    alphabet=st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="%"),
    min_size=1,
    max_size=80,
)


def _facts(title: str = "No heating", who: str = "Samuel", operator: str = "") -> Facts:
    return Facts(
        title=title,
        ref="T26-009402",
        phone="02 555 01 20",
        who=who,
        operator=operator,
        slot=(AT, AT + timedelta(minutes=30)),
        until=AT,
        days=7,
        zone=ZoneInfo("Europe/Brussels"),
    )


def test_every_occasion_has_its_words_and_its_event() -> None:
    assert set(OCCASIONS) | {"sent", "sent_now"} == set(WORDINGS) == set(EVENT_OF)
    assert set(EVENT_OF.values()) <= set(EVENTS)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", WORDINGS)
@settings(max_examples=20)
@given(title=_NAMES, who=_NAMES, operator=_NAMES)
def test_every_message_is_whole_and_its_text_message_is_one(
    code: str, language: str, title: str, who: str, operator: str
) -> None:
    letter = Letter(WORDINGS[code], _facts(title, who, operator), LINK, language)
    assert len(letter.short) <= sms.ONE_MESSAGE
    assert letter.short.endswith(f" {LINK}")
    assert letter.short.removesuffix(LINK) == sms.plain(letter.short.removesuffix(LINK))
    body = letter.body("Mrs Peeters")
    assert LINK in body
    assert "T26-009402" in body
    assert "02 555 01 20" in body
    assert title in letter.subject
    assert "%(" not in body + letter.subject + letter.short


def test_a_dutch_reader_is_told_who_comes_and_when() -> None:
    letter = Letter(WORDINGS["visit"], _facts("Geen verwarming"), LINK, "nl")
    assert "Samuel komt voor: Geen verwarming. Wanneer: woensdag 25 november tussen 10:30 en 11:00." in letter.body("X")
    assert letter.short.startswith("T26-009402 Samuel komt voor Geen verwarming: wo 25 nov 10:30-11:00.")


def test_a_french_reader_is_told_what_to_do() -> None:
    letter = Letter(WORDINGS["no_access"], _facts("Pas de chauffage"), LINK, "fr")
    assert "Choisissez un nouveau moment par le lien, ou appelez-nous." in letter.body("X")


def test_without_a_link_nothing_points_to_one() -> None:
    letter = Letter(WORDINGS["done"], _facts(), "", "en")
    assert "Your own page" not in letter.body("X")
    assert not letter.short.endswith(" ")


def test_a_title_gives_way_before_the_link_does() -> None:
    letter = Letter(WORDINGS["slot_moved"], _facts("Water comes through the ceiling of the bathroom " * 4), LINK, "en")
    assert ".." in letter.short
    assert not letter.short.startswith("T26-")
    assert letter.short.endswith(LINK)
