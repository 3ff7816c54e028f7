"""Takes messages from the broker in batches: stores them, commits, and only then acknowledges."""

import threading
from collections.abc import Callable, Sequence
from time import monotonic

import structlog
from sqlalchemy.exc import SQLAlchemyError

from iot.alerts_out import AlertBoard
from iot.client import BrokerAddress, IngestClient, Protocol
from iot.inbox import Received
from iot.replay import Replayer
from iot.storing import Storer
from iot.topics import is_from_logger
from ops.config import Settings
from ops.db import Database
from ops.energy.queries.mappings import topic_filters
from ops.errors import N_, TryAgain, Unavailable
from ops.kit import heartbeats
from ops.kit.clock import Clock
from ops.kit.files import FileStore

log = structlog.get_logger(__name__)

#: Half of what the broker may send ahead: while one batch is stored the next one comes in.
BATCH_SIZE = 1000
#: A batch is closed this long after its first message at the latest.
LINGER_S = 0.2
_WAIT_S = 0.25
_HEARTBEAT_EVERY_S, _WISHES_EVERY_S, _BOARD_EVERY_S, _TOPICS_EVERY_S = 10.0, 1.0, 10.0, 2.0
#: A member that leaves for good is done when nothing came for this long.
_QUIET_S = 3.0
_CONNECT_TIMEOUT_S = 30.0


class BrokerAway(Unavailable):
    code = "broker_away"
    text = N_("The broker does not answer. Nothing was changed; try again when it runs.")


class Ingest:
    """One consumer with a durable session; any number of them share the readings."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        address: BrokerAddress,
        protocol: Protocol,
        clock: Clock,
        *,
        retiring: bool = False,
    ) -> None:
        self._database, self._clock = database, clock
        self._client_id = settings.ingest_client_id
        self._stopping = threading.Event()
        files = FileStore(settings.files_dir)
        self._storer = Storer(database, files, clock, self._stopping)
        self._figures = self._storer.figures
        self._replayer = Replayer(database, files, clock)
        self._client = IngestClient(address, self._client_id, protocol, retiring=retiring)
        self._board = AlertBoard(database, self._client.publish_retained)
        self._chores = (
            _Chore(_HEARTBEAT_EVERY_S, self._beat),
            _Chore(_TOPICS_EVERY_S, self._listen),
            _Chore(_WISHES_EVERY_S, self._replayer.run_waiting),
            _Chore(_BOARD_EVERY_S, self._tell_displays),
        )

    def run(self) -> None:
        """Works until `stop`; what was taken and not stored by then comes again."""
        self._client.start()
        try:
            while not self._stopping.is_set():
                self._turn()
                for chore in self._chores:
                    chore.run_if_due()
        finally:
            self._client.stop()
            log.info("ingest_stopped", batches=self._figures.batches)

    def stop(self) -> None:
        self._stopping.set()

    @property
    def is_subscribed(self) -> bool:
        """What is published from now on reaches us, now or later."""
        return self._client.is_subscribed.is_set()

    def retire(self) -> int:
        """Stores what the broker still holds for us, then ends the session. Raises BrokerAway."""
        self._client.start()
        if not self._client.is_connected.wait(_CONNECT_TIMEOUT_S):
            self._client.stop()
            raise BrokerAway()
        drained, quiet_since = 0, monotonic()
        while monotonic() - quiet_since < _QUIET_S and not self._stopping.is_set():
            if taken := self._turn():
                drained, quiet_since = drained + taken, monotonic()
        self._client.end_session()
        return drained

    def _turn(self) -> int:
        """One batch; says how many messages it held."""
        batch = self._client.queue.take(BATCH_SIZE, wait_s=_WAIT_S, linger_s=LINGER_S)
        if batch and self._storer.store([received.message for received in batch]):
            self._figures.note_batch(_from_loggers(batch), monotonic() - batch[0].at_s)
            self.acknowledge(batch)
        return len(batch)

    def acknowledge(self, batch: Sequence[Received]) -> None:
        """In the order of arrival, as the protocol wants it."""
        self._client.acknowledge(batch)

    def _beat(self) -> None:
        connected = self._client.is_connected.is_set()
        detail = {"connected": connected, "waiting": len(self._client.queue), **self._figures.as_detail()}
        with self._database.unit_of_work() as session:
            now = self._clock()
            heartbeats.beat(session, self._client_id, heartbeats.INGEST, now=now, detail=detail)
            if connected:
                heartbeats.beat(session, f"broker:{self._client_id}", heartbeats.BROKER, now=now)

    def _listen(self) -> None:
        """A mapping may name a topic that nobody listened to before."""
        with self._database.reading() as session:
            filters = topic_filters(session)
        self._client.listen_to(filters)

    def _tell_displays(self) -> None:
        if self._client.is_connected.is_set():
            self._board.refresh()
        else:
            self._board.forget()


def _from_loggers(batch: Sequence[Received]) -> int:
    return sum(is_from_logger(received.message.topic) for received in batch)


class _Chore:
    """Something small beside the messages; when the database is away it is tried again at its next turn."""

    def __init__(self, every_s: float, action: Callable[[], object]) -> None:
        self._every_s, self._action = every_s, action
        self._due_at = 0.0

    def run_if_due(self) -> None:
        if monotonic() < self._due_at:
            return
        self._due_at = monotonic() + self._every_s
        try:
            self._action()
        except (SQLAlchemyError, TryAgain) as error:
            log.warning("chore_failed", error=type(error).__name__)
