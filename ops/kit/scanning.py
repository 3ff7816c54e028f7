"""What a virus scanner is asked and says; its adapter lives in `connectors/antivirus`."""

from dataclasses import dataclass
from typing import BinaryIO, Protocol


class ScannerAway(Exception):
    """The scanner can't be asked now: that says nothing about the file."""


class ScanRefused(Exception):
    """The scanner was asked and gave no verdict on this file: it is too large, or the answer was an error or none."""


@dataclass(frozen=True, slots=True)
class ScanVerdict:
    """`found` is what the scanner calls the virus; empty when the file is clean."""

    found: str = ""

    @property
    def is_infected(self) -> bool:
        return bool(self.found)


class Scanner(Protocol):
    def scan(self, stream: BinaryIO) -> ScanVerdict:
        """Looks at the whole stream. Raises ScannerAway, ScanRefused."""
        ...
