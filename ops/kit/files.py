"""Files by content: a file's name is the SHA-256 of its bytes, so that the same bytes are kept once."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder that all processes of one installation share."""

    root: Path

    def put(self, content: bytes) -> str:
        """Keeps the bytes durably and gives their name; putting them again changes nothing."""
        name = hashlib.sha256(content).hexdigest()
        path = self.path(name)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            _write_durably(path, content)
        return name

    def path(self, name: str) -> Path:
        return self.root / name[:2] / name

    def open(self, name: str) -> BinaryIO:
        """The bytes as a stream. Raises FileNotFoundError."""
        return self.path(name).open("rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as stream:
            return stream.read()


def _write_durably(path: Path, content: bytes) -> None:
    """A reader sees the whole file or none, after a power cut too."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    Path(stream.name).replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
