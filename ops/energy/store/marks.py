"""What new readings leave on their registers, in as few statements as the engine allows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Update, bindparam, case, func, or_, text, update
from sqlalchemy.orm import Session

from ops.energy.models import Register
from ops.energy.store.engine import is_postgres


class Mark(NamedTuple):
    """Receipt of the last fresh message, who sent it, and the oldest hour to compute again; None leaves as it is."""

    moment: datetime | None = None
    speaker: str | None = None
    oldest: datetime | None = None


def mark_registers(session: Session, marks: Mapping[int, Mark]) -> None:
    """By register id, in the order of the ids: two writers wait for each other instead of blocking each other."""
    if not marks:
        return
    rows = [{"register": key} | marks[key]._asdict() for key in sorted(marks)]
    if is_postgres(session):
        columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in rows[0]}
        session.connection().execute(_MARK_ALL, columns)
    else:
        session.connection().execute(_MARK_EACH, rows)


def _mark_each() -> Update:
    """Moves only what a parameter is given for; `dirty_from` only ever moves back here."""
    table = Register.__table__.c
    moment, oldest = (bindparam(name, type_=table.dirty_from.type) for name in ("moment", "oldest"))
    earlier = or_(table.dirty_from.is_(None), table.dirty_from > oldest)
    return (
        update(Register)
        .where(table.id == bindparam("register"))
        .values(
            logger=func.coalesce(bindparam("speaker", type_=table.logger.type), table.logger),
            last_live_at=func.coalesce(moment, table.last_live_at),
            first_live_at=func.coalesce(table.first_live_at, moment),
            dirty_from=case((oldest.is_(None), table.dirty_from), (earlier, oldest), else_=table.dirty_from),
        )
    )


_MARK_EACH = _mark_each()
#: The same for all at once; the rows are locked in their order first, which an UPDATE alone does not promise.
_MARK_ALL = text(
    """
    WITH locked AS MATERIALIZED (
        SELECT id FROM register WHERE id = ANY(CAST(:register AS bigint[])) ORDER BY id FOR NO KEY UPDATE
    )
    UPDATE register AS r SET
        logger = coalesce(m.speaker, r.logger),
        last_live_at = coalesce(m.moment, r.last_live_at),
        first_live_at = coalesce(r.first_live_at, m.moment),
        dirty_from = least(r.dirty_from, m.oldest)
    FROM unnest(
        CAST(:register AS bigint[]), CAST(:moment AS timestamptz[]), CAST(:speaker AS text[]),
        CAST(:oldest AS timestamptz[])
    ) AS m (id, moment, speaker, oldest) JOIN locked ON locked.id = m.id
    WHERE r.id = m.id
    """
)
