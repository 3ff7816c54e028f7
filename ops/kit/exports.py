"""CSV as a stream; no cell can be run as a formula by a spreadsheet that opens it."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

Cell = str | int | Decimal | date | datetime | bool | None

_PLAIN_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_CHUNK_ROWS = 500


def cell_text(value: Cell) -> str:
    """The cell as text: instants in ISO with their zone, what a spreadsheet would run behind a quote mark."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, Decimal):
        return format(value, "f")
    text = str(value)
    return f"'{text}" if text.startswith(_RISKY) and not _PLAIN_NUMBER.fullmatch(text) else text


def csv_stream(columns: Sequence[str], rows: Iterable[Sequence[Cell]], *, separator: str = ",") -> Iterator[bytes]:
    """The table in chunks of UTF-8, head first; the rows are drawn as they are sent."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    writer.writerow(columns)
    for number, row in enumerate(rows, start=1):
        writer.writerow([cell_text(cell) for cell in row])
        if number % _CHUNK_ROWS == 0:
            yield _take(buffer)
    yield _take(buffer)


def _take(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode()
