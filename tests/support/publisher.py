"""Publishes readings at a steady pace and remembers which of them the broker confirmed, and when."""

import json
import threading
from datetime import UTC, datetime, timedelta
from time import monotonic

from paho.mqtt.client import Client

from iot.client import BrokerAddress, make_client
from iot.topics import readings_topic

START = datetime(2026, 3, 1, tzinfo=UTC)
_pause = threading.Event()

#: (code of the register, seconds since START)
Key = tuple[str, int]


def value_of(key: Key) -> int:
    """Each key has its own value, so that a mix-up would show."""
    return 1_000 + key[1]


def payload_of(key: Key) -> bytes:
    at = (START + timedelta(seconds=key[1])).isoformat()
    reading = {"register": key[0], "at": at, "value": value_of(key), "unit": "kWh", "kind": "index"}
    return json.dumps(reading).encode()


class Publisher:
    """Sends again what was not confirmed when the connection was lost, as QoS 1 demands."""

    def __init__(self, url: str, codes: list[str], logger: str = "logger-a") -> None:
        self._codes, self._topic = codes, readings_topic(logger)
        self._keys: dict[int, Key] = {}
        #: Confirmed before `publish` had told us the number.
        self._early: set[int] = set()
        self._number = 0
        self._guard = threading.Lock()
        self.confirmed: dict[Key, float] = {}
        self._client = self._connect(url)

    def _connect(self, url: str) -> Client:
        client = make_client(address := BrokerAddress.parse(url), "test-publisher", "5")
        client.reconnect_delay_set(1, 1)
        client.max_inflight_messages_set(200)
        client.on_publish = lambda _client, _data, mid, _reason, _props: self._confirm(mid)
        client.connect(address.host, address.port, 10)
        client.loop_start()
        return client

    def _confirm(self, mid: int) -> None:
        with self._guard:
            if mid in self._keys:
                self.confirmed[self._keys.pop(mid)] = monotonic()
            else:
                self._early.add(mid)

    def publish(self, count: int, *, per_s: float) -> None:
        """The next `count` readings, each with a key of its own."""
        started = monotonic()
        for sent in range(count):
            ahead_s = sent / per_s - (monotonic() - started)
            if ahead_s > 0.02:
                _pause.wait(ahead_s)
            self._publish_one()

    def _publish_one(self) -> None:
        key = (self._codes[self._number % len(self._codes)], self._number // len(self._codes))
        self._number += 1
        mid = self._client.publish(self._topic, payload_of(key), qos=1).mid
        with self._guard:
            if mid in self._early:
                self._early.remove(mid)
                self.confirmed[key] = monotonic()
            else:
                self._keys[mid] = key

    @property
    def unconfirmed(self) -> int:
        return len(self._keys)

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()
