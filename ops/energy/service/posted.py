"""Readings that come in over HTTP: the same objects, rules and storage as over MQTT, with an answer for each."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.errors import NoReadings, TooManyReadings
from ops.energy.queries.ingest import registers_by_code
from ops.energy.queries.registers import codes_in_scope
from ops.energy.queries.retention import closed_before
from ops.energy.rules.incoming import IncomingReading, Refusal, RegisterFacts, judge
from ops.energy.rules.refusals import reason_of
from ops.energy.rules.written_reading import explain, read_object
from ops.energy.schemas.meters import ReadingResult, ReadingsStored
from ops.energy.service.ingest import store_batch
from ops.kit.files import FileStore
from ops.kit.locale import translate

MAX_READINGS = 10_000
#: Older values are history, and no sign of life of a logger.
_LIVE_WITHIN = timedelta(days=1)


@dataclass(frozen=True)
class _Item:
    """One object as posted: a reading, or why it can't be one; `register` and `at` name it in the answer."""

    index: int
    id: str | None = None
    register: str = ""
    at: str = ""
    reading: IncomingReading | None = None
    code: str | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)


def take_readings(
    session: Session, body: Any, *, who: Principal, files: FileStore, now: datetime, language: str
) -> ReadingsStored:
    """Raises NoReadings or TooManyReadings; every single fault is told in its item, and the good ones are stored."""
    objects = body if isinstance(body, list) else [body]
    if not objects:
        raise NoReadings()
    if len(objects) > MAX_READINGS:
        raise TooManyReadings(limit=MAX_READINGS)
    items = _judged(session, [_item(index, each, who, now) for index, each in enumerate(objects)], who, now)
    good = [item.reading for item in items if item.reading is not None and item.code is None]
    stored = store_batch(session, good, [], files=files, now=now, source="api")
    return ReadingsStored(
        stored=stored.stored,
        repeated=stored.repeated,
        revised=stored.revised,
        refused=len(items) - len(good),
        items=[_result(item, language) for item in items],
    )


def _item(index: int, sent: Any, who: Principal, now: datetime) -> _Item:
    if not isinstance(sent, dict):
        return _refused(_Item(index), explain(sent))
    own_id = str(sent["id"])[:80] if sent.get("id") is not None else None
    item = _Item(index, own_id, str(sent.get("register", ""))[:60], str(sent.get("at", ""))[:40])
    written = read_object(sent)
    if isinstance(written, Refusal):
        return _refused(item, written)
    reading = IncomingReading(
        register_code=written.register,
        at=written.at,
        value=written.value,
        unit=written.unit,
        kind=written.kind,
        logger=who.name,
        topic="api/v1/readings",
        raw=json.dumps(sent).encode(),
        fresh=now - written.at <= _LIVE_WITHIN,
    )
    return replace(item, reading=reading)


def _refused(item: _Item, why: Refusal) -> _Item:
    return replace(item, code=why.code, params=why.params)


def _judged(session: Session, items: Sequence[_Item], who: Principal, now: datetime) -> list[_Item]:
    codes = {item.reading.register_code for item in items if item.reading}
    reached = codes_in_scope(session, codes, who.scopes("readings.write"))
    known = {code: each for code, each in registers_by_code(session, codes).items() if code in reached}
    oldest_at = min((item.reading.at for item in items if item.reading), default=now)
    closed = closed_before(session, [each.id for each in known.values()], oldest_at, now)
    return [_judge(item, known, now, closed) for item in items]


def _judge(item: _Item, known: Mapping[str, RegisterFacts], now: datetime, closed: Mapping[int, datetime]) -> _Item:
    if item.reading is None:
        return item
    register = known.get(item.reading.register_code)
    verdict = judge(item.reading, register, now, closed.get(register.id) if register else None)
    return item if isinstance(verdict, int) else _refused(item, verdict)


def _result(item: _Item, language: str) -> ReadingResult:
    if item.code is None:
        return ReadingResult(index=item.index, id=item.id, register_=item.register, at=item.at, result="stored")
    detail = translate(language, reason_of(item.code).detail, **item.params)
    return ReadingResult(
        index=item.index,
        id=item.id,
        register_=item.register,
        at=item.at,
        result="refused",
        code=item.code,
        detail=detail,
    )
