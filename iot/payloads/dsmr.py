"""P1 telegrams of smart meters: DSMR 4 and later, e-MUCS of Belgium; as text, or as `telegram` in a JSON object.

Read here and not by dsmr-parser, which brings a serial port, a cryptography library and a DLMS stack along.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from iot.messages import Extract, Receipt
from iot.payloads.reading import object_of
from ops.energy.rules.mapping import Sample
from ops.energy.rules.written_time import Unreadable, flagged_instant

_LINE = re.compile(r"(\d{1,3})-(\d{1,3}):(\d{1,3}\.\d{1,3}\.\d{1,3})((?:\([^()]*\))+)")
_GROUP = re.compile(r"\(([^()]*)\)")
_AMOUNT = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)\*([A-Za-z0-9]{1,6})")
_STAMP = re.compile(r"(\d{12})([SW]?)")
_CLOCK, _DEVICE_TYPE, _SERIALS = "1.0.0", "24.1.0", ("96.1.0", "96.1.1")
#: What hangs on the wired M-Bus, by its type; the channel may be another one at the neighbour's.
_DEVICES = {"003": "gas", "004": "heat", "006": "hot_water", "007": "water"}
_UNITS = ("kWh", "Wh", "MWh", "kW", "W", "m3", "GJ")
_CRC_POLYNOMIAL = 0xA001
_LONGEST_SERIAL = 60


@dataclass(frozen=True, slots=True)
class _Line:
    """`1-0:1.8.1(000123.456*kWh)`: medium, channel, what it is, and what stands in the brackets."""

    medium: str
    channel: str
    code: str
    groups: tuple[str, ...]


def read(payload: bytes, _receipt: Receipt) -> Extract:
    """Registers by their OBIS number (`1.8.1`), meters on the M-Bus by what they are (`gas`). Raises Unreadable."""
    telegram = _telegram(payload)
    _check(telegram)
    lines = [
        _Line(found[1], found[2], found[3], tuple(_GROUP.findall(found[4])))
        for line in telegram.decode("latin-1").splitlines()
        if (found := _LINE.fullmatch(line.strip()))
    ]
    at = _clock(lines)
    return Extract((*_own(lines, at), *_on_the_bus(lines)))


def _telegram(payload: bytes) -> bytes:
    text = payload.lstrip()
    if text.startswith(b"{"):
        wrapped = object_of(text).get("telegram")
        if not isinstance(wrapped, str):
            raise Unreadable("missing_field", field="telegram")
        text = wrapped.encode("latin-1", "replace").lstrip()
    if not text:
        raise Unreadable("empty")
    if not text.startswith(b"/"):
        raise Unreadable("no_telegram")
    return text


def _check(telegram: bytes) -> None:
    """The sum stands after the last `!` and covers all up to it. Raises Unreadable."""
    end = telegram.rfind(b"!")
    if end < 0:
        raise Unreadable("cut_off")
    written = telegram[end + 1 :].strip().decode("latin-1")
    if not re.fullmatch(r"[0-9A-Fa-f]{4}", written):
        raise Unreadable("no_checksum")
    content = telegram[: end + 1]
    # Some loggers send the lines on with other ends than the meter gave them.
    unix = content.replace(b"\r\n", b"\n")
    if int(written, 16) not in (crc16(content), crc16(unix.replace(b"\n", b"\r\n"))):
        raise Unreadable("wrong_checksum", value=written)


def crc16(content: bytes) -> int:
    """CRC-16/ARC."""
    crc = 0
    for byte in content:
        crc = (crc >> 8) ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def _table_entry(byte: int) -> int:
    for _ in range(8):
        byte = (byte >> 1) ^ _CRC_POLYNOMIAL if byte & 1 else byte >> 1
    return byte


_TABLE = tuple(_table_entry(byte) for byte in range(256))


def _clock(lines: list[_Line]) -> datetime:
    for line in lines:
        if (line.medium, line.code) == ("0", _CLOCK):
            return _instant(line.groups[0])
    raise Unreadable("missing_field", field="0-0:1.0.0")


def _instant(stamp: str) -> datetime:
    """`260102100000W`: S in summer, W in winter time. Raises Unreadable."""
    found = _STAMP.fullmatch(stamp)
    if not found:
        raise Unreadable("bad_time", value=stamp[:40])
    if not found[2]:
        raise Unreadable("no_time_zone", value=stamp)
    try:
        moment = datetime.strptime(found[1], "%y%m%d%H%M%S")  # noqa: DTZ007  (its zone is the letter behind it)
    except ValueError:
        raise Unreadable("bad_time", value=stamp) from None
    return flagged_instant(moment, summer=found[2] == "S")


def _own(lines: list[_Line], at: datetime) -> Iterator[Sample]:
    """The registers of the meter itself; a peak has its own time before its amount."""
    for line in lines:
        if (line.medium, len(line.groups)) in (("1", 1), ("1", 2)) and (amount := _amount(line)):
            yield Sample(line.code, at if len(line.groups) == 1 else _instant(line.groups[0]), *amount)


def _amount(line: _Line) -> tuple[str, str] | None:
    found = _AMOUNT.fullmatch(line.groups[-1])
    return (found[1], found[2]) if found and found[2] in _UNITS else None


def _on_the_bus(lines: list[_Line]) -> Iterator[Sample]:
    """A meter that was taken off leaves an impossible time behind: it says nothing any more."""
    names = _device_names([line for line in lines if line.medium == "0"])
    for line in lines:
        if line.medium != "0" or line.channel not in names or not line.code.startswith("24.2."):
            continue
        amount = _amount(line)
        if amount and len(line.groups) == 2:
            try:
                yield Sample(names[line.channel], _instant(line.groups[0]), *amount)
            except Unreadable:
                continue


def _device_names(lines: list[_Line]) -> dict[str, str]:
    """By channel; two of a kind are told apart by their serial numbers, or else by their channels."""
    kinds = {line.channel: _DEVICES.get(line.groups[0], "") for line in lines if line.code == _DEVICE_TYPE}
    serials = {line.channel: _serial(line.groups[0]) for line in lines if line.code in _SERIALS and line.groups[0]}
    known = [kind for kind in kinds.values() if kind]
    return {
        channel: kind if known.count(kind) == 1 else f"{kind}:{serials.get(channel, channel)}"
        for channel, kind in kinds.items()
        if kind
    }


def _serial(written: str) -> str:
    """As it stands on the meter: a telegram writes each letter of it as two hexadecimal digits."""
    try:
        letters = bytes.fromhex(written).decode("ascii")
    except ValueError:
        return written[:_LONGEST_SERIAL]
    return (letters if letters.isalnum() else written)[:_LONGEST_SERIAL]
