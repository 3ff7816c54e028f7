"""A Mosquitto with the files of deploy/mosquitto, on a free port and in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

SHIPPED = Path(__file__).parents[2] / "deploy/mosquitto"
SEARCH_PATH = f"{os.environ['PATH']}:/usr/sbin:/sbin"


def need_program(name: str) -> str:
    """The path of a program; without it the test is skipped with the reason, under CI=true it fails."""
    found = shutil.which(name, path=SEARCH_PATH)
    if found:
        return found
    reason = f"{name} is missing: make services names the command that installs it"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class ShippedBroker:
    root: Path
    environment: dict[str, str]
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Changes paths and port only; as root the broker must be told to stay root, or it can't write its store."""
        config = self.root / "config"
        shutil.copytree(SHIPPED, config)
        lines = (config / "mosquitto.conf").read_text()
        lines = lines.replace("/mosquitto/", f"{self.root}/").replace(
            "listener 1883", f"listener {self.port} 127.0.0.1"
        )
        (config / "mosquitto.conf").write_text(lines + ("\nuser root\n" if os.geteuid() == 0 else ""))

    def start(self) -> None:
        environment = {**os.environ, "PATH": SEARCH_PATH, "MOSQUITTO_ROOT": str(self.root), **self.environment}
        with (self.root / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.root / "config/entrypoint.sh"], env=environment, stdout=log, stderr=log
            )
        self._wait_until_it_listens()

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        if self.process:
            self.process.send_signal(how)
            self.process.wait(timeout=20)
            self.process = None

    def _wait_until_it_listens(self) -> None:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and self.process and self.process.poll() is None:
            with socket.socket() as probe:
                probe.settimeout(0.2)
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
        raise AssertionError(f"the broker did not start: {(self.root / 'log').read_text()}")
