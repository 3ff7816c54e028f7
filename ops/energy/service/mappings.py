"""Mappings of other makes: made, changed and taken away; what would count wrongly is refused."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from ops.access.audit import record
from ops.access.principal import Principal
from ops.energy.errors import (
    BadTopicFilter,
    FactorOutOfRange,
    FieldMapped,
    FieldNeeded,
    FormatDiffers,
    MixesDevices,
    NoSuchRegister,
    OwnTopic,
    UnknownFormat,
)
from ops.energy.models import FieldMapping, Register
from ops.energy.queries import mappings as queries
from ops.energy.queries.dead_letters import LetterFilter
from ops.energy.queries.registers import registers_with_meters
from ops.energy.rules.mapping import FORMATS, NAMES_DEVICES, has_wildcard
from ops.energy.service.dead_letters import request_replay
from ops.errors import EditedMeanwhile, NotFound, RegieError
from ops.kit.units import MICRO, convert, from_micro, micro_text

_LONGEST = 200
_LOWEST_FACTOR, _HIGHEST_FACTOR = Decimal("0.000001"), Decimal(1_000_000)
_OWN = re.compile(r"\$.*|regie/v1/alerts(/.*)?|regie/v1/[^/]*/(readings|status)")


@dataclass(frozen=True, slots=True)
class MappingWish:
    """A mapping as a person writes it; the register by its code."""

    topic_filter: str
    format: str
    field: str
    register: str
    factor: Decimal = Decimal(1)
    unit: str = ""


def add_mapping(session: Session, wish: MappingWish, *, who: Principal, now: datetime) -> FieldMapping:
    """Raises InvalidInput of several kinds, with the field that it is about."""
    register = _register(session, wish)
    _check(session, wish, register, None)
    made = FieldMapping(version=1, **_columns(wish, register))
    made.register = register
    session.add(made)
    session.flush()
    _note(session, who, "mappings.add", made, now)
    return made


def change_mapping(
    session: Session, found: FieldMapping, wish: MappingWish, *, who: Principal, now: datetime
) -> FieldMapping:
    """Readings that stand keep their values; new ones are read by the new mapping. Raises InvalidInput."""
    register = _register(session, wish)
    _check(session, wish, register, found)
    for name, value in _columns(wish, register).items():
        setattr(found, name, value)
    found.register = register
    found.version += 1
    session.flush()
    _note(session, who, "mappings.change", found, now)
    return found


def save_topic(
    session: Session, topic: str, wishes: Sequence[MappingWish], seen: str, *, who: Principal, now: datetime
) -> None:
    """All mappings of a topic as a page shows them; what is not among the wishes is taken away.

    Raises EditedMeanwhile when others stand than were `seen`, and InvalidInput with a field like `register.power`.
    """
    standing = queries.list_mappings(session, topic_filter=topic)
    if seen != versions_of(standing):
        raise EditedMeanwhile()
    by_field = {each.field: each for each in standing}
    for name in by_field.keys() - {wish.field for wish in wishes}:
        remove_mapping(session, by_field[name], who=who, now=now)
    for wish in wishes:
        try:
            _save(session, by_field.get(wish.field), wish, who, now)
        except RegieError as refusal:
            raise type(refusal)(field=f"{refusal.field}.{wish.field}", **refusal.params) from None


def versions_of(mappings: Sequence[FieldMapping]) -> str:
    """Tells whether somebody else changed them meanwhile."""
    return " ".join(f"{each.id}:{each.version}" for each in mappings)


def _save(session: Session, found: FieldMapping | None, wish: MappingWish, who: Principal, now: datetime) -> None:
    if found is None:
        add_mapping(session, wish, who=who, now=now)
    elif wish != wish_of(found):
        change_mapping(session, found, wish, who=who, now=now)


def wish_of(found: FieldMapping) -> MappingWish:
    """A mapping as a person would write it."""
    factor = from_micro(found.factor_micro)
    return MappingWish(found.topic_filter, found.format, found.field, found.register.code, factor, found.unit)


def remove_mapping(session: Session, found: FieldMapping, *, who: Principal, now: datetime) -> None:
    """What comes from then on waits among the dead letters."""
    _note(session, who, "mappings.remove", found, now)
    session.delete(found)
    session.flush()


def existing(session: Session, mapping_id: int) -> FieldMapping:
    """Raises NotFound."""
    found = queries.mapping(session, mapping_id)
    if found is None:
        raise NotFound()
    return found


def replay_waiting(session: Session, topic: str, *, who: Principal, now: datetime) -> int:
    """Asks for what waits of a topic to be stored by its mappings; says how many messages that are."""
    waiting = queries.waiting_letter_ids(session, topic)
    return request_replay(session, LetterFilter(ids=waiting), who=who, now=now) if waiting else 0


def check_wish(session: Session, wish: MappingWish, found: FieldMapping | None = None) -> RegieError | None:
    """Why this mapping would be refused."""
    try:
        _check(session, wish, _register(session, wish), found)
    except RegieError as refusal:
        return refusal
    return None


def _register(session: Session, wish: MappingWish) -> Register:
    found = registers_with_meters(session, [wish.register]).get(wish.register)
    if found is None:
        raise NoSuchRegister(field="register", register=wish.register[:60])
    return found


def _check(session: Session, wish: MappingWish, register: Register, found: FieldMapping | None) -> None:
    _check_filter(wish)
    if wish.format not in FORMATS:
        raise UnknownFormat(field="format", possible=", ".join(FORMATS))
    if has_wildcard(wish.topic_filter) and wish.format not in NAMES_DEVICES:
        raise MixesDevices(field="topic_filter")
    if not 0 < len(wish.field) <= _LONGEST or not wish.field.isprintable():
        raise FieldNeeded(field="field")
    if not _LOWEST_FACTOR <= wish.factor <= _HIGHEST_FACTOR:
        raise FactorOutOfRange(field="factor")
    _check_unit(wish, register)
    _check_neighbours(session, wish, found)


def _check_filter(wish: MappingWish) -> None:
    """Raises BadTopicFilter, OwnTopic."""
    levels = wish.topic_filter.split("/")
    misplaced = any(len(level) > 1 and ("+" in level or "#" in level) for level in levels) or "#" in levels[:-1]
    wide = levels[0] in ("", "+", "#")
    if misplaced or wide or len(wish.topic_filter) > _LONGEST or not wish.topic_filter.isprintable():
        raise BadTopicFilter(field="topic_filter", filter=wish.topic_filter[:60])
    if _OWN.fullmatch(wish.topic_filter):
        raise OwnTopic(field="topic_filter", filter=wish.topic_filter[:60])


def _check_unit(wish: MappingWish, register: Register) -> None:
    if not wish.unit:
        return
    try:
        convert(Decimal(1), wish.unit, register.unit)
    except RegieError as refusal:
        raise type(refusal)(field="unit", **refusal.params) from None


def _check_neighbours(session: Session, wish: MappingWish, found: FieldMapping | None) -> None:
    for each in queries.list_mappings(session, topic_filter=wish.topic_filter):
        if found is not None and each.id == found.id:
            continue
        if each.format != wish.format:
            raise FormatDiffers(field="format", format=each.format)
        if each.field == wish.field:
            raise FieldMapped(field="field", name=wish.field, register=each.register.code)


def _columns(wish: MappingWish, register: Register) -> dict[str, str | int]:
    return {
        "topic_filter": wish.topic_filter, "format": wish.format, "field": wish.field, "register_id": register.id,
        "factor_micro": int(wish.factor * MICRO), "unit": wish.unit,
    }  # fmt: skip


def _note(session: Session, who: Principal, action: str, mapping: FieldMapping, now: datetime) -> None:
    detail = {
        "field": mapping.field, "register": mapping.register.code, "factor": micro_text(mapping.factor_micro),
        "unit": mapping.unit,
    }  # fmt: skip
    record(
        session, who, action=action, object_kind="mapping", object_ref=mapping.topic_filter[:80], now=now, detail=detail
    )
