"""Mappings of other makes as JSON, and the last message of each topic."""

from typing import Annotated

from fastapi import Path, Query, Request, Response
from sqlalchemy.orm import Session

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.energy.models import FieldMapping, HeardTopic
from ops.energy.queries import mappings as queries
from ops.energy.rules.message_view import view
from ops.energy.schemas.mappings import (
    HeardList,
    HeardOut,
    MappingIn,
    MappingList,
    MappingOut,
    SampleOut,
    Stored,
    TopicIn,
)
from ops.energy.service import mappings as service
from ops.energy.service.mappings import MappingWish
from ops.kit.cursors import InvalidCursor, decode_cursor, encode_cursor
from ops.kit.http import MAX_LIMIT, DbSession, Now, ReadSession, check_version, set_etag
from ops.kit.units import micro_text

router = ApiRouter(tags=["energy"])
WRITE = "mappings.write"
Id = Annotated[int, Path(ge=1, le=2**62)]


@router.get("/mappings", permission=WRITE)
def list_mappings(
    session: ReadSession,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 100,
    cursor: Annotated[str | None, Query(max_length=60)] = None,
) -> MappingList:
    """Which field of which topic counts for which register."""
    after = decode_cursor(cursor, 1)
    if after and not (isinstance(after[0], int) and 0 < after[0] < 2**62):
        raise InvalidCursor(field="cursor")
    found = queries.list_mappings(session, after_id=after[0] if after else 0, limit=limit + 1)
    following = encode_cursor([found[limit - 1].id]) if len(found) > limit else None
    return MappingList(items=[_mapping(each) for each in found[:limit]], next=following)


@router.post("/mappings", permission=WRITE, status_code=201)
def add_mapping(session: DbSession, who: CurrentPrincipal, now: Now, wish: MappingIn, response: Response) -> MappingOut:
    """What comes on the topic from now on counts; `POST /mappings/replay` stores what waits of it."""
    made = service.add_mapping(session, _wish(wish), who=who, now=now)
    set_etag(response, made.version)
    return _mapping(made)


@router.get("/mappings/heard", permission=WRITE)
def list_heard(session: ReadSession, now: Now, limit: Annotated[int, Query(ge=1, le=MAX_LIMIT)] = 100) -> HeardList:
    """The last message of each topic of another make, the youngest first: what a mapping can be made from."""
    found = queries.heard_topics(session, limit=limit)
    waiting = queries.count_waiting(session, [each.topic for each in found])
    book = queries.mapping_book(session, now)
    return HeardList(
        items=[_heard(each, bool(book.rows_for(each.topic)), waiting.get(each.topic, 0)) for each in found]
    )


@router.post("/mappings/replay", permission=WRITE, status_code=202)
def replay_topic(session: DbSession, who: CurrentPrincipal, now: Now, which: TopicIn) -> Stored:
    """Stores what waits of a topic among the dead letters, each reading in its own place in time."""
    return Stored(letters=service.replay_waiting(session, which.topic, who=who, now=now))


@router.get("/mappings/{mapping_id}", permission=WRITE)
def get_mapping(session: ReadSession, mapping_id: Id, response: Response) -> MappingOut:
    found = service.existing(session, mapping_id)
    set_etag(response, found.version)
    return _mapping(found)


@router.put("/mappings/{mapping_id}", permission=WRITE)
def change_mapping(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    mapping_id: Id,
    wish: MappingIn,
    response: Response,
) -> MappingOut:
    """Readings that stand keep their values; new ones are read by the new mapping."""
    found = _found(request, session, mapping_id)
    changed = service.change_mapping(session, found, _wish(wish), who=who, now=now)
    set_etag(response, changed.version)
    return _mapping(changed)


@router.delete("/mappings/{mapping_id}", permission=WRITE, status_code=204)
def remove_mapping(request: Request, session: DbSession, who: CurrentPrincipal, now: Now, mapping_id: Id) -> None:
    """What comes on the topic from then on waits among the dead letters."""
    service.remove_mapping(session, _found(request, session, mapping_id), who=who, now=now)


def _found(request: Request, session: Session, mapping_id: int) -> FieldMapping:
    found = service.existing(session, mapping_id)
    check_version(request, found.version)
    return found


def _wish(given: MappingIn) -> MappingWish:
    return MappingWish(
        given.topic_filter, given.format, given.field, given.register_code, given.factor, given.unit.strip()
    )


def _mapping(found: FieldMapping) -> MappingOut:
    return MappingOut(
        id=found.id, topic_filter=found.topic_filter, format=found.format, field=found.field,
        register_code=found.register.code, factor=micro_text(found.factor_micro), unit=found.unit,
        version=found.version,
    )  # fmt: skip


def _heard(found: HeardTopic, mapped: bool, waiting: int) -> HeardOut:
    shown = view(found.head, found.size_bytes)
    return HeardOut(
        topic=found.topic, format=found.format, received_at=found.received_at,
        samples=[SampleOut(**each) for each in found.samples],
        payload=shown.shown, payload_is_text=shown.is_text, mapped=mapped, waiting=waiting,
    )  # fmt: skip
