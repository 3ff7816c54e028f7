"""`regie ingest` and `regie simulate`."""

import random
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from sqlalchemy.exc import OperationalError

from iot.broker import address_of_running
from iot.client import BrokerAddress, Protocol
from iot.ingest import Ingest
from iot.simulator import SimulationWishes, Simulator
from ops.config import Settings
from ops.db import Database
from ops.errors import N_, Unavailable
from ops.kit.clock import utc_now

app = typer.Typer()


class NoBroker(Unavailable):
    code = "no_broker"
    text = N_("There is no broker: set REGIE_MQTT_URL, or start `regie serve`, which brings an embedded one.")


class NotReady(Unavailable):
    code = "not_migrated"
    text = N_("The database is not at the newest revision. Run: regie migrate")


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
    """A database that is away for now is waited for; one that was never migrated is refused. Raises NotReady."""
    database = Database(settings.sqlalchemy_url, settings.zone)
    try:
        if not _is_away(database) and not database.is_current():
            raise NotReady()
        yield database
    finally:
        database.dispose()


def _is_away(database: Database) -> bool:
    try:
        database.engine.connect().close()
    except OperationalError:
        return True
    return False


@app.command(epilog="Example: REGIE_INGEST_CLIENT_ID=regie-ingest-2 regie ingest")
def ingest(
    retire: Annotated[bool, typer.Option(help="Store what the broker holds for this member, then leave.")] = False,
) -> None:
    """Take readings from the broker and store them; any number may run, each with its own client id."""
    settings = Settings()
    address, protocol = broker_of(settings)
    with _database(settings) as database:
        process = Ingest(database, settings, address, protocol, utc_now, retiring=retire)
        _stop_on_signals(process.stop)
        if retire:
            typer.echo(f"{settings.ingest_client_id}: {process.retire()} messages stored, session ended")
        else:
            process.run()


@app.command(epilog="Example: regie simulate --every 5 --fault leak:ADM-01-W1")
def simulate(
    loggers: Annotated[int | None, typer.Option(min=1, help="Only so many dataloggers; without it all.")] = None,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two readings of a register.")] = 60.0,
    fault: Annotated[str | None, typer.Option(help="leak:METER lets that meter run on.")] = None,
    format_: Annotated[str, typer.Option("--format", help="Format of the messages: regie.")] = "regie",
) -> None:
    """Publish plausible readings for every register that has a datalogger."""
    if format_ != "regie":
        raise typer.BadParameter("only the format regie is known", param_hint="--format")
    settings = Settings()
    address, protocol = broker_of(settings)
    stopping = threading.Event()
    _stop_on_signals(stopping.set)
    with _database(settings) as database:
        wishes = SimulationWishes(every, loggers, fault)
        Simulator(database, address, protocol, utc_now, wishes, random.Random(1)).run(stopping)  # noqa: S311
