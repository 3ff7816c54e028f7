"""What a message of another make counts: which of its numbers belongs to which register, and in which unit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from ops.energy.rules.csv_profiles import CsvProfile
from ops.energy.rules.incoming import Refusal
from ops.energy.rules.written_reading import WrittenReading
from ops.kit.units import MICRO, NotANumber, to_decimal

#: The formats beside our own, with the names of their makers.
FORMATS: Mapping[str, str] = {
    "senml": "SenML", "tasmota": "Tasmota", "shelly": "Shelly", "chirpstack": "ChirpStack",
    "things_stack": "The Things Stack", "zigbee2mqtt": "Zigbee2MQTT", "dsmr": "DSMR, e-MUCS", "csv": "CSV",
}  # fmt: skip
#: Their messages name the device themselves, so that one filter may stand for several dataloggers.
NAMES_DEVICES = ("senml", "csv")
_LONGEST_WORD, _MOST_DIGITS = 40, 30


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of a message, before a mapping says what it counts."""

    field: str
    #: None when the message says no time and the moment of its receipt says nothing.
    at: datetime | None
    value: int | float | str
    #: As the message or its format says it; "" when neither does.
    unit: str = ""
    #: As a table says it; "" where the register decides.
    kind: str = ""


@dataclass(frozen=True, slots=True)
class MappingRow:
    """A field of a topic and the register it counts for; `factor_micro` in millionths, `unit` "" for the message's."""

    topic_filter: str
    format: str
    field: str
    register: str
    kind: str
    factor_micro: int
    unit: str


class MappingBook:
    """All mappings, ready to be asked by topic, and the profiles of tables."""

    def __init__(self, rows: Sequence[MappingRow] = (), profiles: Mapping[str, CsvProfile] | None = None) -> None:
        #: The tables of readings that are understood, by name.
        self.profiles = profiles or {}
        self._exact: dict[str, list[MappingRow]] = {}
        self._wide = [row for row in rows if has_wildcard(row.topic_filter)]
        for row in rows:
            if not has_wildcard(row.topic_filter):
                self._exact.setdefault(row.topic_filter, []).append(row)

    def rows_for(self, topic: str) -> Sequence[MappingRow]:
        wide = [row for row in self._wide if matches(row.topic_filter, topic)]
        return [*self._exact.get(topic, ()), *wide]


@dataclass(frozen=True, slots=True)
class HeardMessage:
    """The last message on a topic of another make, and what its format found in it."""

    topic: str
    format: str
    payload: bytes
    samples: Sequence[Sample]


def matches(topic_filter: str, topic: str) -> bool:
    """As a broker understands `+` (one level) and `#` (all that follows)."""
    wanted, levels = topic_filter.split("/"), topic.split("/")
    for place, level in enumerate(wanted):
        if level == "#":
            return True
        if place >= len(levels) or level not in ("+", levels[place]):
            return False
    return len(wanted) == len(levels)


def has_wildcard(topic_filter: str) -> bool:
    return "+" in topic_filter or "#" in topic_filter


def read_mapped(
    samples: Sequence[Sample], rows: Sequence[MappingRow], *, omits_zeros: bool = False
) -> Iterator[WrittenReading | Refusal]:
    """What the mapped fields of a message say; a field that is not there says nothing."""
    by_field: dict[str, list[Sample]] = {}
    for sample in samples:
        by_field.setdefault(sample.field, []).append(sample)
    for row in rows:
        found: Sequence[Sample] = by_field.get(row.field, ())
        if not found and omits_zeros:
            found = _omitted(row, rows, by_field)
        for sample in found:
            yield apply(sample, row)


def _omitted(row: MappingRow, rows: Sequence[MappingRow], found: Mapping[str, Sequence[Sample]]) -> Sequence[Sample]:
    """A zero that was left out, where a neighbour shows that the message holds measurements.

    An index is never taken for zero: that would be a meter that starts again.
    """
    neighbours = [found[each.field][0] for each in rows if each.field in found]
    if row.kind == "index" or not neighbours or not row.unit:
        return ()
    return (Sample(row.field, neighbours[0].at, 0),)


def apply(sample: Sample, row: MappingRow) -> WrittenReading | Refusal:
    """The reading of a register, or why this value is none."""
    if sample.at is None:
        return Refusal("undated")
    if row.unit and sample.unit and row.unit.lower() != sample.unit.lower():
        return Refusal("other_unit", {"unit": sample.unit[:20], "expected": row.unit})
    if sample.kind and sample.kind != row.kind:
        return Refusal("wrong_kind", {"kind": sample.kind[:20], "expected": row.kind})
    return WrittenReading(row.register, sample.at, _scaled(sample.value, row), row.unit or sample.unit, row.kind)


def _scaled(value: float | str, row: MappingRow) -> str:
    """What is no number, or beyond what meters count, stays as it is: the register refuses it by its name."""
    try:
        number = to_decimal(value)
    except (NotANumber, ValueError):
        return str(value)[:_LONGEST_WORD]
    if number and abs(number.adjusted()) > _MOST_DIGITS:
        return f"{number:.6e}"
    return f"{number * row.factor_micro / Decimal(MICRO):f}"


def is_number(value: float | str) -> bool:
    """True for what can stand on a meter; names and words beside it can't."""
    try:
        to_decimal(value)
    except (NotANumber, ValueError):
        return False
    return True
