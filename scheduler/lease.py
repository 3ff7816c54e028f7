"""Taking, keeping and giving back the lease of the scheduler."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from ops.db import Database
from ops.kit import leases
from ops.kit.jobs import Token

_log = structlog.get_logger(__name__)


class LeaseKeeper:
    """This process's hold on one lease."""

    def __init__(self, database: Database, name: str, holder: str, lasts: timedelta, renew_every: timedelta) -> None:
        self._database = database
        self._name = name
        self._holder = holder
        self._lasts = lasts
        self._renew_every = renew_every
        self._renewed_at: datetime | None = None
        self.token: Token | None = None

    @property
    def is_held(self) -> bool:
        return self.token is not None

    def take(self, now: datetime, on_taken: Callable[[Session, datetime], None]) -> bool:
        """Takes a free lease; `on_taken` works in the same transaction. A look comes first: it locks nothing."""
        with self._database.reading() as session:
            if leases.held(session, self._name, now) is not None:
                return False
        with self._database.unit_of_work() as session:
            number = leases.acquire(session, self._name, self._holder, now=now, lasts=self._lasts)
            if number is None:
                return False
            on_taken(session, now)
        self.token, self._renewed_at = Token(self._name, number), now
        _log.info("lease_taken", lease=self._name, holder=self._holder, number=number)
        return True

    def keep(self, now: datetime) -> bool:
        """Renews in time, also when the clock was set back; False when another process has taken over."""
        if self.token is None:
            return False
        if self._renewed_at is not None and timedelta() <= now - self._renewed_at < self._renew_every:
            return True
        with self._database.unit_of_work() as session:
            kept = leases.renew(session, self._name, self.token.number, now=now, lasts=self._lasts)
        if not kept:
            _log.warning("lease_lost", lease=self._name, holder=self._holder)
            self.token = None
        self._renewed_at = now
        return kept

    def release(self, now: datetime) -> None:
        """Lets the next one in at once."""
        if self.token is None:
            return
        with self._database.unit_of_work() as session:
            leases.release(session, self._name, self.token.number, now=now)
        self.token = None
