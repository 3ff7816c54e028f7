"""Engines, column types and the one commit.

Both engines behave alike: aware UTC instants, enforced foreign keys, writers that wait for each other.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import (
    URL,
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Integer,
    MetaData,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, TypeEngine

from ops.config import HOUSE_URL, HOUSE_ZONE
from ops.errors import MissingSecret, TryAgain
from ops.migrations import dump, runner

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
#: Deadlock, serialization failure, lock not available.
_RETRY_STATES = {"40P01", "40001", "55P03"}
#: Parameters are data of people: hidden, they stand in no message of an error, so in no log and no ledger.
_COMMON: dict[str, Any] = {"pool_size": 20, "max_overflow": 30, "pool_timeout": 10, "hide_parameters": True}
#: How long one waits for another writer; then he is told to try again, and his thread and connection are free.
PATIENCE_MS = 15_000
_CONNECT_S = 10
#: A database that is away, refuses us, has no room left, or has all its connections taken.
AWAY = (OperationalError, InterfaceError, PoolTimeout)
_HASH_KEY, _ZONE, _BASE_URL, _PATIENCE = "hash_key", "zone", "base_url", "patience_ms"
#: A 64-bit key that SQLite still treats as its row id.
BigKey = BigInteger().with_variant(Integer, "sqlite")


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC instant; SQLite loses the zone, so it is taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive instant {value!r}: every instant carries its zone")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class SeriesInstant(TypeDecorator[datetime]):
    """An aware UTC instant of a time series: epoch seconds on SQLite, where millions of rows should stay small."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        return int(value.timestamp()) if dialect.name == "sqlite" else value.astimezone(UTC)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return datetime.fromtimestamp(value, UTC) if isinstance(value, int) else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Parent of all tables; every relationship is loaded on purpose (`lazy="raise"`)."""

    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {datetime: UtcDateTime}


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Writers queue at BEGIN: an upgrade from read to write in mid-transaction can't be retried by SQLite."""
    options = connection.get_execution_options()
    connection.exec_driver_sql(f"PRAGMA busy_timeout={options.get('patience_ms', PATIENCE_MS)}")
    connection.exec_driver_sql("BEGIN DEFERRED" if options.get("read_only", False) else "BEGIN IMMEDIATE")


def _prepare_postgresql(connection: Any, record: ConnectionPoolEntry) -> None:
    """Without an end to the wait one forgotten lock would take every thread of the house."""
    connection.execute(f"SET lock_timeout = {PATIENCE_MS}")
    connection.commit()
    record.info[_PATIENCE] = PATIENCE_MS


def _begin_postgresql(connection: Connection) -> None:
    """Who waits as long as all others saves the trip to say so."""
    patience_ms = connection.get_execution_options().get("patience_ms", PATIENCE_MS)
    if patience_ms != connection.info.get(_PATIENCE):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {patience_ms}")


def make_engine(url: str) -> Engine:
    """Opens an engine with the pragmas and transaction rules of the house."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return _postgresql_engine(parsed)
    if parsed.database:
        _make_private(Path(parsed.database))
    engine = create_engine(parsed, connect_args={"check_same_thread": False}, **_COMMON)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """It holds names and phones of tenants: nobody else on the machine reads it, nor the files beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        path.touch(mode=0o600)


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": _CONNECT_S}, **_COMMON)
    event.listen(engine, "connect", _prepare_postgresql)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def is_retryable(error: BaseException) -> bool:
    """Another writer was in the way: the same again may well succeed."""
    if not isinstance(error, DBAPIError):
        return False
    if isinstance(error, OperationalError) and "database is locked" in str(error.orig):
        return True
    return getattr(error.orig, "sqlstate", None) in _RETRY_STATES


def first_line(error: BaseException) -> str:
    """What the driver or the error says, without its further lines: there PostgreSQL quotes the row that it refused."""
    return next(iter(str(error.orig if isinstance(error, DBAPIError) else error).splitlines()), "")


class Database:
    """The engine and the two ways to work on it: `unit_of_work` commits once at its end, `reading` never does."""

    def __init__(self, url: str, zone: ZoneInfo = HOUSE_ZONE, base_url: str = HOUSE_URL) -> None:
        self.engine = make_engine(url)
        self._info: dict[str, Any] = {_ZONE: zone, _BASE_URL: base_url}
        self._sessions = sessionmaker(self.engine, expire_on_commit=False, info=self._info)

    def under(self, hash_key: str | None) -> "Database":
        """The same database for those who hash secrets: its sessions carry the key, `hash_key_of` tells it."""
        keyed = copy(self)
        keyed._info = {**self._info, _HASH_KEY: hash_key}
        keyed._sessions = sessionmaker(self.engine, expire_on_commit=False, info=keyed._info)
        return keyed

    @property
    def zone(self) -> ZoneInfo:
        return cast(ZoneInfo, self._info[_ZONE])

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def unit_of_work(self, *, patience_ms: int | None = None) -> Iterator[Session]:
        """One transaction: commits when the block ends well, rolls back otherwise.

        Raises TryAgain when the database gave up on us for another writer's sake, after `patience_ms`.
        """
        session = self._sessions()
        try:
            if patience_ms is not None:
                session.connection(execution_options={"patience_ms": patience_ms})
            yield session
            session.commit()
        except DBAPIError as error:
            session.rollback()
            if is_retryable(error):
                raise TryAgain() from error
            raise
        except BaseException:
            session.rollback()
            raise
        finally:
            session.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session for declared reads: it takes no write lock on SQLite and leaves nothing behind.

        What was loaded stays readable afterwards: closing ends the transaction without expiring it.
        """
        session = self._sessions()
        session.connection(execution_options={"read_only": True})
        try:
            yield session
        finally:
            session.close()

    def migrate(self) -> None:
        """Brings the schema to the newest revision."""
        runner.migrate(self.engine)

    def is_current(self) -> bool:
        """True when no migration is pending."""
        return runner.is_current(self.engine)

    def dump(self, folder: Path) -> None:
        """Writes everything the database holds to files in `folder`, as of one moment."""
        dump.dump(self.engine, Base.metadata, folder)

    def holds_data(self) -> bool:
        """True when somebody's house stands here, of whatever revision."""
        return dump.holds_data(self.engine)

    def load_if_empty(self, folder: Path) -> bool:
        """Fills an empty, migrated database with what `dump` wrote; False, and no change, when it is not empty."""
        return dump.load_if_empty(self.engine, Base.metadata, folder)

    def dispose(self) -> None:
        self.engine.dispose()


def zone_of(session: Session) -> ZoneInfo:
    """The zone of the house: its midnight begins a day, for rules as for people."""
    return cast(ZoneInfo, session.info.get(_ZONE, HOUSE_ZONE))


def base_url_of(session: Session) -> str:
    """The address at which people find us, for the links in messages."""
    return str(session.info.get(_BASE_URL, HOUSE_URL)).rstrip("/")


def keeps_secrets(session: Session) -> bool:
    """Whether this process hashes secrets: a job or an import, which runs without the key, makes none."""
    return session.info.get(_HASH_KEY) is not None


def hash_key_of(session: Session) -> str:
    """Raises MissingSecret where `under` was not called, or the process has no key."""
    if not keeps_secrets(session):
        raise MissingSecret(variable="REGIE_SECRET_KEY")
    return str(session.info[_HASH_KEY])


def newest_revision() -> str:
    """The revision of the schema that this code was written for."""
    return runner.newest_revision()
