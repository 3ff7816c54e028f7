"""Messages that could not be stored: kept whole, replayed or discarded by a person."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from ops.access.audit import record
from ops.access.principal import Principal
from ops.db import insert_if_absent
from ops.energy.models import DeadLetter
from ops.energy.queries.dead_letters import DISCARDED, REPLAYED, WAITING, LetterFilter, count_letters, letter
from ops.energy.queries.ingest import letter_by_content
from ops.energy.rules.incoming import IncomingDeadLetter
from ops.errors import NotFound
from ops.kit import commands
from ops.kit.files import FileStore

REPLAY = "replay_dead_letters"
_LARGEST_IN_DATABASE = 8 * 1024
_LONGEST_TOPIC = 500


def keep_aside(session: Session, letters: Sequence[IncomingDeadLetter], *, files: FileStore, now: datetime) -> None:
    """Writes each message once; when it comes again it only counts up, and waits again if it was dealt with."""
    hashes = [hashlib.sha256(incoming.payload).hexdigest() for incoming in letters]
    # In one order, so that two writers wait for each other instead of blocking each other.
    for incoming, sha256 in sorted(zip(letters, hashes, strict=True), key=itemgetter(1)):
        if not insert_if_absent(session, _new_letter(incoming, sha256, files, now)):
            _see_again(letter_by_content(session, incoming.topic[:_LONGEST_TOPIC], sha256), incoming, now)
    session.flush()


def _see_again(known: DeadLetter, incoming: IncomingDeadLetter, now: datetime) -> None:
    known.seen_count += 1
    _wait_again(known, incoming)
    known.received_at = now


def _wait_again(known: DeadLetter, incoming: IncomingDeadLetter) -> None:
    known.code, known.params = incoming.code, dict(incoming.params)
    known.state, known.handled_at, known.handled_by = WAITING, None, None


def _new_letter(incoming: IncomingDeadLetter, sha256: str, files: FileStore, now: datetime) -> DeadLetter:
    small = len(incoming.payload) <= _LARGEST_IN_DATABASE
    if not small:
        files.put(incoming.payload)
    return DeadLetter(
        received_at=now,
        topic=incoming.topic[:_LONGEST_TOPIC],
        payload=incoming.payload if small else None,
        payload_sha256=sha256,
        size_bytes=len(incoming.payload),
        code=incoming.code,
        params=dict(incoming.params),
        state=WAITING,
        seen_count=1,
    )


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


def still_waiting(session: Session, found: DeadLetter, again: IncomingDeadLetter) -> None:
    """The replay failed too; the reason may be another one now."""
    _wait_again(found, again)
    session.flush()


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
