"""What `regie ingest` and `regie simulate` run, apart from their signatures so that help needs no broker."""

import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import OperationalError

from iot.broker import address_of_running
from iot.client import BrokerAddress, Protocol
from iot.ingest import Ingest
from iot.simulator import SimulationWishes, Simulator
from ops.config import Settings
from ops.db import Database
from ops.errors import N_, NotMigrated, Unavailable
from ops.kit.clock import utc_now


class NoBroker(Unavailable):
    code = "no_broker"
    text = N_("There is no broker: set REGIE_MQTT_URL, or start `regie serve`, which brings an embedded one.")


def broker_of(settings: Settings) -> tuple[BrokerAddress, Protocol]:
    """The configured broker on MQTT 5, else the embedded one that runs on this data folder, on 3.1.1.

    Raises NoBroker, and ValueError for an address that can't be read.
    """
    if settings.mqtt_url:
        return BrokerAddress.parse(settings.mqtt_url.get_secret_value()), "5"
    embedded = address_of_running(settings.data_dir)
    if embedded is None:
        raise NoBroker()
    return BrokerAddress.parse(embedded), "3.1.1"


def _stop_on_signals(stop: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop())


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    """A database that is away for now is waited for; one that was never migrated is refused. Raises NotMigrated."""
    database = Database(settings.sqlalchemy_url, settings.zone, settings.base_url)
    try:
        if not _is_away(database) and not database.is_current():
            raise NotMigrated()
        yield database
    finally:
        database.dispose()


def _is_away(database: Database) -> bool:
    try:
        database.engine.connect().close()
    except OperationalError:
        return True
    return False


def take_readings(*, retire: bool) -> None:
    """Until a signal; or, when retiring, until the broker holds nothing for this member any more."""
    settings = Settings()
    address, protocol = broker_of(settings)
    with _database(settings) as database:
        process = Ingest(database, settings, address, protocol, utc_now, retiring=retire)
        _stop_on_signals(process.stop)
        if retire:
            typer.echo(f"{settings.ingest_client_id}: {process.retire()} messages stored, session ended")
        else:
            process.run()


def publish_readings(*, loggers: int | None, every: float, fault: str | None, format_: str, mapped: bool) -> None:
    """Until a signal."""
    settings = Settings()
    address, protocol = broker_of(settings)
    stopping = threading.Event()
    _stop_on_signals(stopping.set)
    with _database(settings) as database:
        wishes = SimulationWishes(every, loggers, fault, format_, mapped)
        Simulator(database, address, protocol, utc_now, wishes, random.Random(1)).run(stopping)  # noqa: S311
