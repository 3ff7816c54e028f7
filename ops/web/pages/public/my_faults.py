"""What a caller reads when his own page can't answer as it should: his language, his words back, whom to call."""

from contextlib import suppress
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from ops.errors import RegieError
from ops.kit.http import language_of, now_of, reading_of
from ops.kit.idempotency import AlreadyDone
from ops.kit.locale import translate
from ops.kit.typed import typed_of
from ops.repairs import rulebook
from ops.repairs.errors.links import LinkUnknown
from ops.repairs.service.links import linked
from ops.web.pages.public.my_ticket import after, guarded, speak_his_language
from ops.web.rendering import render

_HERE = "/my/"
_PAGE = "my/wrong.html"


def is_my_page(request: Request) -> bool:
    return request.url.path.startswith(_HERE)


def my_fault(request: Request, error: RegieError) -> Response:
    """A fault of ours may be one of the database: then nothing is asked of it. What was sent twice is done once."""
    if isinstance(error, AlreadyDone):
        return after(_token(request), request.url.path.rpartition("/")[2])
    phone = "" if error.status >= 500 else _his_phone(request)
    told = translate(language_of(request), error.text, **error.params)
    typed = [{"name": name, "value": value, "prose": name == "text"} for name, value in typed_of(request)]
    context: dict[str, Any] = {"told": told, "dispatching": phone, "typed": typed, "back": _HERE + _token(request)}
    return guarded(render(request, _PAGE, status=error.status, again=request.url.path, **context))


def _token(request: Request) -> str:
    return request.url.path.removeprefix(_HERE).partition("/")[0]


def _his_phone(request: Request) -> str:
    """The number of the desk; on the way there the page learns whose it is, and speaks to him."""
    now = now_of(request)
    with reading_of(request) as session:
        with suppress(LinkUnknown):
            speak_his_language(request, linked(session, _token(request), now))
        return rulebook.callers(session, now).dispatching_phone
