"""Replays dead letters that a person chose: each is decoded again as if it had just come, but is no sign of life."""

from dataclasses import dataclass

import structlog
from sqlalchemy.orm import Session

from iot.decoding import Decoded, Reader, decode
from iot.messages import Message, Receipt
from ops.db import Database
from ops.energy.models import DeadLetter
from ops.energy.queries.dead_letters import WAITING, LetterFilter, letters_after
from ops.energy.queries.dead_letters import letter as letter_of
from ops.energy.queries.mappings import mapping_book
from ops.energy.service.dead_letters import REPLAY, mark_replayed, note_vain_replay, payload_of, still_waiting
from ops.energy.service.ingest import store_batch
from ops.kit import commands
from ops.kit.clock import Clock
from ops.kit.files import FileStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Replayer:
    """Takes one wish at a time; the letters go one by one, each in a transaction of its own."""

    database: Database
    files: FileStore
    clock: Clock

    def run_waiting(self) -> int:
        """Carries out all waiting wishes and says how many letters were tried."""
        tried = 0
        while (wish := self._take()) is not None:
            tried += self._carry_out(wish)
        return tried

    def _take(self) -> "_Wish | None":
        """Looks before it writes: nearly always nothing waits."""
        with self.database.reading() as session:
            if not commands.open_commands(session, REPLAY):
                return None
        with self.database.unit_of_work() as session:
            taken = commands.take(session, REPLAY, now=self.clock())
            if taken is None:
                return None
            which = LetterFilter(state=WAITING, code=taken.params.get("code"), ids=taken.params.get("ids"))
            return _Wish(taken.id, which, taken.requested_by)

    def _carry_out(self, wish: "_Wish") -> int:
        last_id, tried, failed = 0, 0, 0
        while (letter_id := self._next(wish.which, last_id)) is not None:
            tried, last_id = tried + 1, letter_id
            try:
                self._replay(letter_id, wish.by)
            except Exception:
                log.exception("replay_failed", letter=letter_id)
                failed += 1
        with self.database.unit_of_work() as session:
            error = f"{failed} of {tried}" if failed else None
            commands.finish(session, wish.command_id, now=self.clock(), error=error)
        return tried

    def _next(self, which: LetterFilter, after_id: int) -> int | None:
        with self.database.reading() as session:
            found = letters_after(session, which, after_id, 1)
            return found[0].id if found else None

    def _replay(self, letter_id: int, by: str) -> None:
        """One letter; one that somebody dealt with meanwhile is left alone."""
        with self.database.unit_of_work() as session:
            letter = letter_of(session, letter_id)
            if letter is not None and letter.state == WAITING:
                self._store_again(session, letter, by)

    def _store_again(self, session: Session, letter: DeadLetter, by: str) -> None:
        payload, now = payload_of(letter, self.files), self.clock()
        decoded = self._decode(session, letter, payload)
        if not decoded.readings and [fault.payload for fault in decoded.letters] == [payload]:
            still_waiting(session, letter, decoded.letters[0], by=by, now=now)
            return
        seen_count, received_at = letter.seen_count, letter.received_at
        mark_replayed(session, letter, by=by, now=now)
        store_batch(session, decoded.readings, decoded.letters, files=self.files, now=now, source="replay")
        if letter.state == WAITING:
            # The reading was refused again: a replay is no new message.
            letter.seen_count, letter.received_at = seen_count, received_at
            note_vain_replay(letter, by=by, now=now)

    def _decode(self, session: Session, letter: DeadLetter, payload: bytes) -> Decoded:
        """As if it came again when it came; that moment says nothing about one that was refused for having no time."""
        came_at = None if letter.code == "undated" else letter.received_at
        receipt = Receipt(came_at, self.database.zone)
        reader = Reader(lambda: mapping_book(session, self.clock()), receipt, limit_bytes=None)
        return decode([Message(letter.topic, payload, retained=True)], reader)


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a person asked: which letters, by whom, and the command to finish."""

    command_id: int
    which: LetterFilter
    by: str
