"""Search everywhere: what a domain answers, and how text is compared alike on both engines."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Index, Select, and_, text, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from ops.kit.folding import fold, words_of

__all__ = ["Hit", "among", "fold", "has_words", "words_index", "words_of"]


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


def words_index(table: str, column: str, *, name: str = "", where: str = "") -> Index:
    """Finds parts of words, in the rows of `where`; on PostgreSQL alone, SQLite reads through the table."""
    index = Index(
        name or f"ix_{table}_{column}_words", column, postgresql_using="gin",
        postgresql_ops={column: "gin_trgm_ops"}, postgresql_where=text(where) if where else None,
    )  # fmt: skip
    return index.ddl_if(dialect="postgresql")


class _Among(FunctionElement[bool]):
    """`column IN (SELECT ...)`, in the words that let PostgreSQL use the column's index within an OR too."""

    type = Boolean()
    inherit_cache = True


@compiles(_Among)
def _among(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, rows = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN {rows}"


@compiles(_Among, "postgresql")
def _among_gathered(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, rows = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY (ARRAY{rows})"


def among(column: InstrumentedAttribute[Any], rows: Select[Any]) -> ColumnElement[bool]:
    """Whether the column is one of the rows: of a few, found first, beside which other conditions stand in an OR."""
    return _Among(column, rows.scalar_subquery())
