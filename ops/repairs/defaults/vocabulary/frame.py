"""How the words are written down."""

from typing import Any


def words(nl: str, fr: str, en: str) -> dict[str, list[str]]:
    """Phrases parted by a bar, by language."""
    spelled = {"nl": nl, "fr": fr, "en": en}
    return {language: [p.strip() for p in text.split("|")] for language, text in spelled.items() if text}


def phrase(kind: str, code: str, nl: str, fr: str, en: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "code": code, "words": words(nl, fr, en), **more}
