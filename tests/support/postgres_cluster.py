"""A PostgreSQL of its own, which a test may kill."""

import os
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psycopg

from tests.support.shipped_broker import free_port, need_program
from tests.support.waiting import until


class PostgresCluster:
    """initdb and the server refuse root, so as root they run as the user postgres, in a folder that is his."""

    def __init__(self) -> None:
        self._programs = self._find_programs()
        self._as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if _is_root() else []
        self.folder = Path(tempfile.mkdtemp(prefix="regie-postgres-"))
        self.port = free_port()
        self.process: subprocess.Popen[bytes] | None = None
        if _is_root():
            shutil.chown(self.folder, "postgres")
        self._run("initdb", "-D", str(self.folder / "data"), "-U", "postgres", "-A", "trust", "--no-sync")

    @staticmethod
    def _find_programs() -> Path:
        found = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
        return found[-1] if found else Path(need_program("initdb")).parent

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self._as_owner, str(self._programs / program), *arguments]
        subprocess.run(command, check=True, capture_output=True, cwd=self.folder)

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """After a kill the children of the former server may still hold its memory: then it is tried again."""
        until(self._start_once, "PostgreSQL starts", within_s=60)

    def _start_once(self) -> bool:
        options = ["-D", str(self.folder / "data"), "-p", str(self.port), "-k", str(self.folder)]
        command = [*self._as_owner, str(self._programs / "postgres"), *options, "-c", "listen_addresses=127.0.0.1"]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder)
        process = self.process
        until(lambda: self._answers() or process.poll() is not None, "PostgreSQL answers or gives up")
        return process.poll() is None

    def _answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ends the server and removes its folder."""
        self._end(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _end(self, how: signal.Signals) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(timeout=30)


def _is_root() -> bool:
    return os.geteuid() == 0
