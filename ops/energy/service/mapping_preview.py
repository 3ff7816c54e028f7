"""What the last message of a topic would count under some mappings, before anybody saves them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from ops.energy.models import HeardTopic
from ops.energy.queries import mappings as queries
from ops.energy.queries.ingest import registers_by_code
from ops.energy.queries.mappings import last_reading_before
from ops.energy.queries.retention import closed_before
from ops.energy.rules.incoming import IncomingReading, Refusal, RegisterFacts, judge
from ops.energy.rules.mapping import MappingRow, Sample, apply, is_number, matches
from ops.energy.service.mappings import MappingWish, check_wish
from ops.errors import RegieError
from ops.kit.units import to_micro

_SEARCHED = 500


@dataclass(frozen=True, slots=True)
class Preview:
    """One field: what it would count in millionths of `unit`, or why nothing."""

    field: str
    register: str
    at: datetime | None = None
    value_micro: int | None = None
    unit: str = ""
    #: Of a message, worded by its code; or of the mapping itself.
    refusal: Refusal | None = None
    error: RegieError | None = None
    #: What stands on an index so far: its last reading before this one, with its value in millionths.
    before: tuple[datetime, int] | None = None


def last_heard(session: Session, topic_filter: str) -> HeardTopic | None:
    """The last message on a topic, or on one of those that a filter stands for."""
    found = queries.heard_topic(session, topic_filter)
    if found is not None:
        return found
    others = queries.heard_topics(session, limit=_SEARCHED)
    return next((each for each in others if matches(topic_filter, each.topic)), None)


def samples_of(heard: HeardTopic | None) -> list[Sample]:
    """The numbers of a message; those with a unit, which are nearly always what is metered, come first."""
    samples = [_sample(each) for each in heard.samples] if heard else []
    numbers = {each.field: each for each in samples if is_number(each.value)}
    return sorted(numbers.values(), key=lambda each: not each.unit)


def _sample(kept: dict[str, str | float | None]) -> Sample:
    at = kept["at"]
    return Sample(
        str(kept["field"]), datetime.fromisoformat(at) if isinstance(at, str) else None,
        kept["value"] if kept["value"] is not None else "", str(kept["unit"]), str(kept.get("kind", "")),
    )  # fmt: skip


def previews(
    session: Session, wishes: Sequence[MappingWish], samples: Sequence[Sample], now: datetime
) -> Iterator[Preview]:
    """In the order of the wishes; a field that the message lacks has no value."""
    registers = registers_by_code(session, {wish.register for wish in wishes})
    by_field = {sample.field: sample for sample in samples}
    for wish in wishes:
        standing = queries.list_mappings(session, topic_filter=wish.topic_filter)
        own = next((each for each in standing if each.field == wish.field), None)
        if error := check_wish(session, wish, own):
            yield Preview(wish.field, wish.register, error=error)
        elif wish.field not in by_field:
            yield Preview(wish.field, wish.register)
        else:
            found = _counted(session, wish, by_field[wish.field], registers[wish.register], now)
            yield _beside_the_last(session, found, registers[wish.register])


def _beside_the_last(session: Session, found: Preview, register: RegisterFacts) -> Preview:
    """An index that goes on where it stood is the right one, in the right unit."""
    if found.at is None or register.kind != "index":
        return found
    last = last_reading_before(session, register.id, found.at)
    return replace(found, before=(last.at, last.value_micro)) if last else found


def _counted(session: Session, wish: MappingWish, sample: Sample, register: RegisterFacts, now: datetime) -> Preview:
    """As ingest would take it, closed months included."""
    row = MappingRow(
        wish.topic_filter, wish.format, wish.field, wish.register, register.kind, to_micro(wish.factor), wish.unit
    )
    written = apply(sample, row)
    if isinstance(written, Refusal):
        return Preview(wish.field, wish.register, sample.at, refusal=written)
    reading = IncomingReading(
        wish.register, written.at, written.value, written.unit, written.kind, "", wish.topic_filter, b""
    )
    closed = closed_before(session, [register.id], written.at, now)
    verdict = judge(reading, register, now, closed.get(register.id))
    if isinstance(verdict, Refusal):
        return Preview(wish.field, wish.register, written.at, refusal=verdict)
    return Preview(wish.field, wish.register, written.at, verdict, register.unit)
