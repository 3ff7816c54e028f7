"""A clamd over TCP: the file is streamed to it in chunks (INSTREAM), nothing is written on its side."""

import socket
import struct
from contextlib import suppress
from typing import BinaryIO
from urllib.parse import urlsplit

from ops.kit.scanning import ScannerAway, ScanRefused, ScanVerdict

_CHUNK = 1 << 16
_LONGEST_ANSWER = 4096
_DEFAULT_PORT = 3310


class BadScanUrl(ValueError):
    """REGIE_SCAN_URL is not of the form tcp://host:3310."""


class ClamdScanner:
    """A Scanner; each file is a connection of its own, so that a scanner that was restarted is simply asked again."""

    def __init__(self, host: str, port: int, *, connect_timeout_s: float = 3.0, answer_timeout_s: float = 60.0) -> None:
        self._address = (host, port)
        self._connect_timeout_s = connect_timeout_s
        self._answer_timeout_s = answer_timeout_s

    @classmethod
    def from_url(cls, url: str) -> "ClamdScanner":
        """Raises BadScanUrl."""
        parts = urlsplit(url)
        try:
            port = parts.port or _DEFAULT_PORT
        except ValueError as error:
            raise BadScanUrl("REGIE_SCAN_URL: write tcp://host:3310") from error
        if parts.scheme != "tcp" or not parts.hostname:
            raise BadScanUrl("REGIE_SCAN_URL: write tcp://host:3310")
        return cls(parts.hostname, port)

    def ping(self) -> bool:
        """Whether the scanner answers."""
        try:
            with self._connected() as line:
                line.sendall(b"zPING\0")
                return self._answer(line) == "PONG"
        except OSError:
            return False

    def scan(self, stream: BinaryIO) -> ScanVerdict:
        """Raises ScannerAway, and ScanRefused for an answer that is none of "clean" and "found"."""
        try:
            line = self._connected()
        except OSError as error:
            raise ScannerAway("not_reached") from error
        with line:
            return _verdict_of(self._asked(line, stream))

    def _asked(self, line: socket.socket, stream: BinaryIO) -> str:
        """A file on which the scanner breaks down is not asked about for ever: once connected, it is refused."""
        try:
            return self._ask(line, stream)
        except OSError as error:
            raise ScanRefused("no_answer") from error

    def _ask(self, line: socket.socket, stream: BinaryIO) -> str:
        """A scanner that has seen enough hangs up before the end: its answer is read all the same."""
        with suppress(BrokenPipeError, ConnectionResetError):
            line.sendall(b"zINSTREAM\0")
            while block := stream.read(_CHUNK):
                line.sendall(struct.pack(">I", len(block)) + block)
            line.sendall(struct.pack(">I", 0))
        return self._answer(line)

    def _connected(self) -> socket.socket:
        line = socket.create_connection(self._address, self._connect_timeout_s)
        line.settimeout(self._answer_timeout_s)
        return line

    def _answer(self, line: socket.socket) -> str:
        """Up to the NUL that ends it."""
        answer = b""
        while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
            part = line.recv(_LONGEST_ANSWER)
            if not part:
                break
            answer += part
        return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict_of(answer: str) -> ScanVerdict:
    """ "stream: OK", or "stream: Win.Test.EICAR_HDB-1 FOUND"."""
    _, _, said = answer.partition(": ")
    if said == "OK":
        return ScanVerdict()
    if said.endswith(" FOUND"):
        return ScanVerdict(said.removesuffix(" FOUND"))
    raise ScanRefused("no_verdict")
