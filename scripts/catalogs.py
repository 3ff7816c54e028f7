"""Collects every text of the code and the templates, and merges them into both catalogs; then a person words them.

Run by `make catalogs` (`scripts/catalogs.py nl` for one language). A new text arrives empty in the NL and FR catalogs,
and the tests refuse it until it is worded.
"""

import sys
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[1]
PACKAGES = ("ops", "connectors", "scheduler", "iot")
LANGUAGES = ("nl", "fr")
_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None, "gettext": None, "N_": None, "Text": (1,), "ngettext": (1, 2), "plural": (2, 3),
}  # fmt: skip
_METHODS = [("**.py", "python"), ("**.html", "jinja2")]
_OPTIONS = {"**.html": {"extensions": "jinja2.ext.do", "trimmed": "true"}}


def catalog_path(language: str) -> Path:
    return ROOT / "ops" / "web" / "locale" / language / "LC_MESSAGES" / "regie.po"


def collected() -> Catalog:
    """Every msgid that stands in the code and the templates."""
    template = Catalog(project="Regie", copyright_holder="Regie")
    for package in PACKAGES:
        found = extract_from_dir(ROOT / package, _METHODS, _OPTIONS, _KEYWORDS)
        for _, _, message, _, context in found:
            template.add(message, context=context)
    return template


def worded(language: str) -> Catalog:
    """The catalog of a language as it stands."""
    path = catalog_path(language)
    if not path.exists():
        return Catalog(locale=language, project="Regie")
    with path.open("rb") as source:
        return read_po(source, locale=language)


def main() -> None:
    template = collected()
    for language in sys.argv[1:] or LANGUAGES:
        catalog = worded(language)
        catalog.fuzzy = False
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        path = catalog_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as target:
            write_po(target, catalog, width=116, sort_output=True, ignore_obsolete=True, omit_header=False)
        empty = sum(1 for message in catalog if message.id and not message.string)
        print(f"{language}: {len(catalog)} texts, {empty} to word")


if __name__ == "__main__":
    main()
