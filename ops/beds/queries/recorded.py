"""Which rows count: now, or as was known at an instant."""

from datetime import date, datetime

from sqlalchemy import ColumnElement, or_

from ops.beds.models.recorded import Dated, Recorded


def known(row: type[Recorded], as_known_at: datetime | None = None) -> ColumnElement[bool]:
    """Rows that nothing had taken the place of."""
    if as_known_at is None:
        return row.superseded_at.is_(None)
    return (row.recorded_at <= as_known_at) & or_(row.superseded_at.is_(None), row.superseded_at > as_known_at)


def meets(row: type[Dated], from_on: date, to_on: date) -> ColumnElement[bool]:
    """Rows that share a night with a span; those without a night meet nothing."""
    return (row.from_on < to_on) & (row.to_on > from_on) & (row.from_on < row.to_on)
