"""The way of one stay through beds: nights one after the other, changed by making new ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, order=True)
class Segment:
    """Nights of a stay in one bed; `key` is the stored row, None while it is not stored."""

    from_on: date
    to_on: date
    bed_id: int
    stay_kind: str = "long"
    cause: str = ""
    key: int | None = None

    def holds(self, night: date) -> bool:
        return self.from_on <= night < self.to_on

    @property
    def nights(self) -> int:
        return (self.to_on - self.from_on).days


Way = tuple[Segment, ...]


def begin(way: Way) -> date:
    return min(each.from_on for each in way)


def end(way: Way) -> date:
    return max(each.to_on for each in way)


def on_night(way: Way, night: date) -> Segment | None:
    return next((each for each in way if each.holds(night)), None)


def in_bed(way: Way, on: date, bed_id: int) -> Way:
    """From `on` to the end of the segment that holds that night, another bed; the way itself when none holds it."""
    found = on_night(way, on)
    if found is None or found.bed_id == bed_id:
        return way
    moved = replace(found, from_on=on, bed_id=bed_id, key=None)
    before = () if found.from_on == on else (_until(found, on),)
    return _in_place_of(way, found, (*before, moved))


def as_kind(way: Way, on: date, stay_kind: str) -> Way:
    """From `on`, every night counts as that kind of stay (a trial becomes a long stay)."""
    result: list[Segment] = []
    for each in way:
        if each.to_on <= on or each.stay_kind == stay_kind:
            result.append(each)
            continue
        if each.from_on < on:
            result.append(_until(each, on))
        result.append(replace(each, from_on=max(each.from_on, on), stay_kind=stay_kind, key=None))
    return tuple(result)


def ended(way: Way, on: date, cause: str) -> Way:
    """No night from `on` on; a stay that ends on its first day keeps a segment without nights: it was an admission."""
    kept = [each for each in way if each.from_on < on] or [min(way)]
    last = kept[-1]
    return (*kept[:-1], replace(last, to_on=min(on, last.to_on), cause=cause, key=None))


def respanned(way: Way, from_on: date, to_on: date) -> Way:
    """The same way, begun and ended on other days; what lies wholly outside is left out."""
    inside = [each for each in way if each.from_on < to_on and from_on < each.to_on] or [min(way)]
    first, last = inside[0], inside[-1]
    spread = [
        replace(each, from_on=from_on if each is first else each.from_on, to_on=to_on if each is last else each.to_on)
        for each in inside
    ]
    pairs = zip(inside, spread, strict=True)
    return tuple(new if _same_nights(old, new) else replace(new, key=None) for old, new in pairs)


def clipped(rows: Sequence[Segment], way: Way) -> Way:
    """What is left of rows that may only lie within a way (absences): those outside are gone."""
    first, last = begin(way), end(way)
    result: list[Segment] = []
    for each in rows:
        from_on, to_on = max(each.from_on, first), min(each.to_on, last)
        if (from_on, to_on) == (each.from_on, each.to_on):
            result.append(each)
        elif from_on < to_on:
            result.append(replace(each, from_on=from_on, to_on=to_on, key=None))
    return tuple(result)


def _until(each: Segment, on: date) -> Segment:
    return replace(each, to_on=on, cause="", key=None)


def _same_nights(old: Segment, new: Segment) -> bool:
    return (old.from_on, old.to_on) == (new.from_on, new.to_on)


def _in_place_of(way: Way, old: Segment, new: Way) -> Way:
    index = way.index(old)
    return (*way[:index], *new, *way[index + 1 :])
