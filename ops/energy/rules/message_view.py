"""A message as a person can look at it: text where it is text, else its bytes in hexadecimal."""

import json
from dataclasses import dataclass

SHOWN_BYTES = 4 * 1024
_HEX_BYTES = 512
_LINE = 16


@dataclass(frozen=True, slots=True)
class PayloadView:
    """`is_text` is False for a hexadecimal listing; `is_cut` when there is more than is shown."""

    shown: str
    is_text: bool
    is_cut: bool


def view(head: bytes, size_bytes: int) -> PayloadView:
    """From the first bytes of a message and its size."""
    text = _as_text(head[:SHOWN_BYTES], is_cut=size_bytes > SHOWN_BYTES)
    if text is None:
        return PayloadView(hexdump(head[:_HEX_BYTES]), False, size_bytes > _HEX_BYTES)
    return PayloadView(text, True, size_bytes > SHOWN_BYTES)


def _as_text(head: bytes, *, is_cut: bool) -> str | None:
    # A cut may fall inside a character of up to four bytes.
    ends = range(len(head), max(len(head) - 4, -1), -1) if is_cut else (len(head),)
    for end in ends:
        try:
            text = head[:end].decode()
        except UnicodeDecodeError:
            continue
        readable = all(character.isprintable() or character in "\r\n\t" for character in text)
        return _indented(text) if readable else None
    return None


def _indented(text: str) -> str:
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def hexdump(data: bytes) -> str:
    """Offset, sixteen bytes, and the letters among them, a line each."""
    return "\n".join(_hex_line(start, data[start : start + _LINE]) for start in range(0, len(data), _LINE))


def _hex_line(start: int, part: bytes) -> str:
    letters = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
    return f"{start:06x}  {part.hex(' '):<{3 * _LINE - 1}}  {letters}"
