"""The dead letters of a batch, in as few statements as the engine allows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from ops.energy.models import DeadLetter

_ROWS = 500
#: What makes two messages the same letter.
_SAME = ("payload_sha256", "topic")


def upsert_letters(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Writes new ones; one that is known counts up, and waits again. No two rows may be the same letter."""
    for start in range(0, len(rows), _ROWS):
        fresh = {"populate_existing": True}
        session.scalars(_upsert(session, rows[start : start + _ROWS]), execution_options=fresh).all()


def _upsert(session: Session, rows: Sequence[dict[str, Any]]) -> ReturningInsert[tuple[DeadLetter]]:
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(DeadLetter).values(list(rows))
    new = statement.excluded
    again = {
        "received_at": new.received_at, "code": new.code, "params": new.params, "state": new.state,
        "seen_count": DeadLetter.seen_count + new.seen_count, "handled_at": None, "handled_by": None,
    }  # fmt: skip
    return statement.on_conflict_do_update(index_elements=_SAME, set_=again).returning(DeadLetter)
