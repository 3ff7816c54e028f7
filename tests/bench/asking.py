"""People who ask the pages of running `regie api` processes, each at his own pace.

Open loop: who must wait asks again when he had meant to, and his waiting counts from that instant. A slow answer can't
hide the ones that it delays.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from random import Random
from statistics import quantiles

from tests.bench import crowd

USERS, EVERY_S, LASTS_S = 20, 1.0, 60
PROCESSES = 2
_PATIENCE_S = 120


@dataclass(frozen=True)
class Ask:
    """One request; a body makes it a POST."""

    path: str
    body: Mapping[str, object] | None = None


@dataclass(frozen=True)
class Answers:
    """How long each answer took, in ms: as its asker waited, and as the server was at it."""

    waited_ms: Sequence[float]
    served_ms: Sequence[float]

    @property
    def p95_ms(self) -> float:
        return p95(self.waited_ms)


def p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1]


@dataclass
class Server:
    """`regie api` processes on one database, and what they noted."""

    url: str
    folder: Path
    ports: list[int] = field(default_factory=list)

    @contextlib.contextmanager
    def running(self, processes: int = PROCESSES) -> Iterator["Server"]:
        self.ports = [_free_port() for _ in range(processes)]
        started = [self._start(port) for port in self.ports]
        try:
            for port in self.ports:
                _wait_until_ready(port)
            yield self
        finally:
            for process in started:
                process.terminate()
            for process in started:
                process.wait(timeout=30)

    def _start(self, port: int) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ, "REGIE_DATABASE_URL": self.url, "REGIE_DATA_DIR": str(self.folder),
            "REGIE_SECRET_KEY": crowd.SECRET_KEY, "REGIE_BASE_URL": "http://127.0.0.1",
        }  # fmt: skip
        command = [str(Path(sys.executable).parent / "regie"), "api", "--port", str(port)]
        with self._log(port).open("ab") as log:
            return subprocess.Popen(command, env=environment, stdout=log, stderr=log)

    def _log(self, port: int) -> Path:
        return self.folder / f"api-{port}.log"

    def served_ms(self, routes: Sequence[str], last: int) -> list[float]:
        """What the processes say of the last requests to these routes."""
        noted: list[float] = []
        for port in self.ports:
            lines = [json.loads(line) for line in self._log(port).read_text().splitlines() if line.startswith("{")]
            asked = [line["ms"] for line in lines if line.get("event") == "request" and line["route"] in routes]
            noted += asked[-last // len(self.ports) :]
        return noted


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + _PATIENCE_S
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        time.sleep(0.2)
    raise TimeoutError(f"no answer on port {port} after {_PATIENCE_S} s")


@dataclass
class Asker:
    """One person with one connection that stays open."""

    number: int
    port: int
    headers: Mapping[str, str]
    next_ask: Callable[[Random], Ask]
    waited_ms: list[float] = field(default_factory=list)

    def ask_for(self, lasts_s: float, start: float) -> list[float]:
        """Asks every second, the askers spread over it; raises when an answer is no success."""
        rng, connection = Random(self.number), HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_S)
        first = start + EVERY_S * self.number / USERS
        for turn in range(int(lasts_s / EVERY_S)):
            planned = first + turn * EVERY_S
            time.sleep(max(0.0, planned - time.monotonic()))
            self._ask(connection, self.next_ask(rng))
            self.waited_ms.append(1000 * (time.monotonic() - planned))
        return self.waited_ms

    def _ask(self, connection: HTTPConnection, ask: Ask) -> None:
        if ask.body is None:
            connection.request("GET", ask.path, headers=dict(self.headers))
        else:
            sent = {**self.headers, "Content-Type": "application/json"}
            connection.request("POST", ask.path, json.dumps(ask.body), sent)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status not in (200, 304):
            raise RuntimeError(f"{ask.path}: {answer.status} {text[:400]!r}")


def ask_all(
    server: Server, headers: Sequence[Mapping[str, str]], next_ask: Callable[[Random], Ask], lasts_s: float = LASTS_S
) -> list[float]:
    """Twenty people at once, each signed in as somebody else; what they waited, in ms."""
    askers = [Asker(n, server.ports[n % len(server.ports)], headers[n], next_ask) for n in range(USERS)]
    start = time.monotonic() + 0.5
    with ThreadPoolExecutor(USERS) as pool:
        waits = [pool.submit(asker.ask_for, lasts_s, start) for asker in askers]
        return [ms for each in waits for ms in each.result()]
