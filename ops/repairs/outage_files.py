"""The outage sheets on the disk: whole or not there, the owner's alone, the last two days of them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ops.config import Settings
from ops.kit.files import write_durably

FOLDER = "outage"
KEPT = 48
#: An older one says less about the house than it seems to.
STALE = timedelta(hours=2)
_NAME = "outage-%Y%m%dT%H%M%SZ.html"


@dataclass(frozen=True)
class Sheet:
    """One that was written."""

    path: Path
    written_at: datetime

    def is_stale(self, now: datetime) -> bool:
        return now - self.written_at > STALE


def write(settings: Settings, html: str, now: datetime) -> Path:
    """A reader sees a whole sheet or none; the folder and its files are the owner's alone."""
    folder = settings.data_dir / FOLDER
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    path = folder / now.astimezone(UTC).strftime(_NAME)
    write_durably(path, html.encode())
    for sheet in kept(settings)[KEPT:]:
        sheet.path.unlink(missing_ok=True)
    return path


def kept(settings: Settings) -> list[Sheet]:
    """The newest first."""
    found = []
    for path in (settings.data_dir / FOLDER).glob("outage-*.html"):
        try:
            found.append(Sheet(path, datetime.strptime(path.name, _NAME).replace(tzinfo=UTC)))
        except ValueError:
            continue
    return sorted(found, key=lambda sheet: sheet.written_at, reverse=True)
