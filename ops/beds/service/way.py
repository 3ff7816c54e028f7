"""The way of a stay between its rows and the pure rules that change it; what hangs on it follows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ops.beds.errors import NotStaying
from ops.beds.models import Absence, Bed, BedOccupation, Stay
from ops.beds.models.recorded import Dated
from ops.beds.queries.stays import absences_of, companions_of, segments_of
from ops.beds.rules import segments as rules
from ops.beds.rules.segments import Segment, Way
from ops.beds.service.act import Act, lock_homes, lock_residents
from ops.beds.service.ledger import write
from ops.errors import TryAgain
from ops.kit.periods import OPEN_END


@dataclass(frozen=True)
class Staying:
    """A stay under lock: its rows as they count, and the homes that are locked."""

    stay: Stay
    rows: Sequence[BedOccupation]
    homes: list[int]

    @property
    def way(self) -> Way:
        return tuple(Segment(row.from_on, row.to_on, row.bed_id, row.stay_kind, row.cause, row.id) for row in self.rows)

    def going(self, way: Way) -> list[BedOccupation]:
        """The rows that another way leaves out."""
        kept = {each.key for each in way}
        return [row for row in self.rows if row.id not in kept]

    def not_staying(self, on: date) -> NotStaying:
        from_on, to_on = rules.begin(self.way), rules.end(self.way)
        last = "…" if to_on == OPEN_END else to_on.isoformat()
        return NotStaying(stay=self.stay.ref, on=on.isoformat(), from_on=from_on.isoformat(), to_on=last)


def hold_still(act: Act, stays: Sequence[Stay], beds: Iterable[Bed] = ()) -> list[Staying]:
    """Locks the homes of the stays and of the beds, then the residents.

    Raises TryAgain when a stay moved to another home meanwhile.
    """
    homes = {row.bed.home_id for stay in stays for row in segments_of(act.session, stay.id)}
    locked = lock_homes(act.session, homes | {bed.home_id for bed in beds})
    lock_residents(act.session, [stay.resident_id for stay in stays])
    found = [Staying(stay, segments_of(act.session, stay.id), locked) for stay in stays]
    if any(row.bed.home_id not in locked for staying in found for row in staying.rows):
        raise TryAgain()
    return found


def rewrite(
    act: Act, changes: Sequence[tuple[Staying, Way]], *, gone: Sequence[Dated] = (), come: Sequence[Dated] = (),
    action: str,
) -> None:  # fmt: skip
    """Makes the ways what they are to be, in one step; absences and companions keep what still lies within."""
    out, new = list(gone), list(come)
    for staying, way in changes:
        out += staying.going(way)
        new += [_row(staying.stay, each) for each in way if each.key is None]
        for dropped, added in (_absences(act.session, staying, way), _companions(act.session, staying, way)):
            out += dropped
            new += added
    write(act, changes[0][0].homes, out, new, action=action)


def _row(stay: Stay, each: Segment) -> BedOccupation:
    return BedOccupation(
        bed_id=each.bed_id, kind="stay", blocking=True, stay_id=stay.id, resident_id=stay.resident_id,
        stay_kind=each.stay_kind, cause=each.cause, from_on=each.from_on, to_on=each.to_on,
    )  # fmt: skip


def _absences(session: Session, staying: Staying, way: Way) -> tuple[list[Dated], list[Dated]]:
    """An absence ends with its stay, and moves with its end when it lasted until then; one after it never was."""
    was_end = rules.end(staying.way)
    gone: list[Dated] = []
    come: list[Dated] = []
    for row in absences_of(session, staying.stay.id):
        lasts = row.from_on < row.to_on == was_end
        from_on = max(row.from_on, rules.begin(way))
        to_on = rules.end(way) if lasts else min(row.to_on, rules.end(way))
        if (from_on, to_on) == (row.from_on, row.to_on):
            continue
        gone.append(row)
        if from_on < to_on:
            come.append(Absence(stay_id=row.stay_id, kind=row.kind, from_on=from_on, to_on=to_on))
    return gone, come


def _companions(session: Session, staying: Staying, way: Way) -> tuple[list[Dated], list[Dated]]:
    """A companion sleeps in the room of the resident, on nights that the resident has there."""
    gone: list[Dated] = []
    come: list[Dated] = []
    for row in companions_of(session, staying.stay.id):
        left = list(_left_of(row, way))
        if [(each.from_on, each.to_on) for each in left] != [(row.from_on, row.to_on)]:
            gone.append(row)
            come += left
    return gone, come


def _left_of(row: BedOccupation, way: Way) -> Iterator[BedOccupation]:
    for each in way:
        from_on, to_on = max(row.from_on, each.from_on), min(row.to_on, each.to_on)
        if each.bed_id == row.bed_id and from_on < to_on:
            yield BedOccupation(
                bed_id=row.bed_id, kind="companion", blocking=False, stay_id=row.stay_id, resident_id=row.resident_id,
                stay_kind="", cause="", from_on=from_on, to_on=to_on,
            )  # fmt: skip
