"""Which registers a field of an unknown datalogger most likely counts for, by the words of its topic."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ops.errors import RegieError
from ops.kit.units import stored_unit

_MOST = 2


@dataclass(frozen=True, slots=True)
class Candidate:
    """A register that may be meant; `building` by its code, such as ANT-01."""

    code: str
    building: str
    unit: str
    is_connected: bool


def likely_registers(topic: str, unit: str, candidates: Sequence[Candidate]) -> Sequence[str]:
    """Codes of the building that the topic names, of the field's unit; what nobody has connected yet comes first.

    Nothing without a unit or a building in the topic: a wrong guess costs more than a word to type.
    """
    wanted, words = _stored(unit), _words(topic)
    fitting = [each for each in candidates if each.unit == wanted and _stands_in(_words(each.building), words)]
    return [each.code for each in sorted(fitting, key=lambda each: (each.is_connected, each.code))][:_MOST]


def _stored(unit: str) -> str | None:
    try:
        return stored_unit(unit) if unit else None
    except RegieError:
        return None


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+", text.lower())


def _stands_in(some: Sequence[str], words: Sequence[str]) -> bool:
    """One after the other, as ant-01 in tele/ant-01-cellar/SENSOR."""
    return bool(some) and any(
        list(words[place : place + len(some)]) == list(some) for place in range(len(words) - len(some) + 1)
    )
