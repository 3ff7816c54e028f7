"""A caller's own page about his ticket: no login, no script needed, nothing of others. The link is the right."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path, Request, UploadFile
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.orm import Session

from ops.access.guard import LANGUAGE_COOKIE, PageRouter
from ops.access.rights import PUBLIC
from ops.access.service.throttle import slow_down
from ops.errors import RegieError, TooMany
from ops.kit.attachments import AttachmentNotFound, Stored
from ops.kit.http import DbSession, Now, ReadSession, database_of, language_of, now_of, reading_anew
from ops.kit.locale import LANGUAGES, translate
from ops.kit.media import ACCEPTED, EmptyFile
from ops.repairs import rulebook, uploads
from ops.repairs.errors import TicketConflict, WorkOrderConflict
from ops.repairs.errors.links import ChangedMeanwhile, LinkUnknown, NoVisitToMove
from ops.repairs.service import my_page
from ops.repairs.service.links import Linked, linked
from ops.repairs.service.my_page import MyTicket
from ops.web.forms import Unmeasured, faults
from ops.web.pages.access.forms import origin_of
from ops.web.pages.public.my_words import MyWords
from ops.web.reader import reader_of
from ops.web.rendering import error_page, render

router = PageRouter()
_PAGE, _UNKNOWN = "my/ticket.html", "my/unknown.html"
#: The secret stands in the address: nothing leads it elsewhere, nobody lists it, no browser keeps it.
_HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
Token = Annotated[str, Path(max_length=64)]
Id = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/my/{token}", permission=PUBLIC)
def show(request: Request, token: Token, session: ReadSession, now: Now, said: str = "") -> Response:
    try:
        mine = my_page.my_ticket(session, linked(session, token, now), now)
    except LinkUnknown as error:
        return _unknown(request, error)
    return _page(request, session, token, mine, said=said)


@router.get("/my/{token}/photos/{id}", permission=PUBLIC)
def show_photo(request: Request, token: Token, id: Id, session: ReadSession, now: Now) -> Response:  # noqa: A002
    """The small picture of a photo that he sent himself."""
    mine = my_page.my_ticket(session, linked(session, token, now), now)
    found = next((photo for photo in mine.photos if photo.id == id), None)
    if found is None:
        raise AttachmentNotFound()
    answer = uploads.thumbnail(request, found)
    answer.headers.update(_HEADERS)
    return answer


@router.post("/my/{token}/moment", permission=PUBLIC)
def choose_moment(request: Request, token: Token, session: DbSession, now: Now, moment: Unmeasured = "") -> Response:
    def act() -> None:
        my_page.choose_moment(session, linked(session, token, now), _instant(moment), now=now)

    return _answer(request, token, "moment", act, moment)


@router.post("/my/{token}/photo", permission=PUBLIC)
def add_photo(
    request: Request,
    token: Token,
    session: DbSession,
    now: Now,
    file: UploadFile | None = None,
    client_uuid: Unmeasured = "",
) -> Response:
    def act() -> None:
        stored = _taken_in(request, token, file, now)
        my_page.add_photo(session, linked(session, token, now), stored, now=now, client_uuid=client_uuid)

    return _answer(request, token, "photo", act)


@router.post("/my/{token}/say", permission=PUBLIC)
def say(request: Request, token: Token, session: DbSession, now: Now, text: Unmeasured = "") -> Response:
    def act() -> None:
        my_page.say(session, linked(session, token, now), text, now=now)

    return _answer(request, token, "say", act, text)


@router.post("/my/{token}/still-broken", permission=PUBLIC)
def still_broken(request: Request, token: Token, session: DbSession, now: Now, text: Unmeasured = "") -> Response:
    def act() -> None:
        my_page.still_broken(session, linked(session, token, now), text, now=now)

    return _answer(request, token, "still-broken", act, text)


@router.get("/my/{token}/{act}", permission=PUBLIC)
def show_after(token: Token, act: Literal["moment", "photo", "say", "still-broken"], lang: str = "") -> Response:
    """A form that was refused stands under its own address: who reloads it or changes the language gets the page."""
    chosen = f"?lang={lang}" if lang in LANGUAGES else ""
    return RedirectResponse(f"/my/{token}{chosen}", 303, _HEADERS)


def _instant(moment: str) -> datetime:
    try:
        chosen = datetime.fromisoformat(moment)
    except ValueError as error:
        raise NoVisitToMove(field="moment") from error
    if chosen.tzinfo is None:
        raise NoVisitToMove(field="moment")
    return chosen


def _taken_in(request: Request, token: str, file: UploadFile | None, now: datetime) -> Stored:
    """Read and cleaned before anything is locked for it."""
    if file is None or not file.filename:
        raise EmptyFile(field="file")
    return uploads.take_in(
        request, file, lambda session: my_page.check_photo(session, linked(session, token, now), now)
    )


def _answer(request: Request, token: str, part: str, act: Callable[[], None], typed: str = "") -> Response:
    """Back to the page, which says what was done; where it was refused, the page again with what was typed."""
    try:
        act()
    except LinkUnknown as error:
        return _unknown(request, error)
    except RegieError as error:
        return _refused(request, token, part, error, typed)
    return after(token, part)


def after(token: str, part: str) -> Response:
    """Back to the page once it is done. The address holds the secret, so no answer under a key keeps it."""
    return RedirectResponse(f"/my/{token}?said={part}#said", 303, _HEADERS)


def _refused(request: Request, token: str, part: str, error: RegieError, typed: str) -> Response:
    """A conflict of the house is no word for a caller: the page shows how it stands now."""
    told = ChangedMeanwhile() if isinstance(error, TicketConflict | WorkOrderConflict) else error
    with reading_anew(request) as session:
        mine = my_page.my_ticket(session, linked(session, token, now_of(request)), now_of(request))
        return _page(request, session, token, mine, refused=part, error=told, typed=typed)


def _page(
    request: Request,
    session: Session,
    token: str,
    mine: MyTicket,
    *,
    said: str = "",
    refused: str = "",
    error: RegieError | None = None,
    typed: str = "",
) -> Response:
    speak_his_language(request, mine.linked)
    page = MyWords(session, mine, reader_of(request))
    context: dict[str, Any] = faults(request, error)
    return guarded(
        render(
            request, _PAGE, status=error.status if error else 200, page=page, token=token, said=said, refused=refused,
            typed=typed, accepted=ACCEPTED, checked=lambda photo: not uploads.is_being_checked(request, photo),
            closed=lambda photo: uploads.stays_closed(request, photo),
            moments=my_page.moments(session, mine, now_of(request)), **context,
        )
    )  # fmt: skip


def speak_his_language(request: Request, his: Linked) -> None:
    """That of the person, until he chooses another one here."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen not in LANGUAGES and his.caller.language in LANGUAGES:
        request.state.language = his.caller.language


def _unknown(request: Request, error: LinkUnknown) -> Response:
    """An expired link and one that never was get the same page; who tries many has to wait."""
    now = now_of(request)
    with reading_anew(request) as session:
        phone = rulebook.callers(session, now).dispatching_phone
    try:
        slow_down(database_of(request), origin_of(request), now=now)
    except TooMany as waits:
        return error_page(request, waits)
    told = translate(language_of(request), error.text)
    return guarded(render(request, _UNKNOWN, status=error.status, told=told, dispatching=phone))


def guarded(response: Response) -> Response:
    response.headers.update(_HEADERS)
    return response
