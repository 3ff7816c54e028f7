"""Search everywhere: what a domain answers, and how text is compared alike on both engines."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.orm import InstrumentedAttribute


@dataclass(frozen=True)
class Hit:
    """One thing found. `kind` is the group (ticket, location, person, meter, installation, alert)."""

    kind: str
    ref: str
    title: str
    detail: str
    path: str


def fold(text: str) -> str:
    """Lower case without accents, blanks single: what a `search_text` column holds."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def words_of(query: str) -> Sequence[str]:
    """The folded words of a query, at most eight: more can't narrow what a person looks for."""
    return fold(query[:200]).split()[:8]


def has_words(column: InstrumentedAttribute[str], query: str) -> ColumnElement[bool]:
    """Every word of the query stands somewhere in a folded column; true without words."""
    return and_(true(), *(column.contains(word, autoescape=True) for word in words_of(query)))
