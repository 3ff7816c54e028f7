"""A provider of mail and SMS that keeps what it gets: over HTTP (for apprise's json://) or in memory.

It takes the faults that real providers show, and counts how often each message id arrived.
"""

import json
import re
import threading
from collections import Counter, deque
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote

from ops.kit.delivery import Outcome, Verdict

_ID = re.compile(r"\[([0-9a-f]{8}-[0-9a-f-]{27})\]")


class Fault(StrEnum):
    """What goes wrong with one request."""

    REFUSE = "refuse"
    ERROR_500 = "error_500"
    TIMEOUT_AFTER_ACCEPT = "timeout_after_accept"
    DROP_BEFORE_ACCEPT = "drop_before_accept"
    DROP_AFTER_ACCEPT = "drop_after_accept"
    REDIRECT = "redirect"
    DRIP_AFTER_ACCEPT = "drip_after_accept"


_TAKES_IT = (None, Fault.TIMEOUT_AFTER_ACCEPT, Fault.DROP_AFTER_ACCEPT, Fault.DRIP_AFTER_ACCEPT)
_DRIP_EVERY_S = 0.2


@dataclass(frozen=True)
class Received:
    """A message that the provider accepted."""

    channel: str
    to: str
    subject: str
    body: str

    @property
    def message_id(self) -> str | None:
        found = _ID.search(self.body)
        return found[1] if found else None


class Mailbox:
    """What was accepted, and the faults to come: those of a channel first, each used once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: dict[str, deque[Fault]] = {}
        self.received: list[Received] = []

    def fail_next(self, *faults: Fault, channel: str = "") -> None:
        """The next requests (of a channel) meet these faults, one each."""
        with self._lock:
            self._faults.setdefault(channel, deque()).extend(faults)

    def take(self, message: Received) -> Fault | None:
        """Notes the message unless its fault prevents that; returns the fault."""
        with self._lock:
            fault = self._next_fault(message.channel)
            if fault in _TAKES_IT:
                self.received.append(message)
            return fault

    def _next_fault(self, channel: str) -> Fault | None:
        for key in (channel, ""):
            if self._faults.get(key):
                return self._faults[key].popleft()
        return None

    @property
    def count_by_id(self) -> Counter[str]:
        """How often each message id was accepted."""
        with self._lock:
            return Counter(each.message_id for each in self.received if each.message_id)


class FakeSender:
    """A Sender in memory."""

    def __init__(self, channels: Iterable[str] = ("mail", "sms")) -> None:
        self.mailbox = Mailbox()
        self._channels = frozenset(channels)

    @property
    def channels(self) -> frozenset[str]:
        return self._channels

    def send(self, channel: str, to: str, subject: str, body: str) -> Verdict:
        if channel not in self._channels:
            return Verdict(Outcome.REFUSED_FOR_GOOD, "no_provider")
        match self.mailbox.take(Received(channel, to, subject, body)):
            case None:
                return Verdict(Outcome.ACCEPTED)
            case Fault.REFUSE:
                return Verdict(Outcome.REFUSED_FOR_GOOD, "http_400")
            case Fault.ERROR_500:
                return Verdict(Outcome.REFUSED_FOR_NOW, "http_500")
            case Fault.REDIRECT:
                return Verdict(Outcome.REFUSED_FOR_NOW, "http_302")
            case _:
                return Verdict(Outcome.UNKNOWN, "no_answer")


class FakeProvider:
    """An HTTP server on 127.0.0.1; `notify_urls` are what REGIE_NOTIFY_URLS would hold."""

    def __init__(self, port: int = 0) -> None:
        self.mailbox = Mailbox()
        self._server = _Server(("127.0.0.1", port), _Handler)
        self._server.mailbox = self.mailbox
        self._thread = threading.Thread(target=self._server.serve_forever, name="fake-provider", daemon=True)

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def notify_urls(self) -> tuple[str, ...]:
        return tuple(f"{channel}=json://127.0.0.1:{self.port}/{channel}/{{to}}" for channel in ("mail", "sms"))

    def start(self) -> "FakeProvider":
        self._thread.start()
        return self

    def stop(self) -> None:
        self._server.closing.set()
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> "FakeProvider":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    mailbox: Mailbox

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.closing = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        """POST /{channel}/{to} with apprise's JSON: {"title", "message"}."""
        length = int(self.headers.get("Content-Length", 0))
        body = json.loads(self.rfile.read(length))
        _, channel, to = unquote(self.path.partition("?")[0]).split("/", 2)
        fault = self.server.mailbox.take(Received(channel, to, body["title"], body["message"]))
        self._answer(fault)

    def do_GET(self) -> None:
        """The page behind a redirect: it greets whoever comes."""
        self._answer(None)

    def _drip(self) -> None:
        """An answer that never ends, one byte at a time."""
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        with suppress(OSError):
            while not self.server.closing.wait(_DRIP_EVERY_S):
                self.wfile.write(b".")

    def _answer(self, fault: Fault | None) -> None:
        match fault:
            case Fault.DRIP_AFTER_ACCEPT:
                self._drip()
            case Fault.REDIRECT:
                self.send_response(302)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case Fault.TIMEOUT_AFTER_ACCEPT:
                self.server.closing.wait(30)
                self.close_connection = True
            case Fault.DROP_BEFORE_ACCEPT | Fault.DROP_AFTER_ACCEPT:
                self.close_connection = True
            case _:
                status = {Fault.REFUSE: 400, Fault.ERROR_500: 500}.get(fault, 200) if fault else 200
                self.send_response(status)
                self.send_header("Content-Length", "0")
                self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the parent's
        """Says nothing: addresses of people stand in the path."""
