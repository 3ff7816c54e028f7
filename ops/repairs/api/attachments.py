"""Photos and documents over the API. An upload is a request of its own, so that it never holds up the work."""

from typing import Annotated

from fastapi import Form, Path, Request, Response
from fastapi.responses import FileResponse

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.kit.http import ReadSession
from ops.repairs import uploads
from ops.repairs.api.desk import AtDesk, Ref
from ops.repairs.queries.attachments import attachment_within
from ops.repairs.schemas.attachments import AttachmentLabel, AttachmentOut
from ops.repairs.service import attachments as service
from ops.repairs.service.attachments import ATTACH
from ops.repairs.uploads import ClientUuid, Sent

router = ApiRouter(tags=["repairs"])
Label = Annotated[AttachmentLabel, Form()]
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.post("/tickets/{ref}/attachments", permission=ATTACH, status_code=201)
def add_to_ticket(
    ref: Ref, desk: AtDesk, file: Sent, label: Label = "photo", client_uuid: ClientUuid = ""
) -> AttachmentOut:
    stored = uploads.take_in(desk.request, file, lambda session: service.check_ticket(session, ref, desk.who))
    kept = service.add_to_ticket(desk.session, ref, stored, label=label, client_uuid=client_uuid, **desk.by)
    return AttachmentOut.of(kept)


@router.post("/work-orders/{ref}/attachments", permission=ATTACH, status_code=201)
def add_to_order(
    ref: Ref, desk: AtDesk, file: Sent, label: Label = "photo", client_uuid: ClientUuid = ""
) -> AttachmentOut:
    stored = uploads.take_in(desk.request, file, lambda session: service.check_order(session, ref, desk.who))
    kept = service.add_to_order(desk.session, ref, stored, label=label, client_uuid=client_uuid, **desk.by)
    return AttachmentOut.of(kept)


@router.get("/attachments/{id}", permission="tickets.read", response_class=Response)
def read_content(id: Id, request: Request, session: ReadSession, who: CurrentPrincipal) -> FileResponse:  # noqa: A002
    """The bytes: a photo inline, a PDF as a download."""
    return uploads.content(request, attachment_within(session, id, who, "tickets.read"))


@router.get("/attachments/{id}/thumbnail", permission="tickets.read", response_class=Response)
def read_thumbnail(id: Id, request: Request, session: ReadSession, who: CurrentPrincipal) -> FileResponse:  # noqa: A002
    return uploads.thumbnail(request, attachment_within(session, id, who, "tickets.read"))


@router.delete("/attachments/{id}", permission=ATTACH)
def remove(id: Id, desk: AtDesk) -> AttachmentOut:  # noqa: A002  (the address says id)
    """Out of sight at once; it can be brought back for some weeks."""
    return AttachmentOut.of(service.remove(desk.session, id, **desk.by))


@router.post("/attachments/{id}/restore", permission=ATTACH)
def bring_back(id: Id, desk: AtDesk) -> AttachmentOut:  # noqa: A002
    return AttachmentOut.of(service.bring_back(desk.session, id, **desk.by))
