"""Dead letters as JSON: list, replay, discard, restore."""

from typing import Annotated, Literal

from fastapi import Query
from sqlalchemy.orm import Session

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.config import Settings
from ops.energy.models import DeadLetter
from ops.energy.queries import dead_letters as queries
from ops.energy.queries.dead_letters import LetterFilter
from ops.energy.rules.message_view import SHOWN_BYTES, view
from ops.energy.rules.refusals import reason_of
from ops.energy.schemas.dead_letters import LetterList, LetterOut, LettersDone, LettersIn, ReasonCode
from ops.energy.service import dead_letters
from ops.kit.cursors import InvalidCursor, decode_cursor, encode_cursor
from ops.kit.files import FileStore
from ops.kit.http import MAX_LIMIT, DbSession, Language, Now, ReadSession, SettingsDep
from ops.kit.locale import translate

router = ApiRouter(tags=["energy"])
State = Literal["waiting", "replayed", "discarded"]
READ, WRITE = "dead_letters.read", "dead_letters.write"


@router.get("/dead-letters", permission=READ)
def list_dead_letters(
    session: ReadSession,
    settings: SettingsDep,
    language: Language,
    state: State | None = None,
    code: Annotated[ReasonCode | None, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 100,
    cursor: Annotated[str | None, Query(max_length=60)] = None,
) -> LetterList:
    """Messages that could not be stored, youngest first."""
    found = _page(session, LetterFilter(state, code), limit, cursor)
    following = encode_cursor([found[limit - 1].id]) if len(found) > limit else None
    return LetterList(items=[_letter(each, settings, language) for each in found[:limit]], next=following)


def _page(session: Session, which: LetterFilter, limit: int, cursor: str | None) -> list[DeadLetter]:
    after = decode_cursor(cursor, 1)
    if after and not (isinstance(after[0], int) and 0 < after[0] < 2**62):
        raise InvalidCursor(field="cursor")
    return queries.letters(session, which, limit=limit + 1, before_id=after[0] if after else None)


def _letter(found: DeadLetter, settings: Settings, language: str) -> LetterOut:
    reason = reason_of(found.code)
    head = dead_letters.head_of(found, FileStore(settings.files_dir), SHOWN_BYTES)
    shown = view(head, found.size_bytes)
    return LetterOut(
        id=found.id,
        received_at=found.received_at,
        topic=found.topic,
        size_bytes=found.size_bytes,
        code=found.code,
        params=found.params,
        reason=translate(language, reason.name),
        detail=translate(language, reason.detail, **found.params),
        advice=translate(language, reason.advice),
        state=found.state,
        seen_count=found.seen_count,
        handled_at=found.handled_at,
        handled_by=found.handled_by,
        payload=shown.shown,
        payload_is_text=shown.is_text,
        payload_sha256=found.payload_sha256,
    )


@router.post("/dead-letters/replay", permission=WRITE, status_code=202)
def replay_dead_letters(session: DbSession, who: CurrentPrincipal, now: Now, which: LettersIn) -> LettersDone:
    """Asks ingest to store them again: what fits now is stored in its place in time, the rest waits on."""
    count = dead_letters.request_replay(session, _filter(which), who=who, now=now)
    return LettersDone(letters=count)


@router.post("/dead-letters/discard", permission=WRITE)
def discard_dead_letters(session: DbSession, who: CurrentPrincipal, now: Now, which: LettersIn) -> LettersDone:
    """Puts waiting letters away; `restore` brings them back."""
    return LettersDone(letters=len(dead_letters.discard(session, _filter(which), who=who, now=now)))


@router.post("/dead-letters/restore", permission=WRITE)
def restore_dead_letters(session: DbSession, who: CurrentPrincipal, now: Now, which: LettersIn) -> LettersDone:
    """Lets discarded letters wait again."""
    return LettersDone(letters=len(dead_letters.restore(session, _filter(which), who=who, now=now)))


def _filter(which: LettersIn) -> LetterFilter:
    return LetterFilter(code=which.code, ids=which.ids)
