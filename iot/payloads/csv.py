"""Tables of meter readings in a message; the head of a table tells its profile."""

from iot.messages import Extract, Receipt
from ops.energy.rules.mapping import Sample
from ops.energy.rules.reading_table import ReadTable, first_refusal, read_table
from ops.energy.rules.written_time import Unreadable
from ops.kit.imports import ColumnMissing
from ops.kit.imports import Unreadable as UnreadableTable


def read(payload: bytes, receipt: Receipt) -> Extract:
    """Each row by its series, such as `EAN/REGISTER`, at the start of its interval. Raises Unreadable."""
    if not payload.strip():
        raise Unreadable("empty")
    table = _table(payload, receipt)
    samples = tuple(Sample(row.series, row.at, row.value, row.unit, row.kind) for row in table.rows)
    return Extract(samples, first_refusal(table))


def _table(payload: bytes, receipt: Receipt) -> ReadTable:
    try:
        return read_table(payload, receipt.profiles, receipt.zone)
    except ColumnMissing:
        raise Unreadable("unknown_columns") from None
    except UnreadableTable:
        raise Unreadable("not_a_table") from None
