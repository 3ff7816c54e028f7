"""Replays dead letters that a person chose: each is decoded again as if it had just come, but is no sign of life."""

from dataclasses import dataclass
from typing import Any

import structlog

from iot.decoding import Message, decode
from ops.db import Database
from ops.energy.models import DeadLetter
from ops.energy.queries.dead_letters import WAITING, LetterFilter, letters_after
from ops.energy.service.dead_letters import REPLAY, mark_replayed, payload_of, still_waiting
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
            tried += self._carry_out(*wish)
        return tried

    def _take(self) -> tuple[int, dict[str, Any], str] | None:
        with self.database.reading() as session:
            if not commands.open_commands(session, REPLAY):
                return None
        with self.database.unit_of_work() as session:
            taken = commands.take(session, REPLAY, now=self.clock())
            return (taken.id, taken.params, taken.requested_by) if taken else None

    def _carry_out(self, command_id: int, params: dict[str, Any], by: str) -> int:
        which = LetterFilter(state=WAITING, code=params.get("code"), ids=params.get("ids"))
        last_id, tried, failed = 0, 0, 0
        while (letter_id := self._next(which, last_id)) is not None:
            tried, last_id = tried + 1, letter_id
            try:
                self._replay(LetterFilter(state=WAITING, ids=[letter_id]), by)
            except Exception:
                log.exception("replay_failed", letter=letter_id)
                failed += 1
        with self.database.unit_of_work() as session:
            error = f"{failed} of {tried}" if failed else None
            commands.finish(session, command_id, now=self.clock(), error=error)
        return tried

    def _next(self, which: LetterFilter, after_id: int) -> int | None:
        with self.database.reading() as session:
            found = letters_after(session, which, after_id, 1)
            return found[0].id if found else None

    def _replay(self, which: LetterFilter, by: str) -> None:
        now = self.clock()
        with self.database.unit_of_work() as session:
            for letter in letters_after(session, which, 0, 1):
                payload = payload_of(letter, self.files)
                decoded = decode([Message(letter.topic, payload, retained=True)], limit_bytes=None)
                if [fault.payload for fault in decoded.letters] == [payload]:
                    still_waiting(session, letter, decoded.letters[0])
                    continue
                before = _seen(letter)
                mark_replayed(session, letter, by=by, now=now)
                store_batch(
                    session, decoded.readings, decoded.letters, files=self.files, now=now, source="replay"
                )  # fmt: skip
                if letter.state == WAITING:
                    # The reading was refused again: a replay is no new message.
                    letter.seen_count, letter.received_at = before


def _seen(letter: DeadLetter) -> tuple[int, Any]:
    return letter.seen_count, letter.received_at
