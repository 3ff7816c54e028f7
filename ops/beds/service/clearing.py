"""A bed that somebody left is cleared before it is free; how long that may last is a dated rule."""

from collections.abc import Sequence
from datetime import date, timedelta

from ops.beds.errors import NotClearing
from ops.beds.models import Bed, BedOccupation, Stay
from ops.beds.queries.homes import life_of
from ops.beds.queries.stays import on_bed
from ops.beds.service.act import Act, check_day, lock_homes
from ops.beds.service.ledger import write


def clearing_after(
    act: Act, stay: Stay, bed_id: int, on: date, cause: str, *, but: Sequence[BedOccupation] = ()
) -> list[BedOccupation]:
    """Of this bed from the day on which it was left, until somebody says that it is cleared.

    It ends where something else has the bed already, and with the bed's life; `but` are rows that are about to go.
    """
    life = life_of(act.session, bed_id)
    if life is None or not life.from_on <= on < life.to_on:
        return []
    others = [each for each in on_bed(act.session, bed_id, on) if each not in but]
    to_on = min([life.to_on, *(each.from_on for each in others)])
    if to_on <= on:
        return []
    due_on = on + timedelta(days=act.terms_on(on).clearing_after(cause))
    return [clearing(stay.id, bed_id, on, to_on, cause, due_on)]


def clearing(
    stay_id: int | None, bed_id: int, from_on: date, to_on: date, cause: str, due_on: date | None
) -> BedOccupation:
    return BedOccupation(
        bed_id=bed_id, kind="clearing", blocking=True, stay_id=stay_id, resident_id=None, stay_kind="", cause=cause,
        from_on=from_on, to_on=to_on, due_on=due_on,
    )  # fmt: skip


def cleared(act: Act, bed: Bed, on: date) -> None:
    """From that day (or planned for it) the bed is free. Raises NotClearing."""
    check_day(act, on, "on")
    homes = lock_homes(act.session, [bed.home_id])
    row = next(
        (each for each in on_bed(act.session, bed.id, on, on + timedelta(days=1)) if each.kind == "clearing"), None
    )
    if row is None:
        raise NotClearing(bed=bed.code, on=on.isoformat())
    left = [clearing(row.stay_id, row.bed_id, row.from_on, on, row.cause, row.due_on)] if row.from_on < on else []
    write(act, homes, [row], left, action="bed.cleared")
