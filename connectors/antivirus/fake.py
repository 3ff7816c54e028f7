"""A scanner that finds the one virus that everybody may use, in memory or as a clamd on 127.0.0.1, with faults."""

import socketserver
import struct
import threading
from collections import deque
from enum import StrEnum
from typing import BinaryIO

from ops.kit.scanning import ScanRefused, ScanVerdict

#: Harmless, and found by every scanner (eicar.org); in two parts, so that this very file is not.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_NAME = "Eicar-Test-Signature"


class Fault(StrEnum):
    """What goes wrong with one file."""

    HANG_UP = "hang_up"
    TOO_LARGE = "too_large"
    NONSENSE = "nonsense"


class FakeScanner:
    """A Scanner in memory; `fail_next` faults are used up, one a file."""

    def __init__(self) -> None:
        self._faults: deque[Fault] = deque()
        self.scanned = 0

    def fail_next(self, *faults: Fault) -> None:
        self._faults.extend(faults)

    def next_fault(self) -> Fault | None:
        return self._faults.popleft() if self._faults else None

    def scan(self, stream: BinaryIO) -> ScanVerdict:
        if fault := self.next_fault():
            raise ScanRefused(fault)
        return self.look_at(stream.read())

    def look_at(self, content: bytes) -> ScanVerdict:
        self.scanned += 1
        return ScanVerdict(_NAME if EICAR in content else "")


class FakeClamd:
    """The same behind clamd's protocol."""

    def __init__(self) -> None:
        self.scanner = FakeScanner()
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.scanner = self.scanner
        self._thread = threading.Thread(target=self._server.serve_forever, name="fake-clamd", daemon=True)

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> "FakeClamd":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    scanner: FakeScanner


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            sign = self.rfile.read(1)
            if not sign:
                return
            command += sign
        self.wfile.write(b"PONG\0" if command == b"zPING\0" else self._scan())

    def _scan(self) -> bytes:
        fault = self.server.scanner.next_fault()
        if fault is Fault.HANG_UP:
            return b""
        content = self._content()
        if fault is Fault.TOO_LARGE:
            return b"INSTREAM size limit exceeded. ERROR\0"
        if fault is Fault.NONSENSE:
            return b"\xff\xfe\0"
        found = self.server.scanner.look_at(content).found
        return f"stream: {found} FOUND\0".encode() if found else b"stream: OK\0"

    def _content(self) -> bytes:
        content = b""
        while length := struct.unpack(">I", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        return content
