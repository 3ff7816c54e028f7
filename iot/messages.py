"""What comes from a broker, and what a payload format makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from ops.energy.rules.batteries import Battery
from ops.energy.rules.csv_profiles import CsvProfile
from ops.energy.rules.incoming import Refusal
from ops.energy.rules.mapping import Sample
from ops.energy.rules.written_reading import WrittenReading

#: Larger messages are kept aside until a person replays them.
MAX_BYTES = 512 * 1024


class Message(msgspec.Struct, frozen=True):
    """What a broker handed us; `retained` when it was kept by the broker and may be old."""

    topic: str
    payload: bytes
    retained: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of a message that can't be read, with the reason."""

    raw: bytes
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Each reading with the bytes it came from, and what could not be read."""

    readings: tuple[tuple[WrittenReading, bytes], ...] = ()
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """When a message came, None where that says nothing about its values; the zone of clocks that name none.

    `profiles` are the tables that the house knows, by name.
    """

    at: datetime | None
    zone: ZoneInfo
    profiles: Mapping[str, CsvProfile] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Extract:
    """The values of a message of another make, the first thing in it that can't be read, and the device's battery."""

    samples: tuple[Sample, ...] = ()
    fault: Refusal | None = None
    battery: Battery | None = None
