"""The gettext catalogs, read from their .po files at start: no compiled file can be older than its source."""

from functools import lru_cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

DEFAULT_LANGUAGE = "nl"
LANGUAGES = ("nl", "fr", "en")
CATALOGS_DIR = Path(__file__).parents[2] / "web" / "locale"


@lru_cache
def catalog(language: str) -> NullTranslations:
    """The translations of a language; English is what the code says."""
    path = CATALOGS_DIR / language / "LC_MESSAGES" / "regie.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return Translations(compiled)
