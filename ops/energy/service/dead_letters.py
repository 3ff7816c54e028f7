"""Messages that could not be stored: kept whole, replayed or discarded by a person."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from ops.access.audit import record
from ops.access.principal import Principal
from ops.energy.models import DeadLetter
from ops.energy.queries.dead_letters import DISCARDED, REPLAYED, WAITING, LetterFilter, count_letters, letter
from ops.energy.rules.incoming import IncomingDeadLetter
from ops.energy.store import upsert_letters
from ops.errors import NotFound
from ops.kit import commands
from ops.kit.files import FileStore

REPLAY = "replay_dead_letters"
_LARGEST_IN_DATABASE = 8 * 1024
_LONGEST_TOPIC = 500


def keep_aside(session: Session, letters: Sequence[IncomingDeadLetter], *, files: FileStore, now: datetime) -> None:
    """Writes each message once; when it comes again it only counts up, and waits again if it was dealt with.

    A logger gone mad sends thousands a second: they cost a statement a batch, so that the others are not held up.
    """
    rows = _folded(letters, now)
    for row in rows:
        _put_large(row, files)
    upsert_letters(session, rows)


def _folded(letters: Sequence[IncomingDeadLetter], now: datetime) -> list[dict[str, Any]]:
    """One row for each message, in one order: two writers wait for each other instead of blocking each other."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for incoming in letters:
        row = _row(incoming, now)
        key = (row["payload_sha256"], row["topic"])
        row["seen_count"] += rows[key]["seen_count"] if key in rows else 0
        rows[key] = row
    return [rows[key] for key in sorted(rows)]


def _row(incoming: IncomingDeadLetter, now: datetime) -> dict[str, Any]:
    return {
        "received_at": now, "topic": incoming.topic[:_LONGEST_TOPIC], "payload": incoming.payload,
        "payload_sha256": hashlib.sha256(incoming.payload).hexdigest(), "size_bytes": len(incoming.payload),
        "code": incoming.code, "params": dict(incoming.params), "state": WAITING, "seen_count": 1,
    }  # fmt: skip


def _put_large(row: dict[str, Any], files: FileStore) -> None:
    if len(row["payload"]) > _LARGEST_IN_DATABASE:
        files.put(row["payload"])
        row["payload"] = None


def payload_of(found: DeadLetter, files: FileStore) -> bytes:
    """The message whole, as it came."""
    return found.payload if found.payload is not None else files.read(found.payload_sha256)


def head_of(found: DeadLetter, files: FileStore, length: int) -> bytes:
    """The beginning of the message: enough to look at."""
    if found.payload is not None:
        return found.payload[:length]
    with files.open(found.payload_sha256) as stream:
        return stream.read(length)


def request_replay(session: Session, which: LetterFilter, *, who: Principal, now: datetime) -> int:
    """Asks the ingest process to try again, which it does within seconds; says how many letters that concerns."""
    concerned = count_letters(session, replace(which, state=WAITING))
    if concerned:
        params: dict[str, Any] = {"code": which.code, "ids": sorted(which.ids) if which.ids is not None else None}
        commands.request(session, REPLAY, params, by=who.name, now=now)
        _note(session, who, "dead_letters.replay", which, concerned, now)
    return concerned


def mark_replayed(session: Session, found: DeadLetter, *, by: str, now: datetime) -> None:
    """Before the message is stored again: what fails again becomes a waiting letter of its own."""
    found.state, found.handled_at, found.handled_by = REPLAYED, now, by
    session.flush()


def still_waiting(session: Session, found: DeadLetter, again: IncomingDeadLetter, *, by: str, now: datetime) -> None:
    """The replay failed too; the reason may be another one now."""
    found.code, found.params = again.code, dict(again.params)
    note_vain_replay(found, by=by, now=now)
    session.flush()


def note_vain_replay(found: DeadLetter, *, by: str, now: datetime) -> None:
    """A waiting letter says who tried and when, until the message comes anew."""
    found.state, found.handled_at, found.handled_by = WAITING, now, by


def discard(session: Session, which: LetterFilter, *, who: Principal, now: datetime) -> list[int]:
    """Puts waiting letters away and gives their ids, so that it can be undone."""
    moved = _move(session, which, WAITING, {"state": DISCARDED, "handled_at": now, "handled_by": who.name})
    _note(session, who, "dead_letters.discard", which, len(moved), now)
    return moved


def restore(session: Session, which: LetterFilter, *, who: Principal, now: datetime) -> list[int]:
    """Lets discarded letters wait again."""
    moved = _move(session, which, DISCARDED, {"state": WAITING, "handled_at": None, "handled_by": None})
    _note(session, who, "dead_letters.restore", which, len(moved), now)
    return moved


def _move(session: Session, which: LetterFilter, state: str, values: dict[str, Any]) -> list[int]:
    statement = update(DeadLetter).where(*which.conditions(), DeadLetter.state == state).values(**values)
    moved = session.scalars(statement.returning(DeadLetter.id).execution_options(synchronize_session=False))
    return sorted(moved)


def _note(session: Session, who: Principal, action: str, which: LetterFilter, count: int, now: datetime) -> None:
    """One line in the audit trail for the whole act."""
    ids = sorted(which.ids) if which.ids is not None else []
    ref = str(ids[0]) if len(ids) == 1 else which.code or f"{count}"
    record(session, who, action=action, object_kind="dead_letter", object_ref=ref, now=now, detail={"letters": count})


def existing(session: Session, letter_id: int) -> DeadLetter:
    """Raises NotFound."""
    found = letter(session, letter_id)
    if found is None:
        raise NotFound()
    return found
