"""Many small connections in one thread: each datalogger has its own, with its own last will."""

import selectors
from collections.abc import Iterable
from time import monotonic
from typing import Any

from paho.mqtt.client import Client

from iot.client import BrokerAddress, Protocol, make_client
from iot.topics import status_topic

_KEEPALIVE_S = 60
_RETRY_S = 3.0
_MOST_WAITING = 500


class Fleet:
    """Connects, keeps alive and reconnects its loggers whenever it is polled."""

    def __init__(self, address: BrokerAddress, protocol: Protocol, loggers: Iterable[str]) -> None:
        self._address = address
        self._clients = {logger: self._make(logger, protocol) for logger in loggers}
        self._retry_at = 0.0

    def _make(self, logger: str, protocol: Protocol) -> Client:
        client = make_client(self._address, f"sim-{logger}", protocol)
        client.max_queued_messages_set(_MOST_WAITING)
        client.will_set(status_topic(logger), b'{"online": false}', qos=1, retain=True)

        def announce(connected: Client, *_: Any) -> None:
            connected.publish(status_topic(logger), b'{"online": true}', qos=1, retain=True)

        client.on_connect = announce
        return client

    def publish(self, logger: str, topic: str, payload: bytes) -> None:
        """Waits in the logger's own memory while the broker is away."""
        self._clients[logger].publish(topic, payload, qos=1)

    def poll(self, wait_s: float) -> None:
        """Moves what can be moved within about `wait_s`."""
        self._connect_missing()
        with selectors.DefaultSelector() as selector:
            for client in self._clients.values():
                if (connection := client.socket()) is not None:
                    wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if client.want_write() else 0)
                    selector.register(connection, wanted, client)
            for key, events in selector.select(wait_s):
                if events & selectors.EVENT_READ:
                    key.data.loop_read()
                if events & selectors.EVENT_WRITE:
                    key.data.loop_write()
        for client in self._clients.values():
            client.loop_misc()

    def _connect_missing(self) -> None:
        if monotonic() < self._retry_at:
            return
        for client in self._clients.values():
            try:
                if client.socket() is None:
                    client.connect(self._address.host, self._address.port, _KEEPALIVE_S)
            except OSError:
                self._retry_at = monotonic() + _RETRY_S
                return

    def close(self) -> None:
        """Says goodbye as loggers do that are switched off on purpose."""
        for logger, client in self._clients.items():
            client.publish(status_topic(logger), b'{"online": false}', qos=1, retain=True)
            client.disconnect()
