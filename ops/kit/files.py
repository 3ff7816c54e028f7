"""Files by content: a file's name is the SHA-256 of its bytes, so that the same bytes are kept once."""

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_BLOCK = 1 << 20
#: How the name of a file begins that somebody is still writing: no backup takes it.
_UNDER_WAY = ".new-"


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
            write_durably(path, content)
        else:
            path.touch()
        return name

    def put_stream(self, stream: BinaryIO) -> str:
        """The same for content that is too large to be held at once; `stream` is read from its present place."""
        self.root.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        with tempfile.NamedTemporaryFile(dir=self.root, prefix=_UNDER_WAY, delete=False) as arriving:
            try:
                while block := stream.read(_BLOCK):
                    digest.update(block)
                    arriving.write(block)
                arriving.flush()
                os.fsync(arriving.fileno())
                _settle(Path(arriving.name), self.path(digest.hexdigest()))
            finally:
                Path(arriving.name).unlink(missing_ok=True)
        return digest.hexdigest()

    def remove(self, name: str) -> bool:
        """Takes the bytes away; False when they were gone already."""
        try:
            self.path(name).unlink()
        except FileNotFoundError:
            return False
        return True

    def kept_since(self, name: str) -> float:
        """When somebody last put the bytes, as a timestamp. Raises FileNotFoundError."""
        return self.path(name).stat().st_mtime

    def path(self, name: str) -> Path:
        return self.root / name[:2] / name

    def open(self, name: str) -> BinaryIO:
        """The bytes as a stream. Raises FileNotFoundError."""
        return self.path(name).open("rb")

    def read(self, name: str) -> bytes:
        with self.open(name) as stream:
            return stream.read()


def write_durably(path: Path, content: bytes) -> None:
    """A reader sees the whole file or none, after a power cut too."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=_UNDER_WAY, delete=False) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    _settle(Path(stream.name), path)


def _settle(written: Path, path: Path) -> None:
    """Gives a file that is whole its name, durably."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
