"""From messages to what the core stores: which format stands on which topic."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

import msgspec

from iot import formats
from iot.messages import MAX_BYTES, Extract, Fault, Message, Parsed, Receipt
from iot.payloads import regie
from iot.payloads.reading import UNREADABLE
from iot.topics import Kind, classify
from ops.energy.rules.batteries import Battery
from ops.energy.rules.incoming import IncomingDeadLetter, IncomingReading, Refusal
from ops.energy.rules.mapping import FORMATS, HeardMessage, MappingBook, MappingRow, read_mapped
from ops.energy.rules.written_reading import WrittenReading

#: One object in our own format: nearly every message is one, and then there is nothing to look for in it.
_one_object = msgspec.json.Decoder(WrittenReading)
_AT_ANY_TIME = Receipt(None, ZoneInfo("UTC"))


@dataclass(frozen=True, slots=True)
class Status:
    """A logger's word about itself."""

    logger: str
    online: bool


@dataclass(slots=True)
class Decoded:
    """The contents of some messages."""

    readings: list[IncomingReading] = field(default_factory=list)
    letters: list[IncomingDeadLetter] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)
    #: By topic, the last message of another make.
    heard: dict[str, HeardMessage] = field(default_factory=dict)
    #: By logger, what it last said of its battery.
    batteries: dict[str, Battery] = field(default_factory=dict)
    #: What the broker says it dropped since it started, and holds for all; None when it said nothing.
    dropped: int | None = None
    held: int | None = None


@dataclass(slots=True)
class Reader:
    """What is needed to read messages: the mappings as they stand, when these came, and how large one may be.

    The mappings are fetched when the first message of another make wants them: our own format needs none.
    """

    fetch: Callable[[], MappingBook] = MappingBook
    receipt: Receipt = _AT_ANY_TIME
    limit_bytes: int | None = MAX_BYTES
    _book: MappingBook | None = None

    def rows_for(self, topic: str) -> Sequence[MappingRow]:
        return self._known().rows_for(topic)

    def extract(self, name: str, payload: bytes) -> Extract:
        """As a format reads it, with the tables that the house knows."""
        return formats.extract(name, payload, replace(self.receipt, profiles=self._known().profiles))

    def _known(self) -> MappingBook:
        if self._book is None:
            self._book = self.fetch()
        return self._book


def decode(messages: Iterable[Message], reader: Reader | None = None, result: Decoded | None = None) -> Decoded:
    """Adds to `result` what the messages say. Never fails on them: what can't be read becomes a dead letter."""
    reader = reader or Reader()
    result = result or Decoded()
    for message in messages:
        address = classify(message.topic)
        if address.kind == "readings":
            _decode_readings(message, address.logger, result, reader.limit_bytes)
        elif address.kind == "unknown":
            _decode_foreign(message, result, reader)
        else:
            _BESIDE_READINGS[address.kind](message, address.logger, result)
    return result


def _decode_readings(message: Message, logger: str, result: Decoded, limit_bytes: int | None) -> None:
    if limit_bytes is None or len(message.payload) <= limit_bytes:
        try:
            written = _one_object.decode(message.payload)
        except UNREADABLE:
            pass
        else:
            result.readings.append(_reading(message, logger, written, message.payload))
            return
    _take(message, logger, regie.parse_readings(message.payload, limit_bytes=limit_bytes), result)


def _reading(message: Message, logger: str, written: WrittenReading, part: bytes) -> IncomingReading:
    return IncomingReading(
        register_code=written.register,
        at=written.at,
        value=written.value,
        unit=written.unit,
        kind=written.kind,
        logger=logger,
        topic=message.topic,
        raw=part,
        fresh=not message.retained,
    )


def _take(message: Message, logger: str, parsed: Parsed, result: Decoded) -> None:
    result.readings += [_reading(message, logger, written, part) for written, part in parsed.readings]
    for fault in parsed.faults:
        result.letters.append(IncomingDeadLetter(message.topic, fault.raw, fault.code, fault.params))


def _decode_foreign(message: Message, result: Decoded, reader: Reader) -> None:
    rows = reader.rows_for(message.topic)
    if not rows and formats.is_chatter(message.topic):
        return
    if reader.limit_bytes is not None and len(message.payload) > reader.limit_bytes:
        size = {"size": len(message.payload), "limit": reader.limit_bytes}
        result.letters.append(IncomingDeadLetter(message.topic, message.payload, "too_large", size))
        return
    if not message.payload and message.retained:
        return  # An empty retained message only clears the topic.
    guessed = None if rows else formats.format_of(message.topic) or formats.guess(message.payload)
    names = {row.format for row in rows} | ({guessed} if guessed else set())
    for name in sorted(names):
        own = [row for row in rows if row.format == name]
        found = reader.extract(name, message.payload)
        if found.battery and not message.retained:
            result.batteries[formats.logger_of(message.topic)] = found.battery
        result.heard[message.topic] = HeardMessage(message.topic, name, message.payload, found.samples)
        _take(message, formats.logger_of(message.topic), _mapped(message, name, found, own), result)
    if not names:
        params = {"topic": message.topic[:200]}
        result.letters.append(IncomingDeadLetter(message.topic, message.payload, "unknown_topic", params))


def _mapped(message: Message, name: str, found: Extract, rows: list[MappingRow]) -> Parsed:
    """The parts of such a message can't be read alone, so each fault keeps the whole of it."""
    said = list(read_mapped(found.samples, rows, omits_zeros=formats.FORMATS[name].omits_zeros))
    readings = tuple((each, message.payload) for each in said if not isinstance(each, Refusal))
    refused = [each for each in said if isinstance(each, Refusal)]
    fault = found.fault or next(iter(refused), None) or _nothing_mapped(message, name, found, rows, bool(readings))
    faults = (Fault(message.payload, fault.code, fault.params),) if fault else ()
    return Parsed(readings, faults)


def _nothing_mapped(
    message: Message, name: str, found: Extract, rows: list[MappingRow], has_readings: bool
) -> Refusal | None:
    """Why a readable message counts for no register; a message without any value needs no reason."""
    if has_readings or not found.samples:
        return None
    if not rows:
        return Refusal("no_mapping", {"topic": message.topic[:200], "format": FORMATS[name]})
    if formats.FORMATS[name].is_partial:
        return None
    return Refusal("no_mapped_field", {"fields": ", ".join(row.field for row in rows)[:200]})


def _decode_status(message: Message, logger: str, result: Decoded) -> None:
    if not message.payload:
        return  # An empty retained message only clears the topic.
    online = regie.parse_status(message.payload)
    if isinstance(online, bool):
        result.statuses.append(Status(logger, online))
    else:
        result.letters.append(IncomingDeadLetter(message.topic, online.raw, online.code, online.params))


def _note_dropped(message: Message, _logger: str, result: Decoded) -> None:
    result.dropped = int(message.payload) if message.payload.isdigit() else None


def _note_held(message: Message, _logger: str, result: Decoded) -> None:
    result.held = int(message.payload) if message.payload.isdigit() else None


def _pass_over(_message: Message, _logger: str, _result: Decoded) -> None:
    """Our own words, which come back to us."""


_BESIDE_READINGS: Mapping[Kind, Callable[[Message, str, Decoded], None]] = {
    "status": _decode_status,
    "dropped": _note_dropped,
    "held": _note_held,
    "own": _pass_over,
}
