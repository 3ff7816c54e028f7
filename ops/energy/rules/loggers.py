"""How a datalogger is: whether it talks, how late its messages come, and whether its clock is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

#: A clock that runs ahead stamps messages before they can be received: a network never delivers early.
CLOCK_TOLERANCE = timedelta(minutes=2)
#: What is sent later than this cannot warn in time; ingest's own way takes seconds.
LATE_FROM = timedelta(minutes=15)

#: The worst first: the order in which a list shows them.
STATES = ("offline", "silent", "partly_silent", "clock", "late", "not_connected", "ok")


@dataclass(frozen=True)
class Delays:
    """Between the moment that a message tells of and its receipt, of one logger's live messages."""

    #: What even the quickest message needed: below nothing, the logger's clock is ahead by that much.
    least: timedelta
    usual: timedelta

    @property
    def clock_ahead(self) -> timedelta | None:
        return -self.least if self.least < -CLOCK_TOLERANCE else None

    @property
    def is_late(self) -> bool:
        return self.usual > LATE_FROM


def delays_of(seconds: Sequence[int]) -> Delays | None:
    """From the delay of each message, in seconds; None without any."""
    if not seconds:
        return None
    return Delays(timedelta(seconds=min(seconds)), timedelta(seconds=median(seconds)))


@dataclass(frozen=True)
class Heard:
    """One register of a logger: when it was last heard live, and whether that is too long ago."""

    last_live_at: datetime | None
    is_silent: bool


def state_of(registers: Sequence[Heard], online: bool | None, delays: Delays | None) -> str:
    """One of STATES; `online` is what the logger last said of itself, None where it never did."""
    connected = [each for each in registers if each.last_live_at is not None]
    if not connected:
        return "not_connected"
    if online is False:
        return "offline"
    silent = [each for each in connected if each.is_silent]
    if silent:
        return "silent" if len(silent) == len(connected) else "partly_silent"
    if delays is not None and delays.clock_ahead is not None:
        return "clock"
    return "late" if delays is not None and delays.is_late else "ok"
