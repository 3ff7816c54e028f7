"""From messages to what the core stores: which format stands on which topic."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from iot.messages import MAX_BYTES, Message
from iot.payloads import regie
from iot.topics import Kind, classify
from ops.energy.rules.incoming import IncomingDeadLetter, IncomingReading


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
    #: What the broker says it dropped since it started; None when it said nothing.
    dropped: int | None = None


def decode(messages: Iterable[Message], *, limit_bytes: int | None = MAX_BYTES) -> Decoded:
    """Never fails: what can't be read becomes a dead letter."""
    result = Decoded()
    for message in messages:
        _decode_one(message, result, limit_bytes)
    return result


def _decode_one(message: Message, result: Decoded, limit_bytes: int | None) -> None:
    address = classify(message.topic)
    if address.kind == "readings":
        _decode_readings(message, address.logger, result, limit_bytes)
    else:
        _BESIDE_READINGS[address.kind](message, address.logger, result)


def _decode_readings(message: Message, logger: str, result: Decoded, limit_bytes: int | None) -> None:
    parsed = regie.parse_readings(message.payload, limit_bytes=limit_bytes)
    for written, part in parsed.readings:
        reading = IncomingReading(
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
        result.readings.append(reading)
    for fault in parsed.faults:
        result.letters.append(IncomingDeadLetter(message.topic, fault.raw, fault.code, fault.params))


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


def _pass_over(_message: Message, _logger: str, _result: Decoded) -> None:
    """Our own words, which come back to us."""


def _set_aside(message: Message, _logger: str, result: Decoded) -> None:
    params = {"topic": message.topic[:200]}
    result.letters.append(IncomingDeadLetter(message.topic, message.payload, "unknown_topic", params))


_BESIDE_READINGS: Mapping[Kind, Callable[[Message, str, Decoded], None]] = {
    "status": _decode_status,
    "dropped": _note_dropped,
    "own": _pass_over,
    "unknown": _set_aside,
}
