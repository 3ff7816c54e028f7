"""paho's client with the way of a message made short: one read for many packets, one write for many acknowledgements.

paho itself reads three or four times from its socket for a message, waits for the socket before each, reads
properties that nobody wants, and writes once for each acknowledgement. Each of these calls hands the interpreter to
the thread that stores, and gets it back late. What is replaced here has no public name in paho: the tests hold it, and
the lock file the version.
"""

import struct
from collections.abc import Callable, Sequence
from typing import Any

from paho.mqtt.client import Client, MQTTv5
from paho.mqtt.enums import CallbackAPIVersion, MessageType, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.exception import MalformedPacket
from paho.mqtt.properties import VariableByteIntegers

_READ_BYTES = 64 * 1024
#: After so many packets it is looked whether something waits to be written.
_PACKETS_AT_ONCE = 200
_PUBACK = struct.Struct("!BBH")

#: Takes a message: topic, payload, number, quality of service, and whether the broker had kept it.
Take = Callable[[bytes, bytes, int, int, bool], None]


class BufferedSocket:
    """Reads ahead; `pending` tells paho's loop what it needn't wait for, as a TLS socket does."""

    def __init__(self, plain: Any) -> None:
        self._plain = plain
        self._ahead, self._at = b"", 0
        self.send, self.close, self.fileno = plain.send, plain.close, plain.fileno
        self.setblocking = plain.setblocking

    def recv(self, size: int) -> bytes:
        """Like that of a socket: at most `size` bytes, none at the end. Raises BlockingIOError."""
        if self._at == len(self._ahead):
            self._ahead, self._at = self._plain.recv(_READ_BYTES), 0
        start = self._at
        self._at = min(start + size, len(self._ahead))
        return self._ahead[start : self._at]

    def pending(self) -> int:
        under = self._plain.pending() if hasattr(self._plain, "pending") else 0
        return len(self._ahead) - self._at + int(under)


class SwiftClient(Client):
    """Hands messages to `take` instead of `on_message`, and never acknowledges one by itself."""

    def __init__(self, client_id: str, clean_session: bool | None, protocol: MQTTProtocolVersion, take: Take) -> None:
        super().__init__(CallbackAPIVersion.VERSION2, client_id, clean_session, protocol=protocol, manual_ack=True)
        self._take = take

    def acknowledge(self, numbers: Sequence[int]) -> None:
        """In the given order, as one write."""
        packets = b"".join([_PUBACK.pack(MessageType.PUBACK, 2, number) for number in numbers])
        self._packet_queue(MessageType.PUBACK, packets, 0, 1)

    def loop_read(self, max_packets: int = 1) -> MQTTErrorCode:
        """What was read ahead is dealt with before the socket is asked again."""
        for _ in range(_PACKETS_AT_ONCE):
            code = super().loop_read(max_packets)
            socket = self._sock
            if code or not isinstance(socket, BufferedSocket) or not socket.pending():
                return code
        return MQTTErrorCode.MQTT_ERR_SUCCESS

    def _create_socket(self) -> Any:
        return BufferedSocket(super()._create_socket())

    def _handle_publish(self) -> MQTTErrorCode:
        head = self._in_packet["command"]
        topic, payload, number = read_publish(head, bytes(self._in_packet["packet"]), self._protocol == MQTTv5)
        self._take(topic, payload, number, (head & 0x06) >> 1, bool(head & 0x01))
        return MQTTErrorCode.MQTT_ERR_SUCCESS


def read_publish(head: int, packet: bytes, has_properties: bool) -> tuple[bytes, bytes, int]:
    """(topic, payload, number) of a PUBLISH after its fixed header; number 0 on QoS 0. Raises MalformedPacket."""
    try:
        at = 2 + int.from_bytes(packet[:2], "big")
        topic, number = packet[2:at], 0
        if head & 0x06:
            number = int.from_bytes(packet[at : at + 2], "big")
            at += 2
        at += _length_of_properties(packet, at) if has_properties else 0
    except IndexError:
        raise MalformedPacket("PUBLISH cut off") from None
    if at > len(packet):
        raise MalformedPacket("PUBLISH cut off")
    return topic, packet[at:], number


def _length_of_properties(packet: bytes, at: int) -> int:
    """With the bytes that say it; nearly always there are none. Raises IndexError."""
    if packet[at] == 0:
        return 1
    length, width = VariableByteIntegers.decode(packet[at:])
    return int(length) + int(width)
