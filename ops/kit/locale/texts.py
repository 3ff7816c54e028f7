"""Sentences as data: a msgid with its parameters, worded where somebody reads it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ops.config import HOUSE_ZONE
from ops.kit.locale import formats
from ops.kit.locale.catalogs import DEFAULT_LANGUAGE, LANGUAGES, catalog

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "Amount",
    "Bilingual",
    "Day",
    "Eur",
    "Figure",
    "Instant",
    "Text",
    "catalog",
    "plural",
    "translate",
]


@dataclass(frozen=True)
class Amount:
    """A quantity in millionths of a unit ("kWh", "m3", "m3/h", "l/h")."""

    micro: int
    unit: str

    def render(self, language: str) -> str:
        return formats.format_amount(self.micro, self.unit, language)

    def to_json(self) -> dict[str, Any]:
        return {"amount": [self.micro, self.unit]}


@dataclass(frozen=True)
class Eur:
    """An amount of money in cents."""

    cents: int

    def render(self, language: str) -> str:
        return formats.format_eur(self.cents, language)

    def to_json(self) -> dict[str, Any]:
        return {"eur": self.cents}


@dataclass(frozen=True)
class Instant:
    """A moment, shown in local time."""

    at: datetime

    def render(self, language: str) -> str:
        return formats.format_instant(self.at, language, HOUSE_ZONE)

    def to_json(self) -> dict[str, Any]:
        return {"instant": self.at.isoformat()}


@dataclass(frozen=True)
class Day:
    """A local date."""

    on: date

    def render(self, language: str) -> str:
        return formats.format_day(self.on, language)

    def to_json(self) -> dict[str, Any]:
        return {"day": self.on.isoformat()}


@dataclass(frozen=True)
class Figure:
    """A plain number with the decimals that it was written with: "-2.1"."""

    value: str

    def render(self, language: str) -> str:
        return formats.format_figure(Decimal(self.value), language)

    def to_json(self) -> dict[str, Any]:
        return {"figure": self.value}


@dataclass(frozen=True)
class Bilingual:
    """A name that people gave in Dutch and in French; readers of other languages get the Dutch one."""

    nl: str
    #: Empty where it is the same.
    fr: str = ""

    def render(self, language: str) -> str:
        return self.fr if language == "fr" and self.fr else self.nl

    def to_json(self) -> dict[str, Any]:
        return {"nl": self.nl, "fr": self.fr}


@dataclass(frozen=True)
class Text:
    """A text to be worded later; parameters may be texts, names, amounts and instants themselves."""

    msgid: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def render(self, language: str) -> str:
        worded = {name: _render(value, language) for name, value in self.params.items()}
        return translate(language, self.msgid, **worded)

    def to_json(self) -> dict[str, Any]:
        return {"msgid": self.msgid, "params": {name: _dump(value) for name, value in self.params.items()}}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Text":
        return Text(data.get("msgid", ""), {name: _load(value) for name, value in data.get("params", {}).items()})


_Worded = Text | Amount | Bilingual | Day | Eur | Figure | Instant


def _render(value: Any, language: str) -> Any:
    return value.render(language) if isinstance(value, _Worded) else value


def _dump(value: Any) -> Any:
    return value.to_json() if isinstance(value, _Worded) else value


def _load(value: Any) -> Any:
    match value:
        case {"amount": [micro, unit]}:
            return Amount(micro, unit)
        case {"eur": cents}:
            return Eur(cents)
        case {"day": on}:
            return Day(date.fromisoformat(on))
        case {"figure": number}:
            return Figure(number)
        case {"instant": at}:
            return Instant(datetime.fromisoformat(at))
        case {"nl": nl, "fr": fr}:
            return Bilingual(nl, fr)
        case {"msgid": _}:
            return Text.from_json(value)
    return value


def translate(language: str, msgid: str, /, **params: object) -> str:
    """The sentence of `msgid` in a language, its named parameters filled in."""
    if not msgid:
        return ""
    text = catalog(language).gettext(msgid)
    return text % params if params else text


def plural(language: str, one: str, many: str, n: int, /, **params: object) -> str:
    """The sentence for `n` things; `n` itself is a parameter."""
    text = catalog(language).ngettext(one, many, n)
    return text % {"n": n, **params}
