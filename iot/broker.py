"""The embedded broker of the demo and of small sites: loopback only, MQTT 3.1.1, in a thread with its own loop.

It keeps nothing across disconnects; whoever needs that runs Mosquitto and sets REGIE_MQTT_URL.
"""

import asyncio
import logging
import socket
import threading
from pathlib import Path
from typing import Any

import structlog
from amqtt.broker import Broker

log = structlog.get_logger(__name__)

_HOST, _STANDARD_PORT = "127.0.0.1", 1883
_START_TIMEOUT_S = 20.0
_SAY_EVERY_S = 60.0


class LateAcknowledgements(logging.Filter):
    """Says in one line what amqtt tells by a trace for each message, when ingest needs more than 5 s for a batch.

    Nothing is lost by it: the message stands on the connection already, and ingest stores it before it acknowledges.
    """

    def __init__(self) -> None:
        super().__init__()
        self._late = 0
        self._said_at = 0.0

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if not isinstance(error, TimeoutError):
            return True
        self._late += 1
        if record.created - self._said_at >= _SAY_EVERY_S:
            log.info("acknowledged_late", messages=self._late)
            self._late, self._said_at = 0, record.created
        return False


_LATE_ACKNOWLEDGEMENTS = LateAcknowledgements()


class EmbeddedBroker:
    """Leaves its address in the data folder, so that `regie simulate` in another process finds it."""

    def __init__(self, data_dir: Path) -> None:
        self._address_file = data_dir / "broker.url"
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="embedded-broker", daemon=True)
        self._broker: Broker | None = None
        self._failure: BaseException | None = None
        self.port = _free_port()

    @property
    def url(self) -> str:
        return f"mqtt://{_HOST}:{self.port}"

    def start(self) -> str:
        """Listens when it returns, and gives its address."""
        # It warns about every acknowledgement that comes while it stops.
        logging.getLogger("amqtt").setLevel(logging.ERROR)
        logging.getLogger("amqtt.broker").addFilter(_LATE_ACKNOWLEDGEMENTS)
        self._thread.start()
        if not self._ready.wait(_START_TIMEOUT_S) or self._failure:
            raise RuntimeError("the embedded broker did not start") from self._failure
        self._address_file.parent.mkdir(parents=True, exist_ok=True)
        self._address_file.write_text(self.url)
        log.info("embedded_broker_listens", port=self.port)
        return self.url

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(_START_TIMEOUT_S)
        self._address_file.unlink(missing_ok=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._open())
        except Exception as error:
            log.exception("embedded_broker_failed")
            self._failure = error
        self._ready.set()
        if not self._failure:
            self._loop.run_forever()
            self._loop.run_until_complete(self._close())
        self._loop.close()

    async def _open(self) -> None:
        self._broker = Broker(_config(self.port))
        await self._broker.start()

    async def _close(self) -> None:
        if self._broker:
            await self._broker.shutdown()
        mine = asyncio.current_task()
        left = [task for task in asyncio.all_tasks() if task is not mine]
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)


def address_of_running(data_dir: Path) -> str | None:
    """Where the embedded broker of this data folder listens, if one runs."""
    path = data_dir / "broker.url"
    return path.read_text().strip() if path.exists() else None


def _config(port: int) -> dict[str, Any]:
    return {
        "listeners": {"default": {"type": "tcp", "bind": f"{_HOST}:{port}", "max_connections": 0}},
        # Without this plugin by name every client is refused.
        "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
    }


def _free_port() -> int:
    """The standard port when nobody has it, else any."""
    for wanted in (_STANDARD_PORT, 0):
        with socket.socket() as probe:
            try:
                probe.bind((_HOST, wanted))
            except OSError:
                continue
            port: int = probe.getsockname()[1]
            return port
    raise RuntimeError("no port is free on the loopback")
