"""The only writer of dated rows: supersedes first, refuses what is in the way, then adds; nothing is ever changed."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ops.access import audit
from ops.beds.errors import (
    BedCleared,
    BedHeld,
    BedInTheWay,
    BedOutOfService,
    BedTaken,
    LicenceFull,
    OutsideBedLife,
    ResidentElsewhere,
)
from ops.beds.models import Absence, Bed, BedLife, BedOccupation, HomeFigure
from ops.beds.models.recorded import Dated
from ops.beds.queries.homes import home_code, licensed_places, life_of
from ops.beds.queries.stays import nights_of_resident, on_bed, person_code, stays_in_home
from ops.beds.rules.changes import Line, added_nights, changed_nights
from ops.beds.rules.kinds import WAYS_OUT
from ops.beds.rules.licence import first_night_over
from ops.beds.service.act import Act
from ops.beds.service.adjusting import Adjusting
from ops.errors import TryAgain
from ops.kit.periods import OPEN_END

_ERRORS: dict[str, type[BedInTheWay]] = {
    "stay": BedTaken,
    "hold": BedHeld,
    "clearing": BedCleared,
    "out_of_service": BedOutOfService,
}


def write(act: Act, homes: Sequence[int], gone: Sequence[Dated], come: Sequence[Dated], *, action: str) -> None:
    """`homes` are locked by the caller and hold all that changes.

    Raises BedInTheWay, ResidentElsewhere, OutsideBedLife, LicenceFull, MonthPublished. Where a guard of the database
    speaks first, somebody wrote beside us: TryAgain.
    """
    span = changed_nights(_lines(gone), _lines(come))
    if span is None and not come:
        return
    adjusting = Adjusting.before(act, homes, span)
    _supersede(act, gone)
    for row in come:
        _check(act.session, row)
        _add(act, row)
    _check_licences(act.session, homes, gone, come)
    adjusting.after()
    for home_id in homes:
        code = home_code(act.session, home_id)
        audit.record(act.session, act.who, action=action, object_kind="home", object_ref=code, now=act.now)


def _supersede(act: Act, gone: Iterable[Dated]) -> None:
    for row in gone:
        row.superseded_at, row.superseded_by, row.superseded_because = act.now, act.who.name, act.reason
    act.session.flush()


def _add(act: Act, row: Dated) -> None:
    row.recorded_at, row.recorded_by, row.reason = act.now, act.who.name, act.reason
    act.session.add(row)
    try:
        act.session.flush()
    except IntegrityError as error:
        raise TryAgain() from error


def _check(session: Session, row: Dated) -> None:
    if not isinstance(row, BedOccupation):
        return
    _check_life(session, row)
    if row.blocking:
        _check_bed(session, row)
    if row.kind == "stay" and row.resident_id is not None:
        _check_resident(session, row, row.resident_id)


def _check_life(session: Session, row: BedOccupation) -> None:
    life = life_of(session, row.bed_id)
    if life is None or not (life.from_on <= row.from_on and row.to_on <= life.to_on):
        from_on, to_on = (life.from_on, life.to_on) if life else (row.from_on, row.from_on)
        raise OutsideBedLife(bed=_bed_code(session, row), **_nights(from_on, to_on))


def _check_bed(session: Session, row: BedOccupation) -> None:
    for other in on_bed(session, row.bed_id, *_reach(row)):
        if _meets(row, other):
            raise _ERRORS[other.kind](
                bed=other.bed.code, other=_named(session, other), ways=",".join(WAYS_OUT[other.kind]),
                **_nights(other.from_on, other.to_on),
            )  # fmt: skip


def _check_resident(session: Session, row: BedOccupation, resident_id: int) -> None:
    for other in nights_of_resident(session, resident_id, *_reach(row)):
        if _meets(row, other):
            raise ResidentElsewhere(
                bed=other.bed.code, other=_named(session, other), **_nights(other.from_on, other.to_on)
            )


def _reach(row: BedOccupation) -> tuple[date, date]:
    """A stay without a night is looked for on the night that begins on its day: who sleeps on both sides is met."""
    return row.from_on, row.to_on if row.from_on < row.to_on else OPEN_END


def _meets(row: BedOccupation, other: BedOccupation) -> bool:
    return row is not other and other.from_on < row.to_on and row.from_on < other.to_on


def _named(session: Session, other: BedOccupation) -> str:
    """A reference, never a name: who reads a refusal need not be who may read a file."""
    if other.kind == "hold" and other.resident_id is not None:
        return person_code(session, other.resident_id)
    return (other.stay.ref if other.stay else None) or other.ticket_ref or other.cause


def _nights(from_on: date, to_on: date) -> dict[str, str]:
    """An open end shows as such; no reader should meet the year 9999."""
    return {"from_on": from_on.isoformat(), "to_on": "…" if to_on == OPEN_END else to_on.isoformat()}


def _bed_code(session: Session, row: BedOccupation) -> str:
    return session.get_one(Bed, row.bed_id).code


def _check_licences(session: Session, homes: Sequence[int], gone: Sequence[Dated], come: Sequence[Dated]) -> None:
    """Only where nights are added, or the licence changes: whoever leaves a home that is over-full helps."""
    for home_id in homes:
        span = added_nights(_residents(session, home_id, gone), _residents(session, home_id, come))
        licences = [row for row in come if isinstance(row, HomeFigure) and row.kind == "licensed"]
        for from_on, to_on in filter(None, [span, *((row.from_on, row.to_on) for row in licences)]):
            stays = stays_in_home(session, home_id, from_on, to_on)
            over = first_night_over(stays, licensed_places(session, home_id, from_on, to_on))
            if over:
                raise LicenceFull(home=home_code(session, home_id), on=over[0].isoformat(), places=over[1])


def _residents(session: Session, home_id: int, rows: Iterable[Dated]) -> list[Line]:
    stays = [row for row in rows if isinstance(row, BedOccupation) and row.kind == "stay"]
    here = [row for row in stays if session.get_one(Bed, row.bed_id).home_id == home_id]
    return [("stay", row.from_on, row.to_on) for row in here]


def _lines(rows: Iterable[Dated]) -> list[Line]:
    return [(_counted_as(row), row.from_on, row.to_on) for row in rows]


def _counted_as(row: Dated) -> Hashable:
    """What of a row the census looks at; from when an absence or a clearing counts decides what is billed."""
    if isinstance(row, BedOccupation):
        return ("bed", row.bed_id, row.kind, row.cause if row.kind != "stay" else "", row.stay_id)
    if isinstance(row, Absence):
        return ("away", row.stay_id, row.kind, row.from_on)
    if isinstance(row, BedLife):
        return ("life", row.bed_id)
    return ("figure", row.home_id, row.kind, row.places) if isinstance(row, HomeFigure) else type(row).__name__
