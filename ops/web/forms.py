"""Forms: what they may send, and the way back to them with what was typed and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Form, Request
from fastapi.responses import Response
from pydantic import BeforeValidator

from ops.errors import N_, InvalidInput, RegieError
from ops.kit.http import language_of
from ops.kit.locale import translate
from ops.web.rendering import render


def _one_break(text: str) -> str:
    """A browser counts a line break once and sends two characters: none of them may make a text too long."""
    return text.replace("\r\n", "\n")


#: What a field may hold: PostgreSQL keeps no NUL.
Line = Annotated[str, Form(max_length=200, pattern=r"^[^\x00]*$")]
Prose = Annotated[str, BeforeValidator(_one_break), Form(max_length=4000, pattern=r"^[^\x00]*$")]
#: Words that their owner measures himself: what is too long is given back in its own form.
Unmeasured = Annotated[str, BeforeValidator(_one_break), Form()]
#: A reason: a few sentences.
ShortProse = Annotated[str, BeforeValidator(_one_break), Form(max_length=500, pattern=r"^[^\x00]*$")]
#: The version that the page showed: who saves on an older one is told.
Version = Annotated[int, Form(ge=0, le=2**31)]


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


def faults(request: Request, *wrong: RegieError | None) -> dict[str, Any]:
    """Errors as the summary (`errors`) and the fields (`error_at`) of a form show them."""
    language = language_of(request)
    told = [(error.field, translate(language, error.text, **error.params)) for error in wrong if error]
    return {
        "errors": [{"field": name, "text": text} for name, text in told],
        "error_at": {name: text for name, text in told if name},
    }


def with_error(
    request: Request, template: str, error: RegieError, form: Mapping[str, Any] | None = None, /, **context: Any
) -> Response:
    """The same page again, with what was typed and what is wrong with it."""
    return render(request, template, status=error.status, form=form or {}, **faults(request, error), **context)


def without_error(
    request: Request, template: str, /, form: Mapping[str, Any] | None = None, **context: Any
) -> Response:
    return render(request, template, form=form or {}, **faults(request, None), **context)
