"""The short way of a message: what paho would hand us, byte for byte, however the network cuts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paho.mqtt import _packet
from paho.mqtt.client import MQTTv5, MQTTv311
from paho.mqtt.exception import MalformedPacket
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from iot.swift_client import BufferedSocket, read_publish

topics, payloads = st.binary(min_size=1, max_size=40), st.binary(max_size=200)


def publish(topic: bytes, payload: bytes, number: int, qos: int, properties: Properties | None) -> bytes:
    """A PUBLISH after its fixed header."""
    numbered = number.to_bytes(2, "big") if qos else b""
    return len(topic).to_bytes(2, "big") + topic + numbered + (properties.pack() if properties else b"") + payload


def some_properties(words: str) -> Properties:
    properties = Properties(PacketTypes.PUBLISH)
    if words:
        properties.ContentType = words
        properties.UserProperty = ("unit", words * 30)
    return properties


@given(topics, payloads, st.integers(1, 65_535), st.sampled_from([0, 1]), st.text("ab", max_size=9), st.booleans())
def test_a_message_is_read_as_paho_reads_it(
    topic: bytes, payload: bytes, number: int, qos: int, words: str, newer: bool
) -> None:
    head, properties = 0x30 | qos << 1, some_properties(words) if newer else None
    packet = publish(topic, payload, number, qos, properties)
    known = _packet.decode_publish(head, packet, MQTTv5 if newer else MQTTv311)
    assert read_publish(head, packet, newer) == (known.topic, known.payload, known.mid)


@given(st.binary(max_size=60), st.sampled_from([0x30, 0x32, 0x3B]), st.booleans())
def test_what_is_cut_off_is_malformed_and_nothing_worse(packet: bytes, head: int, newer: bool) -> None:
    try:
        topic, payload, _ = read_publish(head, packet, newer)
    except MalformedPacket:
        return
    assert topic in packet
    assert payload in packet


class Wire:
    """A socket that hands out pieces; an empty list means that nothing came yet."""

    def __init__(self, pieces: list[bytes]) -> None:
        self.pieces = pieces

    def recv(self, size: int) -> bytes:
        if not self.pieces:
            raise BlockingIOError
        assert len(self.pieces[0]) <= size
        return self.pieces.pop(0)

    def send(self, data: bytes) -> int:
        return len(data)

    def close(self) -> None: ...

    def fileno(self) -> int:
        return 1

    def setblocking(self, _flag: bool) -> None: ...


@given(st.lists(st.binary(min_size=1, max_size=50), max_size=8), st.lists(st.integers(1, 30), max_size=60))
def test_reading_ahead_changes_neither_bytes_nor_their_order(pieces: list[bytes], sizes: list[int]) -> None:
    sent, got = b"".join(pieces), b""
    socket = BufferedSocket(Wire(list(pieces)))
    for size in sizes:
        try:
            piece = socket.recv(size)
        except BlockingIOError:
            break
        assert len(piece) <= size
        got += piece
    assert sent.startswith(got)
    assert socket.pending() <= len(sent) - len(got)


def test_what_was_read_ahead_is_pending_and_the_end_is_told() -> None:
    socket = BufferedSocket(Wire([b"abcdef", b""]))
    assert (socket.pending(), socket.recv(2), socket.pending()) == (0, b"ab", 4)
    assert (socket.recv(10), socket.pending(), socket.recv(10)) == (b"cdef", 0, b"")
    with pytest.raises(BlockingIOError):
        socket.recv(1)
