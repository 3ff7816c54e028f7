"""What a job is handed: it works in units, each one transaction that checks the right to write."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from ops.config import Settings
from ops.db import Database
from ops.kit import leases
from ops.kit.clock import Clock


def _never() -> bool:
    return False


@dataclass(frozen=True)
class Token:
    """The right to write: the lease and the token under which a run was started."""

    lease: str
    number: int


class Unfinished(Exception):
    """The job went on to its end, yet some of its work failed: `str` names what, `did` counts what was done."""

    def __init__(self, did: Mapping[str, int], what: str) -> None:
        super().__init__(what)
        self.did = did


@dataclass(frozen=True)
class JobContext:
    """Everything a job may use; without a token (a run by hand in a test) nothing fences it."""

    database: Database
    settings: Settings
    clock: Clock
    token: Token | None = None
    #: A long job asks between two units and ends early when told.
    should_stop: Callable[[], bool] = field(default=_never)

    @property
    def now(self) -> datetime:
        return self.clock()

    @contextmanager
    def unit_of_work(self) -> Iterator[Session]:
        """One transaction; raises Fenced, and keeps nothing, when another process has taken over."""
        with self.database.unit_of_work() as session:
            if self.token is not None:
                leases.check(session, self.token.lease, self.token.number)
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.database.reading() as session:
            yield session


#: A job says what it did as counts; only zeros mean that there was nothing to do.
Job = Callable[[JobContext], Mapping[str, int]]
