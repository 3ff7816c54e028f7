"""Admissions, ends and corrections of stays."""

from dataclasses import dataclass
from datetime import date, timedelta

from ops.beds.errors import ReasonNeeded
from ops.beds.events import StayEnded
from ops.beds.models import Bed, BedOccupation, Resident, Stay
from ops.beds.models.recorded import Dated
from ops.beds.queries.stays import clearings_after, holds_of, resident_of
from ops.beds.rules import segments as rules
from ops.beds.rules.kinds import END_CAUSES, STAY_KINDS
from ops.beds.rules.segments import Way
from ops.beds.service.act import Act, check_day, check_nights, check_word, lock_homes, lock_residents
from ops.beds.service.clearing import clearing, clearing_after
from ops.beds.service.ledger import write
from ops.beds.service.way import Staying, hold_still, rewrite
from ops.kit.events import publish
from ops.kit.periods import OPEN_END
from ops.kit.refs import next_ref
from ops.people.models import Person


@dataclass(frozen=True)
class Admission:
    """Who comes into which bed, from when until when (a short stay has its end), and as what."""

    bed: Bed
    resident: Resident
    from_on: date
    to_on: date = OPEN_END
    stay_kind: str = "long"


def resident_for(act: Act, person: Person) -> Resident:
    """The resident that a person is; a new one the first time."""
    found = resident_of(act.session, person)
    if found is None:
        found = Resident(person_id=person.id, created_at=act.now)
        act.session.add(found)
        act.session.flush()
    return found


def admit(act: Act, wish: Admission) -> Stay:
    """A stay begins; what was held of the bed for this resident becomes it.

    In and out on one day is an admission without a night. Raises what `ledger.write` raises.
    """
    check_word(wish.stay_kind, STAY_KINDS, "kind")
    check_nights(act, wish.from_on, wish.to_on, may_be_empty=True)
    homes = lock_homes(act.session, [wish.bed.home_id])
    lock_residents(act.session, [wish.resident.id])
    held = holds_of(act.session, wish.resident.id, wish.bed.id, wish.from_on, max(wish.to_on, _next(wish.from_on)))
    stay = Stay(ref=next_ref(act.session, "S", act.now), resident_id=wish.resident.id, created_at=act.now)
    act.session.add(stay)
    act.session.flush()
    before = [_hold_until(each, wish.from_on) for each in held if each.from_on < wish.from_on]
    write(act, homes, held, [*before, _first_row(stay, wish)], action="stay.admit")
    return stay


def end_stay(act: Act, stay: Stay, on: date, cause: str) -> None:
    """The night of that day is not the resident's any more; the bed is cleared from then on.

    Raises NotStaying when the stay has no night before that day nor begins on it.
    """
    check_word(cause, END_CAUSES, "cause")
    check_day(act, on, "on")
    [staying] = hold_still(act, [stay])
    if not rules.begin(staying.way) <= on <= rules.end(staying.way):
        raise staying.not_staying(on)
    way = rules.ended(staying.way, on, cause)
    last, was = way[-1], _clearings_of(act, staying)
    come = clearing_after(act, stay, last.bed_id, last.to_on, cause, but=[*staying.going(way), *was])
    for each in come:
        each.to_on = min([each.to_on, *(before.to_on for before in was if before.bed_id == last.bed_id)])
    rewrite(act, [(staying, way)], gone=was, come=come, action="stay.end")
    event = StayEnded(stay.ref, stay.resident_id, last.bed_id, on, cause)
    publish(act.session, event, now=act.now)


def correct(act: Act, stay: Stay, from_on: date, to_on: date) -> None:
    """The stay began or ended on other days than was noted; what was known before stays readable.

    Raises ReasonNeeded, NightsTurned, and what `ledger.write` raises.
    """
    if not act.reason.strip():
        raise ReasonNeeded(field="reason")
    check_nights(act, from_on, to_on, may_be_empty=True)
    [staying] = hold_still(act, [stay])
    way = rules.respanned(staying.way, from_on, to_on)
    gone, come = _moved_clearing(act, staying, way)
    rewrite(act, [(staying, way)], gone=gone, come=come, action="stay.correct")


def convert(act: Act, stay: Stay, on: date, stay_kind: str) -> None:
    """From that day on it counts as another kind of stay (a trial becomes a long stay)."""
    check_word(stay_kind, STAY_KINDS, "kind")
    check_day(act, on, "on")
    [staying] = hold_still(act, [stay])
    if not on < rules.end(staying.way):
        raise staying.not_staying(on)
    rewrite(act, [(staying, rules.as_kind(staying.way, on, stay_kind))], action="stay.convert")


def _moved_clearing(act: Act, staying: Staying, way: Way) -> tuple[list[Dated], list[Dated]]:
    """The clearing after the last bed begins when the stay now ends; one that has no night left is gone."""
    was, becomes = staying.way[-1], way[-1]
    after = _clearings_of(act, staying)
    if was.to_on == becomes.to_on and was.bed_id == becomes.bed_id:
        return [], []
    come = [
        clearing(each.stay_id, becomes.bed_id, becomes.to_on, each.to_on, each.cause, each.due_on)
        for each in after
        if becomes.bed_id == was.bed_id and becomes.to_on < each.to_on
    ]
    return list(after), list(come)


def _clearings_of(act: Act, staying: Staying) -> list[BedOccupation]:
    """What is noted as cleared after the last bed of a stay that had an end."""
    last = staying.way[-1]
    found = clearings_after(act.session, staying.stay.id)
    return [each for each in found if (each.bed_id, each.from_on) == (last.bed_id, last.to_on)]


def _first_row(stay: Stay, wish: Admission) -> BedOccupation:
    return BedOccupation(
        bed_id=wish.bed.id, kind="stay", blocking=True, stay_id=stay.id, resident_id=stay.resident_id,
        stay_kind=wish.stay_kind, cause="", from_on=wish.from_on, to_on=wish.to_on,
    )  # fmt: skip


def _hold_until(hold: BedOccupation, on: date) -> BedOccupation:
    return BedOccupation(
        bed_id=hold.bed_id, kind="hold", blocking=True, stay_id=None, resident_id=hold.resident_id, stay_kind="",
        cause="", from_on=hold.from_on, to_on=on, due_on=hold.due_on,
    )  # fmt: skip


def _next(day: date) -> date:
    return day + timedelta(days=1)
