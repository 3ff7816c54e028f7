"""Writes batches until they are stored: waits for a database that is away, sets aside what it refuses."""

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from time import monotonic

import structlog
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from iot.decoding import Decoded, Reader, decode
from iot.figures import IngestFigures
from iot.messages import Message, Receipt
from ops.db import Database
from ops.energy.queries.mappings import mapping_book
from ops.energy.rules.incoming import IncomingDeadLetter
from ops.energy.rules.mapping import MappingBook
from ops.energy.service.ingest import note_status, store_batch
from ops.energy.store.batteries import note_batteries
from ops.energy.store.heard import note_heard
from ops.errors import TryAgain
from ops.kit.clock import Clock
from ops.kit.files import FileStore
from ops.kit.periods import local_date

log = structlog.get_logger(__name__)

_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.2, 15.0
#: After so many failures with a database that answers, the batch itself is suspected.
_PATIENCE = 4
_AWAY = (OperationalError, InterfaceError, PoolTimeout)


class Storer:
    """Returns only when a batch is safe, or when it is asked to stop."""

    def __init__(self, database: Database, files: FileStore, clock: Clock, stopping: threading.Event) -> None:
        self._database, self._files, self._clock, self._stopping = database, files, clock, stopping
        self.figures = IngestFigures()

    def store(self, messages: Sequence[Message]) -> bool:
        """True once every message is stored or kept aside; False when we must stop before that."""
        came_at = self._clock()
        try:
            return self._until_written(lambda: self._write(self._decode(messages, came_at)))
        except Exception:
            log.exception("batch_refused", messages=len(messages))
            return all(self._store_alone(message, came_at) for message in messages)

    def _decode(self, messages: Sequence[Message], came_at: datetime) -> Decoded:
        """What the broker had kept comes before what is said now, and when it came says nothing about it."""
        decoded = Decoded()
        for retained in (True, False):
            some = [message for message in messages if message.retained is retained]
            receipt = Receipt(None if retained else came_at, self._database.zone)
            decode(some, Reader(self._book, receipt), decoded)
        self.figures.note_said(decoded)
        return decoded

    def _book(self) -> MappingBook:
        with self._database.reading() as session:
            return mapping_book(session, self._clock())

    def _store_alone(self, message: Message, came_at: datetime) -> bool:
        try:
            return self._until_written(lambda: self._write(self._decode([message], came_at)))
        except Exception as error:
            log.exception("message_refused", topic=message.topic)
            params = {"error": type(error).__name__}
            letter = IncomingDeadLetter(message.topic, message.payload, "not_storable", params)
            return self._until_written(lambda: self._write(Decoded(letters=[letter])), patience=None)

    def _write(self, decoded: Decoded) -> None:
        now, started = self._clock(), monotonic()
        with self._database.unit_of_work() as session:
            for status in decoded.statuses:
                note_status(session, status.logger, online=status.online, now=now)
            note_heard(session, decoded.heard.values(), now=now)
            note_batteries(session, decoded.batteries, today=local_date(now, self._database.zone), now=now)
            outcome = store_batch(session, decoded.readings, decoded.letters, files=self._files, now=now)
        self.figures.note_stored(outcome, decoded.readings, monotonic() - started, self._clock())

    def _until_written(self, write: Callable[[], None], *, patience: int | None = _PATIENCE) -> bool:
        """Raises what the database says about the content; without patience limit it never gives up."""
        attempt = 0
        while True:
            attempt += 1
            try:
                write()
            except TryAgain:
                log.info("batch_waits_for_another_writer", attempt=attempt)
            except Exception as error:
                if patience is not None and not self._is_away(error, attempt > patience):
                    raise
                log.warning("database_away", attempt=attempt, error=type(error).__name__)
            else:
                return True
            if self._stopping.wait(min(_FIRST_WAIT_S * 2 ** min(attempt, 10), _LONGEST_WAIT_S)):
                return False

    def _is_away(self, error: Exception, suspect: bool) -> bool:
        return isinstance(error, _AWAY) and not (suspect and self._database_answers())

    def _database_answers(self) -> bool:
        try:
            with self._database.reading() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True
