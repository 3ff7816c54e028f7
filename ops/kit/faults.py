"""What is wrong at which place of a body of plain data, in words for people."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pydantic

from ops.errors import N_


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of a body; `text` is an English msgid."""

    path: str
    text: str


_PYDANTIC_TEXTS = {
    "missing": N_("This is missing."),
    "extra_forbidden": N_("This name is not known here."),
    "bool_type": N_("Say yes or no."),
    "bool_parsing": N_("Say yes or no."),
    "int_type": N_("Write a whole number."),
    "int_parsing": N_("Write a whole number."),
    "int_from_float": N_("Write a whole number."),
    "float_type": N_("Write a number."),
    "float_parsing": N_("Write a number."),
    "decimal_type": N_("Write a number."),
    "decimal_parsing": N_("Write a number."),
    "string_type": N_("Write a text."),
    "string_too_short": N_("This can't be empty."),
    "list_type": N_("A list belongs here."),
    "dict_type": N_("A group of named values belongs here."),
    "too_short": N_("At least one is needed here."),
    "greater_than": N_("This number is too small."),
    "greater_than_equal": N_("This number is too small."),
    "less_than": N_("This number is too large."),
    "less_than_equal": N_("This number is too large."),
    "literal_error": N_("This word is not one of those that can stand here."),
    "enum": N_("This word is not one of those that can stand here."),
}
_ANY_OTHER = N_("This value can't be used here.")


def faults_of(error: pydantic.ValidationError) -> list[Fault]:
    return [Fault(_path(each["loc"]), _wording(each)) for each in error.errors()]


def _wording(each: Any) -> str:
    own = each.get("ctx", {}).get("error")
    return str(own) if each["type"] == "value_error" and own else _PYDANTIC_TEXTS.get(each["type"], _ANY_OTHER)


def _path(parts: Iterable[object]) -> str:
    """Rows are counted from 1, as people count them."""
    return ".".join(str(part + 1) if isinstance(part, int) else str(part) for part in parts)
