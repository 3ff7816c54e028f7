"""One `regie ingest` as a process of its own, which can be told to die between the commit and the acknowledgement."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from iot.inbox import Received
from iot.ingest import Ingest
from iot.processes import broker_of
from ops.config import Settings
from ops.db import Database
from ops.kit import logs
from ops.kit.clock import utc_now
from tests.support.waiting import until

_ROOT = Path(__file__).parents[2]


class DyingIngest(Ingest):
    """Kills itself when its n-th batch of readings is committed and nothing of it is acknowledged."""

    batches_left = 1

    def acknowledge(self, batch: Sequence[Received]) -> None:
        # What the broker says of itself may fill the first batches.
        self.batches_left -= any(each.message.topic.endswith("/readings") for each in batch)
        if self.batches_left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
        super().acknowledge(batch)


@dataclass
class IngestProcess:
    """Its settings are those of the environment, as for the command."""

    folder: Path
    database_url: str
    mqtt_url: str
    client_id: str = "regie-ingest-1"
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def log(self) -> Path:
        return self.folder / f"{self.client_id}.log"

    def start(self, *, dies_after_batches: int = 0) -> None:
        """Returns when it holds its subscription."""
        environment = {
            **os.environ,
            "REGIE_DATA_DIR": str(self.folder),
            "REGIE_DATABASE_URL": self.database_url,
            "REGIE_MQTT_URL": self.mqtt_url,
            "REGIE_INGEST_CLIENT_ID": self.client_id,
        }
        command = [sys.executable, "-m", "tests.support.ingest_process", str(dies_after_batches)]
        before = self._times_subscribed()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, cwd=_ROOT)
        process = self.process
        until(lambda: self._times_subscribed() > before or process.poll() is not None, "ingest subscribes")

    def _times_subscribed(self) -> int:
        return self.log.read_text().count('"broker_subscribed"') if self.log.exists() else 0

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Waits for its end and gives its exit code."""
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(how)
        return self.process.wait(timeout=60)


def main() -> None:
    settings = Settings(_env_file=None)
    logs.configure("INFO")
    database = Database(settings.sqlalchemy_url)
    batches = int(sys.argv[1])
    kind = DyingIngest if batches else Ingest
    ingest = kind(database, settings, *broker_of(settings), utc_now)
    if isinstance(ingest, DyingIngest):
        ingest.batches_left = batches
    signal.signal(signal.SIGTERM, lambda *_: ingest.stop())
    ingest.run()
    database.dispose()


if __name__ == "__main__":
    main()
