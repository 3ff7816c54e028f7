"""Our own format: one JSON object or an array of them. Pure: bytes in, readings and faults out, never an exception."""

from typing import Any

import msgspec

from iot.messages import MAX_BYTES, Fault, Parsed
from iot.payloads.reading import NOT_NUMBERS, UNREADABLE
from ops.energy.rules.written_reading import WrittenReading, explain

_object_decoder = msgspec.json.Decoder(WrittenReading)
_array_decoder = msgspec.json.Decoder(list[msgspec.Raw])
_status_decoder = msgspec.json.Decoder(type=dict[str, Any])


def parse_readings(payload: bytes, *, limit_bytes: int | None = MAX_BYTES) -> Parsed:
    """The readings of one message; of an array, the good objects are kept when others are bad."""
    if limit_bytes is not None and len(payload) > limit_bytes:
        return Parsed(faults=(Fault(payload, "too_large", {"size": len(payload), "limit": limit_bytes}),))
    text = payload.strip()
    if not text:
        return Parsed(faults=(Fault(payload, "empty"),))
    try:
        return _parse_text(payload, text)
    except UNREADABLE:
        return _parse_as_words(payload, text)


def _parse_as_words(payload: bytes, text: bytes) -> Parsed:
    """Reads what is no number as a word, so that it costs the value that it stands for and not its neighbours."""
    worded = NOT_NUMBERS.sub(rb'\1"\2"', text)
    try:
        if worded != text:
            return _parse_text(payload, worded)
    except UNREADABLE:
        pass
    return Parsed(faults=(Fault(payload, "not_json"),))


def _parse_text(payload: bytes, text: bytes) -> Parsed:
    if not text.startswith(b"["):
        return _collect([(text, payload)])
    parts = [bytes(part) for part in _array_decoder.decode(text)]
    return _collect([(part, part) for part in parts]) if parts else Parsed(faults=(Fault(payload, "empty"),))


def _collect(parts: list[tuple[bytes, bytes]]) -> Parsed:
    readings: list[tuple[WrittenReading, bytes]] = []
    faults: list[Fault] = []
    for text, raw in parts:
        try:
            readings.append((_object_decoder.decode(text), raw))
        except msgspec.ValidationError:
            faults.append(_explain(text, raw))
    return Parsed(tuple(readings), tuple(faults))


def _explain(text: bytes, raw: bytes) -> Fault:
    """Raises like the decoder on what is no JSON."""
    refusal = explain(msgspec.json.decode(text))
    return Fault(raw, refusal.code, refusal.params)


def parse_status(payload: bytes) -> bool | Fault:
    """Whether the logger says that it is online."""
    try:
        online = _status_decoder.decode(payload).get("online")
    except UNREADABLE:
        return Fault(payload, "not_json")
    return online if isinstance(online, bool) else Fault(payload, "missing_field", {"field": "online"})
