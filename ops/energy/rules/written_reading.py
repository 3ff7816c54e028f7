"""One reading as it stands in JSON, the same at every door: MQTT hands in bytes, HTTP what it has parsed."""

from datetime import datetime
from typing import Annotated, Any

import msgspec

from ops.energy.rules.incoming import Refusal

_FIELDS = ("register", "at", "value", "unit", "kind")
_TEXT_FIELDS = ("register", "at", "unit", "kind")


class WrittenReading(msgspec.Struct, frozen=True):
    """One object as sent; `at` carries its zone. Further fields are the sender's own."""

    register: str
    at: Annotated[datetime, msgspec.Meta(tz=True)]
    value: int | float | str
    unit: str
    kind: str


def read_object(found: Any) -> WrittenReading | Refusal:
    """Of what JSON gave us."""
    try:
        return msgspec.convert(found, WrittenReading)
    except msgspec.ValidationError:
        return explain(found)


def explain(found: Any) -> Refusal:
    """What is wrong with a part of JSON that is no reading."""
    if not isinstance(found, dict):
        return Refusal("not_an_object")
    for name in _FIELDS:
        if found.get(name) is None:
            return Refusal("missing_field", {"field": name})
    for name in _TEXT_FIELDS:
        if not isinstance(found[name], str):
            return Refusal("wrong_type", {"field": name})
    return _explain_time(found["at"]) or Refusal("wrong_type", {"field": "value"})


def _explain_time(value: str) -> Refusal | None:
    try:
        moment = msgspec.convert(value, datetime)
    except msgspec.ValidationError:
        return Refusal("bad_time", {"value": value[:40]})
    return Refusal("no_time_zone", {"value": value[:40]}) if moment.tzinfo is None else None
