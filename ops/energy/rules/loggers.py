"""How a datalogger is: whether it talks, how late its messages come, and whether its clock is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

#: The worst first: the order in which a list shows them.
STATES = ("offline", "silent", "partly_silent", "clock", "late", "not_connected", "ok")


class LoggerFigures(BaseModel):
    """What the dated rule set of dataloggers must hold; ingest's own way takes seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: A clock that runs ahead stamps messages before they can be received: a network never delivers early.
    clock_ahead_minutes: Annotated[float, Field(ge=0, le=1440)]
    #: What is sent later than this cannot warn in time.
    late_after_minutes: Annotated[float, Field(gt=0, le=10_080)]
    #: A battery at or under this level is low.
    battery_low_percent: Annotated[float, Field(gt=0, le=100)] = 20.0


@dataclass(frozen=True)
class Delays:
    """Between the moment that a message tells of and its receipt, of one logger's live messages."""

    #: What even the quickest message needed: below nothing, the logger's clock is ahead by that much.
    least: timedelta
    usual: timedelta
    figures: LoggerFigures

    @property
    def clock_ahead(self) -> timedelta | None:
        return -self.least if self.least < -timedelta(minutes=self.figures.clock_ahead_minutes) else None

    @property
    def is_late(self) -> bool:
        return self.usual > timedelta(minutes=self.figures.late_after_minutes)


def delays_of(seconds: Sequence[int], figures: LoggerFigures) -> Delays | None:
    """From the delay of each message, in seconds; None without any."""
    if not seconds:
        return None
    return Delays(timedelta(seconds=min(seconds)), timedelta(seconds=median(seconds)), figures)


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
