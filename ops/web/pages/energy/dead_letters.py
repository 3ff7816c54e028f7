"""Messages that could not be stored: why, what to do, and the message itself."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import FileResponse, Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy.queries import dead_letters as queries
from ops.energy.queries.dead_letters import DISCARDED, REPLAYED, WAITING, LetterFilter
from ops.energy.rules.message_view import SHOWN_BYTES, view
from ops.energy.rules.refusals import reason_of
from ops.energy.service import dead_letters
from ops.errors import N_
from ops.kit.files import FileStore
from ops.kit.http import DbSession, Now, ReadSession, SettingsDep
from ops.kit.locale import Text
from ops.web.addresses import href, pages
from ops.web.rendering import redirect, render

router = PageRouter()
READ, WRITE = "dead_letters.read", "dead_letters.write"
PAGE = "/dead-letters"
_SIZE = 50
_MOST_PAGES = 10_000

#: State -> (word, tone and icon of its chip).
STATES: Mapping[str, tuple[str, str, str]] = {
    WAITING: (N_("Waiting"), "watch", "clock"),
    REPLAYED: (N_("Replayed"), "ok", "check"),
    DISCARDED: (N_("Discarded"), "quiet", "trash"),
}
Pick = Annotated[Sequence[Annotated[int, Query(ge=1, le=2**62)]], Form()]
Code = Annotated[str, Form(max_length=40)]


@router.get(PAGE, permission=READ)
def show_dead_letters(
    request: Request,
    session: ReadSession,
    state: str = WAITING,
    code: Annotated[str, Query(max_length=40)] = "",
    page: Annotated[int, Query(ge=1, le=_MOST_PAGES)] = 1,
    fragment: str = "",
) -> Response:
    state = state if state in STATES else WAITING
    which = LetterFilter(state, code or None)
    kept = {"state": state, "code": code}
    found = queries.letters(session, which, limit=_SIZE, offset=(page - 1) * _SIZE)
    total = queries.count_letters(session, which)
    return render(
        request,
        "energy/_dead_letters_list.html" if fragment else "energy/dead_letters.html",
        fragment=bool(fragment),
        letters=[(letter, _words(letter.code, letter.params)) for letter in found],
        reasons=_reasons(session, state, code),
        states=_states(session, state),
        state=state,
        code=code,
        reason=_words(code, {}) if code else None,
        total=total,
        pages=pages(PAGE, page, _SIZE, total, kept),
        live_href=href(PAGE, **kept, page=page, fragment="list"),
    )


def _words(code: str, params: Mapping[str, Any]) -> dict[str, Text]:
    reason = reason_of(code)
    return {"name": Text(reason.name), "detail": Text(reason.detail, params), "advice": Text(reason.advice)}


def _reasons(session: Session, state: str, code: str) -> list[dict[str, Any]]:
    """A filter for each reason that occurs, the most frequent first."""
    counts = queries.count_by_code(session, state)
    every = {"name": Text(N_("All reasons")), "count": sum(counts.values()), "href": href(PAGE, state=state)}
    filters = [every | {"current": not code}]
    for each, count in counts.items():
        target = href(PAGE, state=state, code=each)
        filters.append({"name": Text(reason_of(each).name), "count": count, "href": target, "current": each == code})
    return filters


def _states(session: Session, current: str) -> list[dict[str, Any]]:
    counts = queries.count_by_state(session)
    return [
        {
            "name": Text(name),
            "count": counts.get(state, 0),
            "href": href(PAGE, state=state),
            "current": state == current,
        }
        for state, (name, _, _) in STATES.items()
    ]


@router.get("/dead-letters/{letter_id:int}", permission=READ)
def show_dead_letter(
    request: Request, session: ReadSession, settings: SettingsDep, letter_id: int, fragment: str = ""
) -> Response:
    """The page, or only what a replay may change (`fragment=file`)."""
    letter = dead_letters.existing(session, letter_id)
    head = dead_letters.head_of(letter, FileStore(settings.files_dir), SHOWN_BYTES + 4)
    return render(
        request,
        "energy/_dead_letter_file.html" if fragment else "energy/dead_letter.html",
        fragment=bool(fragment),
        letter=letter,
        can_fit_later=reason_of(letter.code).can_fit_later,
        reason=_words(letter.code, letter.params),
        state=_chip(letter.state),
        payload=view(head, letter.size_bytes),
    )


def _chip(state: str) -> dict[str, Any]:
    name, tone, icon = STATES[state]
    return {"name": Text(name), "tone": tone, "icon": icon}


@router.get("/dead-letters/{letter_id:int}/download", permission=READ)
def download_dead_letter(session: ReadSession, settings: SettingsDep, letter_id: int) -> Response:
    """The message byte for byte; never shown by the browser, whatever it holds."""
    letter = dead_letters.existing(session, letter_id)
    name = f"dead-letter-{letter.id}.bin"
    if letter.payload is None:
        path = FileStore(settings.files_dir).path(letter.payload_sha256)
        return FileResponse(path, media_type="application/octet-stream", filename=name)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return Response(letter.payload, media_type="application/octet-stream", headers=headers)


@router.post("/dead-letters/replay", permission=WRITE)
def replay(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, pick: Pick = (), code: Code = ""
) -> Response:
    count = dead_letters.request_replay(session, _chosen(pick, code), who=who, now=now) if pick or code else 0
    asked = N_("Asked for: %(count)s. What fits now is stored within seconds, the rest waits here.")
    toast = Text(asked, {"count": count})
    return redirect(request, _back(pick, code), toast=toast if count else Text(N_("No message was chosen.")))


@router.post("/dead-letters/discard", permission=WRITE)
def discard(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, pick: Pick = (), code: Code = ""
) -> Response:
    moved = dead_letters.discard(session, _chosen(pick, code), who=who, now=now) if pick or code else []
    if not moved:
        return redirect(request, _back(pick, code), toast=Text(N_("No message was chosen.")))
    toast = Text(N_("Discarded: %(count)s."), {"count": len(moved)})
    return redirect(request, PAGE, toast=toast, undo_url=href("/dead-letters/restore", at=now.isoformat()))


@router.post("/dead-letters/restore", permission=WRITE)
def restore(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    at: datetime | None = None,
    pick: Pick = (),
) -> Response:
    """Takes back what this person discarded in one act, or the letters picked."""
    which = LetterFilter(handled_by=who.name, handled_at=at) if at and at.tzinfo else LetterFilter(ids=list(pick))
    moved = dead_letters.restore(session, which, who=who, now=now)
    return redirect(request, PAGE, toast=Text(N_("Waiting again: %(count)s."), {"count": len(moved)}))


def _chosen(pick: Sequence[int], code: str) -> LetterFilter:
    return LetterFilter(ids=list(pick)) if pick else LetterFilter(code=code)


def _back(pick: Sequence[int], code: str) -> str:
    return f"{PAGE}/{pick[0]}" if len(pick) == 1 else href(PAGE, code=code)
