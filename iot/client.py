"""The connection to the broker: QoS 1, a session that outlives us, acknowledgements only after our word."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any, Literal, TypeVar
from urllib.parse import unquote, urlsplit

import structlog
from paho.mqtt.client import Client, ConnectFlags, DisconnectFlags, MQTTv5, MQTTv311
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode
from paho.mqtt.subscribeoptions import SubscribeOptions

from iot.formats import HOME_FILTERS
from iot.inbox import BoundedQueue, Received
from iot.messages import Message
from iot.swift_client import SwiftClient
from iot.topics import (
    ALL_FILTER,
    DROPPED_FILTER,
    HELD_FILTER,
    SHARED_GROUP,
    STATUS_FILTER,
    VERSION_TOPIC,
    keeps_shared_subscriptions,
)
from ops.energy.rules.mapping import matches

log = structlog.get_logger(__name__)

#: The broker keeps our session, and what arrives meanwhile, for this long.
SESSION_EXPIRY_S = 7 * 24 * 3600
#: Messages that the broker may send before the first of them is acknowledged; on 3.1.1 it has a limit of its own.
RECEIVE_MAXIMUM = 2000
_KEEPALIVE_S = 30
_QUEUE_BYTES = 32 * 1024 * 1024
#: A broker that says nothing about its version by then is not Mosquitto.
_VERSION_WAIT_S = 2.0
#: Always listened to: our own root, and where the makers of other formats publish.
_USUAL_FILTERS = frozenset((ALL_FILTER, *HOME_FILTERS))
_BESIDE: tuple[tuple[str, int], ...] = (
    (VERSION_TOPIC, 0),
    (STATUS_FILTER, 1),
    (DROPPED_FILTER, 0),
    (HELD_FILTER, 0),
)
_DEFAULT_PORTS = {"mqtt": 1883, "mqtts": 8883}

Protocol = Literal["5", "3.1.1"]
_AnyClient = TypeVar("_AnyClient", bound=Client)


@dataclass(frozen=True, slots=True)
class BrokerAddress:
    """Where the broker is and how we sign in."""

    host: str
    port: int
    tls: bool
    username: str | None = None
    password: str | None = None

    @classmethod
    def parse(cls, url: str) -> "BrokerAddress":
        """From `mqtt://user:password@host:1883` or `mqtts://…`. Raises ValueError without repeating the password."""
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            raise ValueError("the MQTT address must look like mqtt://user:password@host:1883 or mqtts://host")
        username = unquote(parts.username) if parts.username else None
        password = unquote(parts.password) if parts.password else None
        return cls(
            parts.hostname, parts.port or _DEFAULT_PORTS[parts.scheme], parts.scheme == "mqtts", username, password
        )


def make_client(address: BrokerAddress, client_id: str, protocol: Protocol) -> Client:
    """A client that is not connected yet, and of which the broker keeps nothing when it leaves."""
    clean = None if protocol == "5" else True
    return _addressed(Client(CallbackAPIVersion.VERSION2, client_id, clean, protocol=_version(protocol)), address)


def _version(protocol: Protocol) -> MQTTProtocolVersion:
    return MQTTv5 if protocol == "5" else MQTTv311


def _addressed(client: _AnyClient, address: BrokerAddress) -> _AnyClient:
    if address.username:
        client.username_pw_set(address.username, address.password)
    if address.tls:
        client.tls_set()
    client.reconnect_delay_set(1, 30)
    return client


def _as_shared(topic_filter: str) -> str:
    return f"$share/{SHARED_GROUP}/{topic_filter}"


def is_covered(topic_filter: str) -> bool:
    """True for what is listened to anyway: two subscriptions to one topic would bring each message twice."""
    return any(matches(usual, topic_filter) for usual in _USUAL_FILTERS)


class IngestClient:
    """Brings messages into a bounded queue and acknowledges them when they are stored."""

    def __init__(self, address: BrokerAddress, client_id: str, protocol: Protocol, *, retiring: bool = False) -> None:
        self.queue = BoundedQueue(RECEIVE_MAXIMUM, _QUEUE_BYTES)
        self._address, self._client_id, self._protocol = address, client_id, protocol
        self._generation = 0
        #: Filters of readings, and those that were subscribed to on this connection.
        self._wanted, self._held = _USUAL_FILTERS, frozenset[str]()
        #: Connection for which the way of the readings was chosen, and the confirmation that belongs to it.
        self._chosen_for, self._shared = -1, False
        self._expected_suback: int | None = None
        self._guard = threading.Lock()
        self._retiring = retiring
        self.is_connected, self.is_subscribed = threading.Event(), threading.Event()
        self._client = self._durable_client()
        self._client.on_connect = self._on_connect
        self._client.on_disconnect = self._on_disconnect
        self._client.on_pre_connect = lambda _client, _data: self._next_generation()
        self._client.on_subscribe = self._on_subscribe

    def _durable_client(self) -> SwiftClient:
        """On 3.1.1 the session is kept by its flag instead of an expiry."""
        clean = None if self._protocol == "5" else False
        return _addressed(SwiftClient(self._client_id, clean, _version(self._protocol), self._take), self._address)

    def start(self) -> None:
        """Connects in a thread of its own, again and again until the broker answers."""
        host, port = self._address.host, self._address.port
        if self._protocol == "5":
            properties = Properties(PacketTypes.CONNECT)
            properties.SessionExpiryInterval = SESSION_EXPIRY_S
            properties.ReceiveMaximum = RECEIVE_MAXIMUM
            self._client.connect_async(host, port, _KEEPALIVE_S, clean_start=False, properties=properties)
        else:
            self._client.connect_async(host, port, _KEEPALIVE_S)
        self._client.loop_start()

    def acknowledge(self, batch: Sequence[Received]) -> None:
        """Only on the connection that brought a message: elsewhere its number belongs to another one."""
        with self._guard:
            now = self._generation
            if numbers := [each.mid for each in batch if each.qos == 1 and each.generation == now]:
                self._client.acknowledge(numbers)

    def stop(self) -> None:
        """Leaves; the broker keeps the session and what was not acknowledged."""
        self.queue.close()
        self._client.disconnect()
        self._client.loop_stop()

    def end_session(self) -> None:
        """Leaves and lets the broker forget the session."""
        self.queue.close()
        if self._protocol == "5":
            properties = Properties(PacketTypes.DISCONNECT)
            properties.SessionExpiryInterval = 0
            self._client.disconnect(properties=properties)
        else:
            self._client.disconnect()
        self._client.loop_stop()
        if self._protocol == "3.1.1":
            self._end_with_clean_session()

    def _end_with_clean_session(self) -> None:
        """On 3.1.1 a session ends when its client comes back with the clean flag."""
        client = make_client(self._address, self._client_id, self._protocol)

        def leave(*_: object) -> None:
            client.disconnect()

        client.on_connect = leave
        client.connect(self._address.host, self._address.port, _KEEPALIVE_S)
        client.loop_forever(retry_first_connection=False)

    def publish_retained(self, topic: str, payload: bytes) -> None:
        self._client.publish(topic, payload, qos=1, retain=True)

    def _on_connect(
        self, client: Client, _data: Any, flags: ConnectFlags, reason: ReasonCode, _props: Properties | None
    ) -> None:
        if reason.is_failure:
            log.warning("broker_refused", reason=str(reason))
            return
        log.info("broker_connected", session_present=flags.session_present, generation=self._generation)
        if self._retiring:
            # New messages go to the other members; those that the broker already meant for us still come.
            plain = sorted(self._wanted)
            client.unsubscribe([*plain, *map(_as_shared, plain), *(topic for topic, _ in _BESIDE)])
        elif self._protocol == "5":
            client.subscribe([(topic, SubscribeOptions(qos=qos)) for topic, qos in _BESIDE])
            timer = threading.Timer(_VERSION_WAIT_S, self._choose_filter, ("", self._generation))
            timer.daemon = True
            timer.start()
        else:
            self._choose_way(shared=False)
        self.is_connected.set()

    def listen_to(self, filters: Iterable[str]) -> None:
        """Takes in further topics from now on, and leaves those that are named no more."""
        wanted = _USUAL_FILTERS | {each for each in filters if not is_covered(each)}
        with self._guard:
            gone, self._wanted = self._wanted - wanted, wanted
            if self._retiring or self._chosen_for != self._generation:
                return  # The next connection subscribes to all that is wanted by then.
            self._subscribe(wanted - self._held)
            if gone:
                self._client.unsubscribe([self._as_sent(each) for each in sorted(gone)])
                self._held -= gone

    def _choose_filter(self, version: str, generation: int) -> None:
        """Shares the readings with the other members, or takes all of them where sharing loses some."""
        shared = keeps_shared_subscriptions(version)
        if generation == self._generation and self._choose_way(shared=shared):
            log.info("subscription_chosen", version=version, shared=shared)

    def _choose_way(self, *, shared: bool) -> bool:
        """False when it was chosen before. Two members that both take all store nothing twice.

        The new filters come before the former ones go.
        """
        with self._guard:
            if self._chosen_for == self._generation:
                return False
            self._chosen_for, self._shared, self._held = self._generation, shared, frozenset()
            self._expected_suback = self._subscribe(self._wanted)
            if self._protocol == "5":
                former = [each if shared else _as_shared(each) for each in sorted(self._wanted)]
                self._client.unsubscribe(former)
            return True

    def _subscribe(self, filters: frozenset[str]) -> int | None:
        """The number of the confirmation; the caller holds the guard."""
        if not filters:
            return None
        self._held |= filters
        sent = [self._as_sent(each) for each in sorted(filters)]
        if self._protocol == "3.1.1":
            return self._client.subscribe([(each, 1) for each in sent])[1]
        # What is retained was told when the subscription was made; a reconnection does not ask again.
        options = SubscribeOptions(qos=1, retainHandling=SubscribeOptions.RETAIN_SEND_IF_NEW_SUB)
        return self._client.subscribe([(each, options) for each in sent])[1]

    def _as_sent(self, topic_filter: str) -> str:
        return _as_shared(topic_filter) if self._shared else topic_filter

    def _on_subscribe(self, _client: Client, _data: Any, mid: int, _reasons: Any, _props: Properties | None) -> None:
        with self._guard:
            if mid == self._expected_suback:
                self.is_subscribed.set()
                log.info("broker_subscribed")

    def _on_disconnect(
        self, _client: Client, _data: Any, _flags: DisconnectFlags, reason: ReasonCode, _props: Properties | None
    ) -> None:
        self.is_connected.clear()
        self.is_subscribed.clear()
        self._next_generation()
        log.info("broker_disconnected", reason=str(reason))

    def _next_generation(self) -> None:
        with self._guard:
            self._generation += 1

    def _take(self, topic_bytes: bytes, payload: bytes, number: int, qos: int, retained: bool) -> None:
        try:
            topic = topic_bytes.decode()
        except UnicodeDecodeError:
            topic = "regie/unreadable-topic"
        if topic == VERSION_TOPIC:
            self._choose_filter(payload.decode(errors="replace"), self._generation)
            return
        self.queue.put(Received(Message(topic, payload, retained), self._generation, number, qos, monotonic()))
