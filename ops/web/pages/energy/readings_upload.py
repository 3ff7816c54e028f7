"""Readings from a table: chosen, looked at before anything is stored, taken in, and what was refused to take away."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Form, Path, Query, Request, UploadFile
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy.models_desk import ReadingUpload
from ops.energy.queries.registers import register_choices
from ops.energy.queries.uploads import RIGHT, last_uploads, upload_of
from ops.energy.service import readings_upload as service
from ops.energy.service.readings_upload import Brought
from ops.errors import N_, NotAllowed, RegieError
from ops.kit.exports import csv_stream
from ops.kit.files import FileStore
from ops.kit.http import DbSession, Now, ReadSession, reading_anew, settings_of
from ops.kit.imports import FileTooLarge, LineFault
from ops.kit.locale import Text
from ops.kit.media import EmptyFile
from ops.web.forms import Attempt, Line, faults
from ops.web.pages.energy.upload_words import STATES, file_of, profile_rows, row_of
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
PAGE, MAP = "/readings/upload", "mappings.write"
_TAKEN, _BEGUN = N_("The readings are taken in; consumption follows within a minute."), N_("Taking in has begun.")
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]
_LAST = 10


def _files(request: Request) -> FileStore:
    return service.store_of(settings_of(request).files_dir)


@router.get(PAGE, permission=RIGHT)
def show_upload(request: Request, session: ReadSession, who: CurrentPrincipal, now: Now) -> Response:
    return _form_page(request, session, who, now, Attempt())


@router.post(PAGE, permission=RIGHT)
def bring_table(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    file: UploadFile | None = None,
    profile: Line = "",
) -> Response:
    """The table is read and judged first, without a lock; then a row is noted. No reading is stored yet."""
    try:
        brought = _brought(file, profile)
        with reading_anew(request) as reading:
            found = service.look(reading, brought, who, now)
        made = service.keep(session, brought, _files(request).put(brought.content), found, who=who, now=now)
    except RegieError as error:
        with reading_anew(request) as reading:
            return _form_page(request, reading, who, now, Attempt("bring", {"profile": profile}, error))
    return redirect(request, f"{PAGE}/{made.id}")


def _brought(file: UploadFile | None, profile: str) -> Brought:
    """Raises EmptyFile, FileTooLarge."""
    if file is None or not file.filename:
        raise EmptyFile(field="file")
    content = file.file.read(service.MAX_BYTES + 1)
    if len(content) > service.MAX_BYTES:
        raise FileTooLarge(field="file", limit="20 MB")
    if not content.strip():
        raise EmptyFile(field="file")
    return Brought(content, _plain_name(file.filename), profile)


def _plain_name(name: str) -> str:
    """The last part of a path, without what can't be shown."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(char for char in last if char.isprintable())[:120] or "–"


def _form_page(request: Request, session: Session, who: Principal, now: Now, attempt: Attempt) -> Response:
    reader = reader_of(request)
    names = service.profile_names(session, now)
    return render(
        request, "energy/readings_upload.html", status=attempt.status,
        profiles=[(name, name) for name in names], columns=profile_rows(names),
        uploads=[row_of(each, reader) for each in last_uploads(session, who, _LAST)],
        form={"profile": "", **attempt.form}, **_wrong(request, attempt.error),
    )  # fmt: skip


def _wrong(request: Request, error: RegieError | None) -> dict[str, Any]:
    """What is wrong with a table as a whole stands beside the field of the file."""
    told = faults(request, error)
    if error is not None and not error.field:
        told["error_at"] = {"file": told["errors"][0]["text"]}
        told["errors"] = [{"field": "file", "text": told["errors"][0]["text"]}]
    return told


@router.get(PAGE + "/{id}", permission=RIGHT)
def show_table(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    id: Id,  # noqa: A002
    fragment: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The page, or only how far taking in is for the live update (`fragment=state`)."""
    upload = upload_of(session, id, who)
    if fragment == "state":
        return render(request, "energy/_upload_state.html", fragment=True, **_state(upload, reader_of(request)))
    return _table_page(request, session, who, upload, Attempt())


def _state(upload: ReadingUpload, reader: Reader) -> dict[str, Any]:
    return {"upload": row_of(upload, reader), "file": file_of(upload, reader)}


def _table_page(
    request: Request, session: Session, who: Principal, upload: ReadingUpload, attempt: Attempt
) -> Response:
    reader = reader_of(request)
    may_map = who.may(MAP) and upload.state in ("checked", "failed")
    return render(
        request, "energy/readings_table.html", status=attempt.status, **_state(upload, reader), states=STATES,
        may_map=may_map and bool(upload.found["unknown"]),
        registers=register_choices(session) if may_map and upload.found["unknown"] else [],
        form={"series": "", "register": "", **attempt.form}, **faults(request, attempt.error),
    )  # fmt: skip


@router.post(PAGE + "/{id}/take", permission=RIGHT)
def take_in(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, id: Id) -> Response:  # noqa: A002
    upload = upload_of(session, id, who)
    try:
        service.agree(session, upload, _files(request), who=who, now=now)
    except RegieError as error:
        return _refused(request, id, who, Attempt("take", {}, error))
    done = _TAKEN if upload.state == "taken" else _BEGUN
    return redirect(request, f"{PAGE}/{id}", toast=Text(done))


@router.post(PAGE + "/{id}/map", permission=RIGHT)
def map_series(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    id: Id,  # noqa: A002
    series: Line = "",
    code: Annotated[Line, Form(alias="register")] = "",
) -> Response:
    """A series that nobody knew counts for a register from now on, and the table is looked at anew."""
    upload = upload_of(session, id, who)
    if not who.may(MAP):
        raise NotAllowed()
    try:
        service.map_series(session, series, code.strip(), who=who, now=now)
        service.look_again(session, upload, _files(request), who=who, now=now)
    except RegieError as error:
        return _refused(request, id, who, Attempt("map", {"series": series, "register": code}, error))
    return redirect(request, f"{PAGE}/{id}")


def _refused(request: Request, upload_id: int, who: Principal, attempt: Attempt) -> Response:
    with reading_anew(request) as fresh:
        return _table_page(request, fresh, who, upload_of(fresh, upload_id, who), attempt)


@router.get(PAGE + "/{id}/refused.csv", permission=RIGHT)
def export_refused(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    id: Id,  # noqa: A002
) -> StreamingResponse:
    upload = upload_of(session, id, who)
    head, *lines = service.refused_lines(session, upload, _files(request), _wording(reader_of(request)), now)
    headers = {"Content-Disposition": f'attachment; filename="refused-{id}.csv"'}
    stream = csv_stream(head, lines, separator=";")
    return StreamingResponse(stream, media_type="text/csv; charset=utf-8", headers=headers)


def _wording(reader: Reader) -> Callable[[LineFault], str]:
    return lambda fault: reader.say(fault.text, **fault.params)
