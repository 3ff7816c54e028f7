"""Transfers and swaps: one transaction, no night lost, none doubled."""

from datetime import date

from ops.beds.errors import SameBed, SameResident
from ops.beds.models import Bed, Stay
from ops.beds.queries.stays import holds_of
from ops.beds.rules import segments as rules
from ops.beds.rules.kinds import MOVED
from ops.beds.service.act import Act, check_day
from ops.beds.service.clearing import clearing_after
from ops.beds.service.way import hold_still, rewrite


def transfer(act: Act, stay: Stay, on: date, to_bed: Bed) -> None:
    """The nights before `on` stay where they were; from `on` the resident sleeps in the other bed.

    What was held of that bed for this resident becomes it; the bed that is left is cleared. Raises NotStaying, SameBed
    and what `ledger.write` raises.
    """
    check_day(act, on, "on")
    [staying] = hold_still(act, [stay], [to_bed])
    here = rules.on_night(staying.way, on)
    if here is None:
        raise staying.not_staying(on)
    if here.bed_id == to_bed.id:
        raise SameBed(field="bed")
    held = holds_of(act.session, stay.resident_id, to_bed.id, on, here.to_on)
    way = rules.in_bed(staying.way, on, to_bed.id)
    come = clearing_after(act, stay, here.bed_id, on, MOVED, but=staying.going(way))
    rewrite(act, [(staying, way)], gone=held, come=come, action="stay.transfer")


def swap(act: Act, one: Stay, other: Stay, on: date) -> None:
    """From `on` each sleeps in the other's bed. Raises NotStaying, SameResident and what `ledger.write` raises."""
    if one.id == other.id:
        raise SameResident(field="with")
    check_day(act, on, "on")
    first, second = hold_still(act, [one, other])
    here, there = rules.on_night(first.way, on), rules.on_night(second.way, on)
    if here is None or there is None:
        raise (first if here is None else second).not_staying(on)
    changes = [
        (first, rules.in_bed(first.way, on, there.bed_id)),
        (second, rules.in_bed(second.way, on, here.bed_id)),
    ]
    rewrite(act, changes, action="stay.swap")
