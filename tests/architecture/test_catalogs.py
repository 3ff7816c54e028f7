"""Whoever reads Dutch or French reads no English: both catalogs are whole."""

import re

import pytest
from babel.messages import Catalog, Message

from scripts.catalogs import LANGUAGES, ROOT, collected, worded

GLOSSARY = ROOT / "docs" / "glossary.md"

_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd0-9]*|%%")
#: Texts that are rightly the same in another language: names, units and words that both borrowed.
SAME = {
    "nl": {
        "%(m)s min", "%(n)s later", "%(n)s open", "API", "Baby", "Bytes", "Code", "Datalogger", "Datalogger %(code)s",
        "Dataloggers", "Details", "Depot", "Document", "E-mail", "Factor", "Filter", "Gas",
        "JSON", "Lift", "Meter", "Minimum", "Meters", "Offline", "Open", "Renobru", "dataloggers",
        "Recent", "Routes", "SHA-256", "School", "Sector", "Site", "Topic", "Water", "Week", "Zone", "dispatching",
        "in %(span)s", "lift", "pixels", "weekend", "zone",
    },
    "fr": {
        "%(m)s min", "%(n)s lot", "API", "Action", "Actions", "Administration", "Cause", "Causes", "Code", "Danger",
        "Datalogger", "Datalogger %(code)s", "Dataloggers", "Description", "Document",
        "E-mail", "Format", "Installation", "Installations",
        "JSON", "Latitude", "Lot", "Lots", "Message", "Messages", "Minimum", "Photo", "Photos",
        "Minutes", "Pages", "Points", "Quantile", "Renobru", "Routes", "SHA-256", "Signature", "Site",
        "Urgent", "Ventilation", "Version", "Version %(version)s", "Zone", "absent", "centre", "dataloggers",
        "dispatching", "installation", "kWh/h", "litres", "messages", "minutes", "pixels", "zone",
    },
}  # fmt: skip


@pytest.fixture(scope="module")
def texts() -> Catalog:
    return collected()


def _messages(texts: Catalog) -> list[Message]:
    return [message for message in texts if message.id]


def _ids(message: Message) -> tuple[str, ...]:
    return message.id if isinstance(message.id, tuple) else (str(message.id),)


def _strings(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (str(message.string or ""),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_worded(language: str, texts: Catalog) -> None:
    catalog = worded(language)
    missing = [
        m.id for m in _messages(texts) if (found := catalog.get(m.id)) is None or not all(_strings(found))
    ]  # fmt: skip
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fuzzy_or_left_over(language: str, texts: Catalog) -> None:
    known = {_ids(message)[0] for message in texts}
    rows = [message for message in worded(language) if message.id]
    assert [m.id for m in rows if m.fuzzy] == []
    assert [m.id for m in rows if _ids(m)[0] not in known] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_was_left_in_english(language: str, texts: Catalog) -> None:
    texts_of = {_ids(m)[0]: _strings(m)[0] for m in worded(language) if m.id}
    same = {text for text, string in texts_of.items() if string == text and not _is_symbol(text)}
    assert sorted(same - SAME[language]) == []


def _is_symbol(text: str) -> bool:
    """A text of nothing but placeholders, figures and signs has nothing to translate."""
    return not re.search(r"[A-Za-z]{2,}", _PLACEHOLDER.sub("", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_match(language: str) -> None:
    wrong = []
    for message in worded(language):
        wanted = sorted({found.group() for text in _ids(message) for found in _PLACEHOLDER.finditer(text)})
        for string in _strings(message):
            given = sorted({found.group() for found in _PLACEHOLDER.finditer(string)})
            allowed = {p for p in wanted if p != "%(n)s"} if isinstance(message.id, tuple) else set(wanted)
            if not (allowed <= set(given) <= set(wanted)):
                wrong.append((message.id, string))
    assert wrong == []


#: What French sets wrong at a glance: a sign that may fall to the next line, and the apostrophe of a typewriter.
_FRENCH_SLIPS = (re.compile(r"(?<!\u00a0)[;?!»]"), re.compile(r"(?<!\u00a0):(?=\s|</|$)"), re.compile(r"«(?!\u00a0)|'"))


def test_french_signs_keep_their_space() -> None:
    texts = [string for message in worded("fr") if message.id for string in _strings(message)]
    assert [text for text in texts if any(slip.search(text) for slip in _FRENCH_SLIPS)] == []


def _glossary() -> list[list[str]]:
    """The rows of word, Dutch and French; the last table of the glossary has none."""
    lines = GLOSSARY.read_text("utf-8").partition("## Pairs")[0].splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("| ")]
    return [row for row in rows if row[0] != "English"]


@pytest.mark.parametrize(("language", "column"), [("nl", 1), ("fr", 2)])
def test_screens_say_what_the_glossary_says(language: str, column: int) -> None:
    catalog = worded(language)
    rows = [(row[0], row[column], catalog.get(row[0])) for row in _glossary()]
    assert [(word, said) for word, said, found in rows if found and _strings(found)[0] != said] == []
