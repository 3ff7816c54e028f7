"""On a ticket's page: a call back is promised, and noted once it was made."""

from typing import Annotated

from fastapi import Form
from fastapi.responses import Response

from ops.access.guard import PageRouter
from ops.errors import N_
from ops.kit.locale import Text
from ops.repairs.errors.desk import NobodyChosen
from ops.repairs.service.call_back import called_back, promise_call_back
from ops.web.forms import Line, NotInList, Prose
from ops.web.pages.repairs.call_checks import promised_moment
from ops.web.pages.repairs.ticket_acts import OnPage
from ops.web.reader import reader_of

router = PageRouter()


def _id(text: str) -> int | None:
    """None for whoever called last. Raises NotInList for what no form of ours sends."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit()):
        raise NotInList(field="caller")
    return int(text)


@router.post("/tickets/{ref}/call-back", permission="tickets.work")
def submit_promise(
    ref: str,
    act: OnPage,
    caller: Line = "",
    phone: Line = "",
    call_back_in: Line = "",
    call_back_at: Line = "",
    text: Prose = "",
) -> Response:
    """A moment that was typed counts before the minutes that are offered."""

    def carry_out() -> None:
        reader = reader_of(act.request)
        by = promised_moment("", call_back_at, reader) or promised_moment(call_back_in, "", reader)
        promise_call_back(act.session, ref, _id(caller), by, phone=phone, text=text, **act.by)

    form = {
        "caller": caller, "phone": phone, "call_back_in": call_back_in, "call_back_at": call_back_at, "text": text,
    }  # fmt: skip
    return act.run(ref, "promise", form, Text(N_("The call back is promised; its clock runs.")), carry_out)


@router.post("/tickets/{ref}/called-back", permission="tickets.work")
def submit_called(
    ref: str,
    act: OnPage,
    callers: Annotated[list[int], Form()] = [],  # noqa: B006 - FastAPI copies it.
    text: Prose = "",
) -> Response:
    def carry_out() -> None:
        if not callers:
            raise NobodyChosen(field="callers")
        called_back(act.session, ref, callers, text, **act.by)

    form = {"callers": callers, "text": text}
    return act.run(ref, "called", form, Text(N_("Noted: called back.")), carry_out)
