"""A rule set as a form and as tables: any body of plain data, its figures one field each. Pure.

A field is named by its path, `targets.P1.respond.minutes`; rows of a list are numbered from 1. The shape itself
(more rows, other names) is changed in the JSON editor.
"""

import json
import math
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal

from babel.numbers import get_decimal_symbol

from ops.errors import N_
from ops.kit.rulesets import Fault
from ops.web.pages.operations.rule_units import OPTIONAL, Way, codes_of

Kind = Literal["yes_no", "whole", "number", "text", "list"]
_NOT_WHOLE, _NOT_NUMBER = N_("Write a whole number."), N_("Write a number.")
_NOT_JSON = N_("This is not valid JSON: look at line %(line)s, place %(place)s.")
_NOT_OBJECT = N_("The whole must be a JSON object, between { and }.")
_CODE = "code"
_MOST_COLUMNS = 5


@dataclass(frozen=True)
class Leaf:
    """One figure; `group` are the parts of the path above its own name."""

    path: str
    group: tuple[str, ...]
    name: str
    kind: Kind
    value: Any

    @property
    def typed(self) -> str:
        """As a person types it."""
        if self.kind == "list":
            return ", ".join(str(each) for each in self.value)
        if self.kind == "yes_no":
            return "yes" if self.value else "no"
        return "" if self.value is None else str(self.value)

    def typed_in(self, language: str) -> str:
        """With the decimal sign of the language, and nothing between the thousands: it is to be typed again."""
        if self.kind != "number":
            return self.typed
        return self.typed.removesuffix(".0").replace(".", get_decimal_symbol(language))

    @property
    def choices(self) -> tuple[Way, tuple[str, ...]] | None:
        return codes_of(self.group, self.name, self.value)


class NotReadable(ValueError):
    """What was typed is not JSON, or not an object; `text` is a msgid with `params`."""

    def __init__(self, text: str, **params: int) -> None:
        super().__init__(text)
        self.text = text
        self.params = params


def leaves(body: Any, group: tuple[str, ...] = ()) -> Iterator[Leaf]:
    """Every figure in the order of the body."""
    items = body.items() if isinstance(body, dict) else enumerate(body, start=1)
    for key, value in items:
        name = str(key)
        if isinstance(value, dict) or _holds_groups(value):
            yield from leaves(value, (*group, name))
        else:
            yield Leaf(".".join((*group, name)), group, name, _kind(value), value)


def _holds_groups(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict | list) for each in value)


def _kind(value: Any) -> Kind:
    if isinstance(value, bool):
        return "yes_no"
    if isinstance(value, int):
        return "whole"
    if isinstance(value, float):
        return "number"
    return "list" if isinstance(value, list) else "text"


def filled(body: dict[str, Any], typed: Mapping[str, str]) -> tuple[dict[str, Any], list[Fault]]:
    """The body with what was typed in its fields, and what can't be read of it; fields not sent stay as they are."""
    result, faults = deepcopy(body), []
    for leaf in leaves(body):
        if leaf.path in typed and typed[leaf.path].strip() != leaf.typed:
            value, problem = _read(leaf, typed[leaf.path].strip())
            if problem:
                faults.append(Fault(leaf.path, problem))
            else:
                _put(result, leaf, value)
    return result, faults


def _read(leaf: Leaf, text: str) -> tuple[Any, str | None]:
    match leaf.kind:
        case "yes_no":
            return text == "yes", None
        case "list":
            return _read_list(leaf, text), None
        case "text":
            may_be_empty = leaf.value is None or leaf.name in OPTIONAL
            return (None if may_be_empty and not text else text), None
    return _read_number(leaf, text)


def _read_number(leaf: Leaf, text: str) -> tuple[int | float | None, str | None]:
    """A comma is a decimal point here too."""
    plain = text.replace(" ", "").replace(",", ".")
    try:
        number = float(plain)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        return None, _NOT_WHOLE if leaf.kind == "whole" else _NOT_NUMBER
    if leaf.kind == "whole" and not number.is_integer():
        return None, _NOT_WHOLE
    return (int(number) if leaf.kind == "whole" else number), None


def _read_list(leaf: Leaf, text: str) -> list[Any]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    if leaf.value and all(isinstance(each, int) and not isinstance(each, bool) for each in leaf.value):
        return [int(word) if word.lstrip("-").isdigit() else word for word in words]
    return list(words)


def _put(body: Any, leaf: Leaf, value: Any) -> None:
    for part in leaf.group:
        body = body[int(part) - 1] if isinstance(body, list) else body[part]
    if isinstance(body, list):
        body[int(leaf.name) - 1] = value
    else:
        body[leaf.name] = value


def read_json(text: str) -> dict[str, Any]:
    """Raises NotReadable, with the place where the text stops being JSON."""
    try:
        body = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise NotReadable(_NOT_JSON, line=error.lineno, place=error.colno) from error
    except (ValueError, RecursionError) as error:
        raise NotReadable(_NOT_JSON, line=1, place=1) from error
    if not isinstance(body, dict) or "\\u0000" in text:
        raise NotReadable(_NOT_OBJECT)
    return body


def _no_constant(name: str) -> None:
    raise ValueError(name)


def as_json(body: Mapping[str, Any]) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False)


@dataclass(frozen=True)
class Row:
    """One row: its name in the path, the code or name that heads it, and its value in each column."""

    name: str
    head: str
    cells: dict[str, Any]


@dataclass(frozen=True)
class Table:
    """A part of a body that reads best as rows and columns; a cell is a plain value or a small group."""

    title: tuple[str, ...]
    columns: list[str]
    rows: list[Row]

    @property
    def is_wide(self) -> bool:
        """Too many columns for a screen, most of them empty in each row: it reads as a sentence a row."""
        return len(self.columns) > _MOST_COLUMNS

    @property
    def is_numbered(self) -> bool:
        return all(row.head.isdecimal() for row in self.rows)


@dataclass(frozen=True)
class Facts:
    """A part of a body that reads best as names and values."""

    title: tuple[str, ...]
    items: list[tuple[str, Any]]


def sections(body: Mapping[str, Any], title: tuple[str, ...] = ()) -> list[Table | Facts]:
    """The body in readable parts: plain figures first, then each group as a table or as parts of its own."""
    plain = [(key, value) for key, value in body.items() if not _is_group(value)]
    found: list[Table | Facts] = [Facts(title, plain)] if plain else []
    groups = {key: value for key, value in body.items() if _is_group(value)}
    if not plain and groups and _is_grid(groups):
        return [_grid(title, {str(key): value for key, value in groups.items()})]
    for key, value in groups.items():
        here = (*title, str(key))
        if isinstance(value, list):
            found.append(_grid(here, {str(number): row for number, row in enumerate(value, start=1)}))
        elif _is_grid(value):
            found.append(_grid(here, value))
        else:
            found.extend(sections(value, here))
    return found


def _is_group(value: Any) -> bool:
    return isinstance(value, dict) or _holds_groups(value)


def _is_grid(value: Mapping[str, Any]) -> bool:
    """Two groups or more whose members are plain or small: rows of one table."""
    return len(value) > 1 and all(isinstance(row, dict) and not _has_deep_cells(row) for row in value.values())


def _has_deep_cells(row: Mapping[str, Any]) -> bool:
    return any(_holds_groups(cell) or _is_deep(cell) for cell in row.values())


def _is_deep(cell: Any) -> bool:
    return isinstance(cell, dict) and any(isinstance(each, dict | list) for each in cell.values())


def _grid(title: tuple[str, ...], rows: Mapping[str, Any]) -> Table:
    """A code heads its row instead of standing in a column."""
    named = list(dict.fromkeys(key for row in rows.values() if isinstance(row, dict) for key in row))
    columns = [key for key in named if key != _CODE] if named else [""]
    return Table(title, columns, [Row(name, _head(name, row), _cells(row, columns)) for name, row in rows.items()])


def _head(name: str, row: Any) -> str:
    return str(row.get(_CODE, name)) if isinstance(row, dict) else name


def _cells(row: Any, columns: list[str]) -> dict[str, Any]:
    return {column: row.get(column) for column in columns} if isinstance(row, dict) else {"": row}


def leaves_below(body: Mapping[str, Any]) -> dict[tuple[str, ...], list[Leaf]]:
    """Each place of the body with the figures that stand at it or below it, to be typed there."""
    found: dict[tuple[str, ...], list[Leaf]] = {}
    for leaf in leaves(body):
        path = (*leaf.group, leaf.name)
        for length in range(1, len(path) + 1):
            found.setdefault(path[:length], []).append(leaf)
    return found
