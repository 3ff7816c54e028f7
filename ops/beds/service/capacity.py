"""Homes, wards and beds, the life of a bed, and the dated figures of a home."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from ops.beds.errors import BedCodeTaken, BedInUse, OutsideBedLife, PlacesOutOfRange
from ops.beds.models import Bed, BedLife, Home, HomeFigure, Ward
from ops.beds.models.recorded import Dated
from ops.beds.queries.homes import figures_of, life_of
from ops.beds.queries.stays import on_bed
from ops.beds.rules.kinds import BASES, FIGURES, HOME_KINDS
from ops.beds.service.act import Act, check_day, check_nights, check_word, lock_homes
from ops.beds.service.clearing import clearing
from ops.beds.service.ledger import write
from ops.estate.models import Location
from ops.kit.periods import OPEN_END

_MOST_PLACES = 10_000


@dataclass(frozen=True)
class NewBed:
    """A bed that comes to be on `from_on`, in a room of a ward."""

    code: str
    ward: Ward
    room: Location
    from_on: date
    to_on: date = OPEN_END


def open_home(act: Act, place: Location, *, kind: str = "rest_home", budget_basis: str = "contract") -> Home:
    """People stay in this building from now on."""
    check_word(kind, HOME_KINDS, "kind")
    check_word(budget_basis, BASES, "budget_basis")
    home = Home(location_id=place.id, kind=kind, budget_basis=budget_basis)
    act.session.add(home)
    act.session.flush()
    return home


def add_ward(act: Act, home: Home, code: str, name: str, name_fr: str = "") -> Ward:
    ward = Ward(home_id=home.location_id, code=code, name=name, name_fr=name_fr)
    act.session.add(ward)
    act.session.flush()
    return ward


def open_bed(act: Act, wish: NewBed) -> Bed:
    """Raises BedCodeTaken."""
    check_nights(act, wish.from_on, wish.to_on)
    homes = lock_homes(act.session, [wish.ward.home_id])
    if act.session.scalar(select(Bed.id).where(Bed.code == wish.code)):
        raise BedCodeTaken(field="code", bed=wish.code)
    bed = Bed(code=wish.code, home_id=wish.ward.home_id, ward_id=wish.ward.id, room_id=wish.room.id)
    act.session.add(bed)
    act.session.flush()
    write(act, homes, [], [BedLife(bed_id=bed.id, from_on=wish.from_on, to_on=wish.to_on)], action="bed.open")
    return bed


def close_bed(act: Act, bed: Bed, on: date) -> None:
    """The bed ends on that day; nothing is deleted. What clears it ends then too.

    Raises BedInUse while anything else has the bed on that night or later, OutsideBedLife.
    """
    check_day(act, on, "on")
    homes = lock_homes(act.session, [bed.home_id])
    life = life_of(act.session, bed.id)
    if life is None or not life.from_on < on:
        raise OutsideBedLife(bed=bed.code, from_on=life.from_on.isoformat() if life else "", to_on="…")
    later = on_bed(act.session, bed.id, on)
    used = [row for row in later if row.kind != "clearing"]
    if used:
        raise BedInUse(bed=bed.code, to_on="…" if used[-1].to_on == OPEN_END else used[-1].to_on.isoformat())
    # A bed's life can't end under what still clears it, nor a clearing outlast it: first the one, then the other.
    left = [clearing(row.stay_id, bed.id, row.from_on, on, row.cause, row.due_on) for row in later if row.from_on < on]
    write(act, homes, later, left, action="bed.cleared")
    write(act, homes, [life], [BedLife(bed_id=bed.id, from_on=life.from_on, to_on=on)], action="bed.close")


def set_places(act: Act, home: Home, kind: str, from_on: date, places: int, to_on: date = OPEN_END) -> None:
    """So many licensed places (or budgeted beds) on these nights; what was noted before and after them stays."""
    check_word(kind, FIGURES, "kind")
    check_nights(act, from_on, to_on)
    if not 0 <= places <= _MOST_PLACES:
        raise PlacesOutOfRange(field="places")
    homes = lock_homes(act.session, [home.location_id])
    met = figures_of(act.session, home.location_id, kind, from_on, to_on)
    parts = [(row.from_on, from_on, row.places) for row in met if row.from_on < from_on]
    parts += [(from_on, to_on, places)]
    parts += [(to_on, row.to_on, row.places) for row in met if to_on < row.to_on]
    rows: list[Dated] = [
        HomeFigure(home_id=home.location_id, kind=kind, from_on=begin, to_on=end, places=count)
        for begin, end, count in parts
    ]
    write(act, homes, met, rows, action=f"home.{kind}")
