"""Local times typed in a form, and the way from a form to an act and back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ops.errors import N_, InvalidInput, RegieError


class UnreadableMoment(InvalidInput):
    code = "unreadable_moment"
    text = N_("Give a date and a time.")


class NotInList(InvalidInput):
    code = "not_in_list"
    text = N_("Choose one of the list.")


def moment(text: str, zone: ZoneInfo, name: str) -> datetime | None:
    """What an `<input type="datetime-local">` sent, as an instant; None when it was left empty."""
    if not text.strip():
        return None
    try:
        typed = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UnreadableMoment(field=name) from error
    return typed if typed.tzinfo else typed.replace(tzinfo=zone)


def typed_moment(at: datetime, zone: ZoneInfo) -> str:
    """An instant as such an input shows it."""
    return at.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


@dataclass(frozen=True)
class Attempt:
    """An act that is being filled in, or was refused: what was typed stays."""

    act: str = ""
    form: Mapping[str, Any] = field(default_factory=dict)
    error: RegieError | None = None

    @property
    def status(self) -> int:
        return self.error.status if self.error else 200
