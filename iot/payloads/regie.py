"""Our own format: one JSON object or an array of them. Pure: bytes in, readings and faults out, never an exception."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any

import msgspec

#: Larger messages are kept aside until a person replays them.
MAX_BYTES = 512 * 1024
_TEXT_FIELDS = ("register", "at", "unit", "kind")
_UNREADABLE = (msgspec.MsgspecError, RecursionError, ValueError)
#: What some loggers write for a number they don't have, and numbers beyond all bounds: no decoder takes them, though
#: everything around them may be in order.
_NOT_NUMBERS = re.compile(rb"(:\s*)(-?(?:nan|inf|infinity|\d[\d.]*e\+?\d{3,}))(?=\s*[,}\]])", re.IGNORECASE)


class RawReading(msgspec.Struct, frozen=True):
    """One object as sent; `at` carries its zone."""

    register: str
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    value: int | float | str
    unit: str
    kind: str


@dataclass(frozen=True, slots=True)
class Fault:
    """A part of the message that can't be read, with the reason."""

    raw: bytes
    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Each reading with the bytes it came from, and what could not be read."""

    readings: tuple[tuple[RawReading, bytes], ...] = ()
    faults: tuple[Fault, ...] = ()


_object_decoder = msgspec.json.Decoder(RawReading)
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
    except _UNREADABLE:
        return _parse_as_words(payload, text)


def _parse_as_words(payload: bytes, text: bytes) -> Parsed:
    """Reads what is no number as a word, so that it costs the value that it stands for and not its neighbours."""
    worded = _NOT_NUMBERS.sub(rb'\1"\2"', text)
    try:
        if worded != text:
            return _parse_text(payload, worded)
    except _UNREADABLE:
        pass
    return Parsed(faults=(Fault(payload, "not_json"),))


def _parse_text(payload: bytes, text: bytes) -> Parsed:
    if not text.startswith(b"["):
        return _collect([(text, payload)])
    parts = [bytes(part) for part in _array_decoder.decode(text)]
    return _collect([(part, part) for part in parts]) if parts else Parsed(faults=(Fault(payload, "empty"),))


def _collect(parts: list[tuple[bytes, bytes]]) -> Parsed:
    readings: list[tuple[RawReading, bytes]] = []
    faults: list[Fault] = []
    for text, raw in parts:
        try:
            readings.append((_object_decoder.decode(text), raw))
        except msgspec.ValidationError:
            faults.append(_explain(text, raw))
    return Parsed(tuple(readings), tuple(faults))


def _explain(text: bytes, raw: bytes) -> Fault:
    """What is wrong with an object that is JSON but no reading. Raises like the decoder on what is no JSON."""
    found = msgspec.json.decode(text)
    if not isinstance(found, dict):
        return Fault(raw, "not_an_object")
    for name in (*_TEXT_FIELDS, "value"):
        if found.get(name) is None:
            return Fault(raw, "missing_field", {"field": name})
    for name in _TEXT_FIELDS:
        if not isinstance(found[name], str):
            return Fault(raw, "wrong_type", {"field": name})
    return _explain_time(found["at"], raw) or Fault(raw, "wrong_type", {"field": "value"})


def _explain_time(value: str, raw: bytes) -> Fault | None:
    try:
        moment = msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        return Fault(raw, "bad_time", {"value": value[:40]})
    return Fault(raw, "no_time_zone", {"value": value[:40]}) if moment.tzinfo is None else None


def parse_status(payload: bytes) -> bool | Fault:
    """Whether the logger says that it is online."""
    try:
        online = _status_decoder.decode(payload).get("online")
    except _UNREADABLE:
        return Fault(payload, "not_json")
    return online if isinstance(online, bool) else Fault(payload, "missing_field", {"field": "online"})
