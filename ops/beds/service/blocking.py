"""Beds that nobody sleeps in: reserved, out of service, lent; and companions, who take no bed."""

from datetime import date, timedelta

from ops.beds.errors import NotHeld, NotOutOfService
from ops.beds.models import Bed, BedOccupation, Resident, Stay
from ops.beds.queries.stays import holds_overdue, on_bed
from ops.beds.rules import segments as rules
from ops.beds.rules.kinds import OUT_OF_SERVICE_CAUSES
from ops.beds.service.act import Act, check_day, check_nights, check_word, lock_homes
from ops.beds.service.ledger import write
from ops.beds.service.way import hold_still
from ops.kit.periods import OPEN_END


def reserve(
    act: Act, bed: Bed, resident: Resident, from_on: date, to_on: date, *, due_on: date | None = None
) -> BedOccupation:
    """Holds the bed; without a confirmation by `due_on` (else after the days of the rule) it is given free again."""
    check_nights(act, from_on, to_on)
    homes = lock_homes(act.session, [bed.home_id])
    confirm_by = due_on or act.today + timedelta(days=act.terms_on(act.today).hold_days)
    row = BedOccupation(
        bed_id=bed.id, kind="hold", blocking=True, resident_id=resident.id, stay_kind="", cause="",
        from_on=from_on, to_on=to_on, due_on=confirm_by,
    )  # fmt: skip
    write(act, homes, [], [row], action="bed.reserve")
    return row


def end_hold(act: Act, bed: Bed, hold_id: int, on: date) -> None:
    """From that day the bed is not held any more; the nights before were. Raises NotHeld."""
    homes = lock_homes(act.session, [bed.home_id])
    row = next((each for each in on_bed(act.session, bed.id, on) if each.kind == "hold" and each.id == hold_id), None)
    if row is None:
        raise NotHeld()
    _cut(act, homes, row, on, "bed.end_hold")


def expire_holds(act: Act) -> int:
    """Gives free what nobody confirmed in time; returns how many."""
    rows = holds_overdue(act.session, act.today)
    homes = lock_homes(act.session, [row.bed.home_id for row in rows])
    standing = [row for row in holds_overdue(act.session, act.today) if row.bed.home_id in homes]
    for row in standing:
        _cut(act, [row.bed.home_id], row, act.today, "bed.hold_expired")
    return len(standing)


def put_out(
    act: Act, bed: Bed, from_on: date, cause: str, to_on: date = OPEN_END, *, ticket_ref: str | None = None,
    due_on: date | None = None,
) -> BedOccupation:  # fmt: skip
    """Nobody can sleep there; refused while somebody does, unless he was transferred in the same transaction."""
    check_word(cause, OUT_OF_SERVICE_CAUSES, "cause")
    check_nights(act, from_on, to_on)
    homes = lock_homes(act.session, [bed.home_id])
    row = BedOccupation(
        bed_id=bed.id, kind="out_of_service", blocking=True, stay_kind="", cause=cause, from_on=from_on, to_on=to_on,
        due_on=due_on, ticket_ref=ticket_ref,
    )  # fmt: skip
    write(act, homes, [], [row], action="bed.out_of_service")
    return row


def back_in_service(act: Act, bed: Bed, on: date) -> None:
    """From that day (or planned for it) it can be slept in again. Raises NotOutOfService."""
    check_day(act, on, "on")
    homes = lock_homes(act.session, [bed.home_id])
    around = on_bed(act.session, bed.id, on, on + timedelta(days=1))
    row = next((each for each in around if each.kind == "out_of_service"), None)
    if row is None:
        raise NotOutOfService(bed=bed.code, on=on.isoformat())
    _cut(act, homes, row, on, "bed.in_service")


def accompany(act: Act, stay: Stay, from_on: date, to_on: date) -> BedOccupation:
    """Somebody sleeps in the resident's room; he takes no bed and counts in no occupancy. Raises NotStaying."""
    check_nights(act, from_on, to_on)
    [staying] = hold_still(act, [stay])
    here = rules.on_night(staying.way, from_on)
    if here is None or here.to_on < to_on:
        raise staying.not_staying(to_on if here else from_on)
    row = BedOccupation(
        bed_id=here.bed_id, kind="companion", blocking=False, stay_id=stay.id, resident_id=stay.resident_id,
        stay_kind="", cause="", from_on=from_on, to_on=to_on,
    )  # fmt: skip
    write(act, staying.homes, [], [row], action="stay.accompany")
    return row


def _cut(act: Act, homes: list[int], row: BedOccupation, on: date, action: str) -> None:
    """Ends what has the bed on a day; what then has no night left never was."""
    left = BedOccupation(
        bed_id=row.bed_id, kind=row.kind, blocking=row.blocking, resident_id=row.resident_id, stay_kind="",
        cause=row.cause, from_on=row.from_on, to_on=on, due_on=row.due_on, ticket_ref=row.ticket_ref,
    )  # fmt: skip
    write(act, homes, [row], [left] if row.from_on < on else [], action=action)
