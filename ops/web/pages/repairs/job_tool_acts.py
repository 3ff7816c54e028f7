"""What the tools of a job send: each to its own address, so that no photo holds up the work."""

from typing import Any

from fastapi import UploadFile
from fastapi.responses import Response

from ops.access.guard import PageRouter
from ops.errors import N_, NotFound, RegieError
from ops.kit.locale import Text
from ops.kit.media import EmptyFile
from ops.repairs import service, uploads
from ops.repairs.queries import order_for_change
from ops.repairs.service import attachments, stock
from ops.repairs.service.attachments import ATTACH
from ops.repairs.service.change import Change
from ops.repairs.service.signing import sign
from ops.web.forms import Line, NotInList, Prose
from ops.web.pages.repairs.job_tools import Drawing, take_drawing
from ops.web.pages.repairs.my_work import WORK
from ops.web.pages.repairs.work_order_acts import OnJob, Step, pieces
from ops.web.rendering import redirect

router = PageRouter()

_MOVES = {"take": stock.take, "return": stock.give_back, "release": stock.release}
_DONE = {
    "photo": N_("The photo is kept."),
    "take": N_("Noted: the part is used."),
    "return": N_("Noted: the part goes back."),
    "release": N_("The part is free again."),
    "remark": N_("Noted in the timeline."),
    "signature": N_("Signed."),
}


def _back(step: Step, ref: str, done: str) -> Response:
    return redirect(step.request, f"/work-orders/{ref}", toast=Text(_DONE[done]))


def _refused(step: Step, ref: str, tool: str, form: dict[str, Any], error: RegieError) -> Response:
    if isinstance(error, NotFound):
        raise error
    return step.refused(ref, tool, form, error)


@router.post("/work-orders/{ref}/parts", permission=WORK)
def submit_part(
    ref: str, step: OnJob, part: Line = "", quantity: Line = "1", action: Line = "take", store: Line = ""
) -> Response:
    form = {"part": part, "quantity": quantity}
    try:
        if action not in _MOVES:
            raise NotInList(field="part")
        order = order_for_change(step.session, ref, step.who)
        change = Change(step.session, order.ticket, step.who, step.now)
        number, uuid = pieces(quantity), step.client_uuid or None
        _MOVES[action](change, order, part.strip(), number, store=store or None, client_uuid=uuid)
    except RegieError as error:
        return _refused(step, ref, "part", form, error)
    return _back(step, ref, action)


@router.post("/work-orders/{ref}/remark", permission=WORK)
def submit_remark(ref: str, step: OnJob, text: Prose = "") -> Response:
    try:
        order = order_for_change(step.session, ref, step.who)
        service.add_note(step.session, order.ticket.ref, text, who=step.who, now=step.now)
    except RegieError as error:
        return _refused(step, ref, "remark", {"text": text}, error)
    return _back(step, ref, "remark")


@router.post("/work-orders/{ref}/photos", permission=ATTACH)
def submit_photo(ref: str, step: OnJob, file: UploadFile | None = None) -> Response:
    try:
        if file is None or not file.filename:
            raise EmptyFile(field="file")
        stored = uploads.take_in(step.request, file, lambda session: attachments.check_order(session, ref, step.who))
        attachments.add_to_order(
            step.session, ref, stored, who=step.who, now=step.now, client_uuid=step.client_uuid or None
        )
    except RegieError as error:
        return _refused(step, ref, "photo", {}, error)
    return _back(step, ref, "photo")


@router.post("/work-orders/{ref}/signature", permission=WORK)
def submit_signature(ref: str, step: OnJob, name: Line = "", drawing: Drawing = "") -> Response:
    try:
        drawn = take_drawing(step.request, drawing, lambda session: attachments.check_order(session, ref, step.who))
        sign(step.session, ref, name, drawn, who=step.who, now=step.now, client_uuid=step.client_uuid or None)
    except RegieError as error:
        return _refused(step, ref, "signature", {"name": name}, error)
    return _back(step, ref, "signature")
