"""The last message of each topic of another make, in one statement a batch."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ops.energy.models import HeardTopic
from ops.energy.rules.mapping import HeardMessage

_LONGEST_TOPIC, _HEAD_BYTES, _MOST_SAMPLES = 500, 4 * 1024, 300


def note_heard(session: Session, messages: Collection[HeardMessage], *, now: datetime) -> None:
    """In the order of the topics, so that two writers wait for each other instead of blocking each other."""
    rows = [_row(each, now) for each in sorted(messages, key=lambda each: each.topic)]
    rows = [row for row in rows if len(row["topic"]) <= _LONGEST_TOPIC]
    if not rows:
        return
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    statement = insert(HeardTopic)
    new = {column: statement.excluded[column] for column in rows[0] if column != "topic"}
    session.connection().execute(statement.on_conflict_do_update(index_elements=["topic"], set_=new), rows)


def _row(message: HeardMessage, now: datetime) -> dict[str, Any]:
    samples = [
        {"field": each.field, "at": each.at.isoformat() if each.at else None, "value": each.value, "unit": each.unit,
         "kind": each.kind}
        for each in message.samples[:_MOST_SAMPLES]
    ]  # fmt: skip
    return {
        "topic": message.topic, "format": message.format, "received_at": now, "samples": samples,
        "head": message.payload[:_HEAD_BYTES], "size_bytes": len(message.payload),
    }  # fmt: skip
