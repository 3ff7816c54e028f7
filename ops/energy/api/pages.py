"""A part of a list that is put together in memory, and the word by which it goes on."""

from collections.abc import Sequence
from typing import Annotated, TypeVar

from fastapi import Query

from ops.kit.cursors import encode_cursor, number_in
from ops.kit.http import MAX_LIMIT

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=60)]
Word = Annotated[str | None, Query(max_length=80, pattern=r"^[^\x00]*$")]

_Row = TypeVar("_Row")


def part_of(rows: Sequence[_Row], limit: int, cursor: str | None) -> tuple[Sequence[_Row], str | None]:
    """Rows from where the cursor stands, and the next cursor. Raises InvalidCursor."""
    begin = number_in(cursor)
    following = encode_cursor([begin + limit]) if begin + limit < len(rows) else None
    return rows[begin : begin + limit], following
