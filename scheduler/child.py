"""The parent's end of the child process that runs heavy jobs."""

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

from pydantic import SecretStr

from ops.config import Settings
from ops.kit.jobs import Token
from ops.kit.leases import Fenced
from scheduler.order import Ended


@dataclass
class Child:
    """The parent's end; starts the process when it is first needed, and again after it died."""

    settings: Settings

    def __post_init__(self) -> None:
        self._process: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()

    def run(self, job: str, token: Token | None, limit: timedelta) -> Ended:
        """Waits for the end of the run; past its limit the process is ended. Raises Fenced."""
        with self._lock:
            process = self._started()
            alarm = threading.Timer(limit.total_seconds(), process.kill)
            alarm.start()
            try:
                answer = _ask(process, {"job": job, "token": token and [token.lease, token.number]})
            finally:
                alarm.cancel()
        if answer is None:
            return Ended({}, f"the child process ended with code {process.wait()}")
        if answer.get("fenced"):
            raise Fenced()
        return Ended(answer["did"], answer["error"])

    def _started(self) -> "subprocess.Popen[str]":
        if self._process is None or self._process.poll() is not None:
            self.close()
            command = [sys.executable, "-m", "scheduler.worker"]
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)  # noqa: S603 - our own module
            write_message(self._process.stdin, revealed(self.settings))
        return self._process

    def close(self) -> None:
        """Ends the process; a run that is still going on is cut off."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            # What a dead child never read can't be flushed any more.
            with suppress(BrokenPipeError):
                if pipe is not None:
                    pipe.close()


def revealed(settings: Settings) -> dict[str, Any]:
    """Settings as plain JSON, secrets included: only for the pipe to our own child."""
    return {name: _plain(getattr(settings, name)) for name in type(settings).model_fields}


def _plain(value: object) -> object:
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value if isinstance(value, bool | int | float | None) else str(value)


def _ask(process: "subprocess.Popen[str]", question: Mapping[str, Any]) -> dict[str, Any] | None:
    """None when the process died before it answered."""
    try:
        write_message(process.stdin, question)
        line = process.stdout.readline() if process.stdout else ""
    except (BrokenPipeError, OSError):
        return None
    answer: dict[str, Any] | None = json.loads(line) if line.endswith("\n") else None
    return answer


def write_message(pipe: IO[str] | None, message: Mapping[str, Any]) -> None:
    if pipe is not None:
        pipe.write(json.dumps(message) + "\n")
        pipe.flush()
