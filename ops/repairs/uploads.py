"""Files between the wire and the store, for the API and the pages alike: streamed in, streamed out, never trusted."""

from collections.abc import Callable
from typing import Annotated

from fastapi import File, Form, Request, UploadFile
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session

from ops.kit import attachments
from ops.kit.attachments import AttachmentNotFound, Quarantined, Stored, Upload
from ops.kit.files import FileStore
from ops.kit.http import now_of, reading_of, settings_of
from ops.kit.media import PDF
from ops.kit.models import Attachment
from ops.repairs import rulebook
from ops.repairs.errors.attachments import BeingChecked, FileAway, NeverChecked
from ops.repairs.service.links import BY_CALLER

Sent = Annotated[UploadFile, File(description="JPEG, PNG, WebP or PDF, told by its content")]
ClientUuid = Annotated[str, Form(max_length=36, description="A UUID made by the sender: sent twice, kept once")]
#: Nothing in a file may run, load or be framed, whatever a browser takes it for.
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=3600",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def store_of(request: Request) -> FileStore:
    return FileStore(settings_of(request).attachments_dir)


def take_in(request: Request, file: UploadFile, check: Callable[[Session], object]) -> Stored:
    """Reads and stores a file outside the transaction that will note it, once `check` says that it has a place."""
    with reading_of(request) as session:
        check(session)
        limits = rulebook.media_limits(session, now_of(request))
    return attachments.take_in(store_of(request), Upload(file.file, file.filename or ""), limits)


def content(request: Request, attachment: Attachment) -> FileResponse:
    """A photo opens in the browser, a document is saved. Raises what `_open` raises, FileAway."""
    name = _open(request, attachment).sha256
    disposition = "attachment" if attachment.media_type == PDF else "inline"
    return _answer(request, name, attachment.media_type, attachment.name, disposition)


def thumbnail(request: Request, attachment: Attachment) -> FileResponse:
    """The small picture. Raises what `_open` raises, FileAway, and AttachmentNotFound where there is none."""
    name = _open(request, attachment).thumbnail_sha256
    if name is None:
        raise AttachmentNotFound()
    return _answer(request, name, "image/webp", "thumbnail.webp", "inline")


def is_being_checked(request: Request, attachment: Attachment) -> bool:
    """What comes from outside waits for the virus scan, where there is one."""
    from_outside = attachment.added_by == BY_CALLER.key
    return from_outside and attachment.scan == attachments.NOT_SCANNED and settings_of(request).scan_url is not None


def stays_closed(request: Request, attachment: Attachment) -> bool:
    """What comes from outside and the virus scan could not look at, where there is one."""
    from_outside = attachment.added_by == BY_CALLER.key
    return from_outside and attachment.scan == attachments.REFUSED and settings_of(request).scan_url is not None


def _open(request: Request, attachment: Attachment) -> Attachment:
    """Raises Quarantined, BeingChecked, NeverChecked, and AttachmentNotFound once it was removed."""
    if attachment.scan == attachments.INFECTED:
        raise Quarantined()
    if attachment.removed_at is not None:
        raise AttachmentNotFound()
    if is_being_checked(request, attachment):
        raise BeingChecked()
    if stays_closed(request, attachment):
        raise NeverChecked()
    return attachment


def _answer(request: Request, sha256: str, media_type: str, name: str, disposition: str) -> FileResponse:
    path = store_of(request).path(sha256)
    if not path.is_file():
        raise FileAway()
    return FileResponse(
        path, media_type=media_type, filename=name, content_disposition_type=disposition, headers=_HEADERS
    )
