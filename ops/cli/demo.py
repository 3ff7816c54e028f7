"""Everything in one process: broker where none is set, ingest, scheduler, pages; in the demo a simulator too."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import uvicorn
from pydantic import SecretStr

from connectors.notify.fake import FakeProvider
from iot.broker import EmbeddedBroker
from iot.ingest import Ingest
from iot.processes import broker_of
from iot.simulator import SimulationWishes, Simulator
from ops.access.seed import DemoLogin
from ops.app import create_app
from ops.cli.context import check_free, say
from ops.cli.seed import progress, show_logins
from ops.config import Settings
from ops.db import Database
from ops.energy.seed.history import SILENT_BUILDING
from ops.kit import logs
from ops.kit.clock import utc_now
from ops.kit.rulesets import ensure_defaults
from ops.seeding import LOGINS_FILE, is_empty, seed_demo, write_logins
from scheduler.main import Scheduler

_EVERY_S = 30.0
_STOP_S = 20.0


def run(settings: Settings, host: str, port: int) -> None:
    """Blocks until it is told to stop, then stops the parts in the opposite order."""
    check_free(host, port)
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    if settings.demo and "log_level" not in settings.model_fields_set:
        # A person reads this terminal: he should see the address and the logins, not every request.
        logs.configure("WARNING")
    database = Database(settings.sqlalchemy_url, settings.zone, settings.base_url)
    _prepare(database, settings)
    with ExitStack() as parts:
        parts.callback(database.dispose)
        settings = _with_provider(parts, _with_broker(parts, settings))
        server = _server(settings, database, host, port)
        parts.enter_context(_ingesting(database, settings))
        parts.enter_context(_scheduling(database, settings))
        if settings.demo:
            parts.enter_context(_simulating(database, settings))
        parts.enter_context(_background(lambda: _announce(server, settings, host, port), lambda: None))
        server.run()


def _prepare(database: Database, settings: Settings) -> None:
    """Migrates, and fills the demo on its first start."""
    database.migrate()
    with database.unit_of_work() as session:
        ensure_defaults(session, now=utc_now())
        empty = is_empty(session)
    if settings.demo and empty:
        say("Loading the reference organisation: 13 months of it, about a minute.")
        write_logins(settings.data_dir, seed_demo(database, settings, now=utc_now(), report=progress))


def _with_broker(parts: ExitStack, settings: Settings) -> Settings:
    if settings.mqtt_url is None:
        broker = EmbeddedBroker(settings.data_dir)
        broker.start()
        parts.callback(broker.stop)
    return settings


def _with_provider(parts: ExitStack, settings: Settings) -> Settings:
    """The demo sends its messages to a provider of its own: they are sent for real, and reach nobody."""
    if not settings.demo or settings.notify_urls:
        return settings
    provider = parts.enter_context(FakeProvider())
    return settings.model_copy(update={"notify_urls": tuple(SecretStr(url) for url in provider.notify_urls)})


@contextmanager
def _background(work: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(_STOP_S)


@contextmanager
def _ingesting(database: Database, settings: Settings) -> Iterator[None]:
    address, protocol = broker_of(settings)
    ingest = Ingest(database, settings, address, protocol, utc_now)
    with _background(ingest.run, ingest.stop):
        yield


@contextmanager
def _scheduling(database: Database, settings: Settings) -> Iterator[None]:
    stop = threading.Event()
    scheduler = Scheduler(database, settings)
    with _background(lambda: scheduler.run(stop), stop.set):
        yield


@contextmanager
def _simulating(database: Database, settings: Settings) -> Iterator[None]:
    address, protocol = broker_of(settings)
    stop = threading.Event()
    wishes = SimulationWishes(_EVERY_S, silent=SILENT_BUILDING)
    simulator = Simulator(database, address, protocol, utc_now, wishes, random.Random(1))  # noqa: S311
    with _background(lambda: simulator.run(stop), stop.set):
        yield


def _server(settings: Settings, database: Database, host: str, port: int) -> uvicorn.Server:
    app = create_app(settings, database)
    return uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_config=None, server_header=False))


def _announce(server: uvicorn.Server, settings: Settings, host: str, port: int) -> None:
    """Says where it answers once it does, and in the demo who may sign in."""
    while not server.started and not server.should_exit:
        time.sleep(0.1)
    say(f"\nRegie answers on http://{host}:{port}")
    path = settings.data_dir / LOGINS_FILE
    if settings.demo and path.exists():
        say(f"Logins, also in {path}:")
        show_logins([DemoLogin(**login) for login in json.loads(path.read_text())])
        say("\nWithin two minutes a water leak in the administration becomes a ticket in the dispatcher's queue.")
