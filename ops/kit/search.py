"""Search everywhere: what a domain answers, and how text is compared alike on both engines."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, true
from sqlalchemy.orm import InstrumentedAttribute

from ops.kit.folding import fold, words_of

__all__ = ["Hit", "fold", "has_words", "words_of"]


@dataclass(frozen=True)
class Hit:
    """One thing found. `kind` is the group (ticket, location, person, meter, installation, alert).

    `state` is a code that the page words; empty where the thing has none.
    """

    kind: str
    ref: str
    title: str
    detail: str
    path: str
    state: str = ""


def has_words(column: InstrumentedAttribute[str], query: str) -> ColumnElement[bool]:
    """Every word of the query stands somewhere in a folded column; true without words."""
    return and_(true(), *(column.contains(word, autoescape=True) for word in words_of(query)))
