"""Photos and documents of a ticket and its work orders: to look at, to add, to take away and bring back."""

from typing import Annotated, Any

from fastapi import Path, Request, UploadFile
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.kit.media import ACCEPTED, EmptyFile
from ops.kit.models import Attachment
from ops.repairs import queries, uploads
from ops.repairs.queries.attachments import gallery
from ops.repairs.service import attachments as service
from ops.repairs.service.attachments import ATTACH
from ops.repairs.service.links import BY_CALLER
from ops.repairs.uploads import ClientUuid
from ops.web.forms import faults
from ops.web.pages.repairs import words
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_PAGE = "repairs/photos.html"
_REMOVED, _BACK, _ADDED = N_("Taken away"), N_("Brought back"), N_("Added")
_ASKED = N_("It is scanned again within a minute")
_BY_CALLER = N_("the caller")
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/tickets/{ref}/photos", permission="tickets.read")
def show_photos(request: Request, ref: str, session: ReadSession, who: CurrentPrincipal) -> Response:
    return render(request, _PAGE, **_context(request, session, ref, who))


@router.post("/tickets/{ref}/photos", permission=ATTACH)
def add_photo(
    request: Request,
    ref: str,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    file: UploadFile | None = None,
    client_uuid: ClientUuid = "",
) -> Response:
    """The file is read and cleaned first; nothing waits for it."""
    try:
        if file is None or not file.filename:
            raise EmptyFile(field="file")
        stored = uploads.take_in(request, file, lambda reading: service.check_ticket(reading, ref, who))
        service.add_to_ticket(session, ref, stored, who=who, now=now, client_uuid=client_uuid)
    except RegieError as error:
        if error.status == 404:
            raise
        with reading_anew(request) as reading:
            context = _context(request, reading, ref, who, error)
        return render(request, _PAGE, status=error.status, **context)
    return redirect(request, f"/tickets/{ref}/photos", toast=Text(_ADDED))


@router.post("/attachments/{id}/remove", permission=ATTACH)
def remove_photo(request: Request, id: Id, session: DbSession, who: CurrentPrincipal, now: Now) -> Response:  # noqa: A002
    removed = service.remove(session, id, who=who, now=now)
    here = f"/tickets/{service.ticket_ref_of(session, removed, who)}/photos"
    return redirect(request, here, toast=Text(_REMOVED), undo_url=f"/attachments/{id}/restore")


@router.post("/attachments/{id}/scan", permission=ATTACH)
def scan_photo_again(request: Request, id: Id, session: DbSession, who: CurrentPrincipal) -> Response:  # noqa: A002
    asked = service.scan_again(session, id, who=who)
    return redirect(request, f"/tickets/{service.ticket_ref_of(session, asked, who)}/photos", toast=Text(_ASKED))


@router.post("/attachments/{id}/restore", permission=ATTACH)
def bring_photo_back(request: Request, id: Id, session: DbSession, who: CurrentPrincipal, now: Now) -> Response:  # noqa: A002
    back = service.bring_back(session, id, who=who, now=now)
    return redirect(request, f"/tickets/{service.ticket_ref_of(session, back, who)}/photos", toast=Text(_BACK))


def _context(
    request: Request, session: Session, ref: str, who: Principal, error: RegieError | None = None
) -> dict[str, Any]:
    reader = reader_of(request)
    ticket = queries.ticket_file(session, ref, who).ticket
    return {
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "photos": photos_of(request, session, ticket.id, ticket.ref, who),
        "may_add": queries.reaches(session, ticket, who, ATTACH),
        "accepted": ACCEPTED,
        **faults(request, error),
    }


def photos_of(request: Request, session: Session, ticket_id: int, ref: str, who: Principal) -> list[dict[str, Any]]:
    """As `_photos.html` shows them; a file that is being checked, or that holds a virus, has no picture."""
    reader = reader_of(request)
    return [_photo(request, each, who, reader) for each in gallery(session, ticket_id, ref)]


def _photo(request: Request, row: Attachment, who: Principal, reader: Reader) -> dict[str, Any]:
    checking = uploads.is_being_checked(request, row)
    by_caller = row.added_by == BY_CALLER.key
    return {
        "id": row.id,
        "name": row.name,
        "label": reader.label("attachment_label", row.label),
        "shown": not checking and row.scan != "infected" and not uploads.stays_closed(request, row),
        "unscanned": row.scan == "refused",
        "small": row.thumbnail_sha256 is not None,
        "scan": reader.label("scan", "being_checked" if checking else row.scan) if row.scan != "clean" else "",
        "infected": row.scan == "infected",
        "by": reader.say(_BY_CALLER) if by_caller else row.added_by_name,
        "by_caller": by_caller,
        "at": row.added_at,
        "about": row.about_ref if row.about_kind == "work_order" else "",
        "mine": row.added_by == who.key or who.may("tickets.work"),
    }
