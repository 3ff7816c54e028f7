"""Mappings of other makes, and what was last heard of their topics."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload

from ops.energy.models import DeadLetter, FieldMapping, HeardTopic, Meter, Reading, Register
from ops.energy.queries.dead_letters import WAITING
from ops.energy.rules.csv_profiles import CsvProfile, CsvProfileFigures
from ops.energy.rules.likely_register import Candidate
from ops.energy.rules.mapping import MappingBook, MappingRow
from ops.energy.table_defaults import CSV_PROFILES
from ops.estate.models import Location
from ops.kit.rulesets import current

#: A replay takes so many letters of one datalogger at once; the next one takes the rest.
_MOST_LETTERS = 10_000


def mapping_book(session: Session, at: datetime) -> MappingBook:
    """All mappings as ingest asks them, and the profiles of tables that are in force at an instant."""
    query = select(
        FieldMapping.topic_filter, FieldMapping.format, FieldMapping.field, Register.code, Register.kind,
        FieldMapping.factor_micro, FieldMapping.unit,
    ).join(FieldMapping.register)  # fmt: skip
    rows = [MappingRow(*row) for row in session.execute(query.order_by(FieldMapping.id))]
    return MappingBook(rows, csv_profiles(session, at))


def csv_profiles(session: Session, at: datetime) -> Mapping[str, CsvProfile]:
    """The tables of readings that are understood at an instant, in the order in which they are tried."""
    return CsvProfileFigures.model_validate(current(session, CSV_PROFILES, at).body).profiles


def mapping(session: Session, mapping_id: int) -> FieldMapping | None:
    query = select(FieldMapping).where(FieldMapping.id == mapping_id)
    return session.scalar(query.options(joinedload(FieldMapping.register)))


def list_mappings(
    session: Session, *, topic_filter: str | None = None, after_id: int = 0, limit: int | None = None
) -> Sequence[FieldMapping]:
    """With their registers, in the order in which they were made."""
    query = select(FieldMapping).where(FieldMapping.id > after_id).options(joinedload(FieldMapping.register))
    if topic_filter is not None:
        query = query.where(FieldMapping.topic_filter == topic_filter)
    return session.scalars(query.order_by(FieldMapping.id).limit(limit)).all()


def topic_filters(session: Session) -> frozenset[str]:
    return frozenset(session.scalars(select(FieldMapping.topic_filter).distinct()))


def heard_topic(session: Session, topic: str) -> HeardTopic | None:
    return session.get(HeardTopic, topic)


def heard_topics(session: Session, *, limit: int, before: datetime | None = None) -> Sequence[HeardTopic]:
    """The last heard first."""
    query = select(HeardTopic).order_by(HeardTopic.received_at.desc(), HeardTopic.topic).limit(limit)
    return session.scalars(query if before is None else query.where(HeardTopic.received_at < before)).all()


def unmapped_topics(session: Session, *, limit: int) -> Sequence[HeardTopic]:
    """Those that no mapping names whole, the last heard first."""
    named = exists().where(FieldMapping.topic_filter == HeardTopic.topic)
    query = select(HeardTopic).where(~named).order_by(HeardTopic.received_at.desc(), HeardTopic.topic)
    return session.scalars(query.limit(limit)).all()


def waiting_letter_ids(session: Session, topic: str) -> Sequence[int]:
    """Messages of a topic that wait for a person, the oldest first."""
    query = select(DeadLetter.id).where(DeadLetter.topic == topic, DeadLetter.state == WAITING)
    return session.scalars(query.order_by(DeadLetter.id).limit(_MOST_LETTERS)).all()


def count_waiting(session: Session, topics: Collection[str]) -> dict[str, int]:
    query = select(DeadLetter.topic, func.count()).where(DeadLetter.topic.in_(topics), DeadLetter.state == WAITING)
    return {topic: int(count) for topic, count in session.execute(query.group_by(DeadLetter.topic))}


def last_reading_before(session: Session, register_id: int, at: datetime) -> Reading | None:
    query = select(Reading).where(Reading.register_id == register_id, Reading.at < at)
    return session.scalar(query.order_by(Reading.at.desc()).limit(1))


def candidates(session: Session) -> Sequence[Candidate]:
    """Every register as one that an unknown datalogger may be meant for."""
    building = aliased(Location)
    query = (
        select(Register.code, func.coalesce(building.code, Location.code), Register.unit,
               or_(Register.last_live_at.is_not(None), Register.logger.is_not(None)))
        .join(Register.meter).join(Meter.location).outerjoin(building, building.id == Location.building_id)
    )  # fmt: skip
    return [Candidate(code, place, unit, bool(live)) for code, place, unit, live in session.execute(query)]
