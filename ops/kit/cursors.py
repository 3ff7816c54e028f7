"""Where a list goes on, as an opaque word that holds the place of its last row."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from ops.errors import N_, InvalidInput


class InvalidCursor(InvalidInput):
    code = "invalid_cursor"
    text = N_("The cursor is not one that a list gave. Start again without it.")


def encode_cursor(values: Sequence[str | int | None]) -> str:
    """Where a list went on, as an opaque word."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode_cursor(cursor: str | None, length: int) -> list[Any] | None:
    """The values that `encode_cursor` was given; None without a cursor. Raises InvalidCursor."""
    if not cursor:
        return None
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError) as error:
        raise InvalidCursor(field="cursor") from error
    if not isinstance(values, list) or len(values) != length:
        raise InvalidCursor(field="cursor")
    return values


def number_in(cursor: str | None) -> int:
    """The one whole number that a cursor holds; 0 without a cursor. Raises InvalidCursor."""
    values = decode_cursor(cursor, 1) or [0]
    if not isinstance(values[0], int) or not 0 <= values[0] < 2**63:
        raise InvalidCursor(field="cursor")
    return values[0]
