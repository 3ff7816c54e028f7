"""Who does something to beds, when and why; and the locks that make writers of one home wait for each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.beds.defaults import TERMS
from ops.beds.errors import DayOutOfReach, NightsTurned, UnknownWord
from ops.beds.models import Home, Resident
from ops.beds.rules.billable import TermFigures
from ops.db import zone_of
from ops.kit.periods import OPEN_END, local_date
from ops.kit.rulesets import in_force, versions

_FIRST_YEAR, _YEARS_AHEAD = 1990, 5


@dataclass(frozen=True)
class Act:
    """One thing that somebody does; `reason` is kept with every row that it writes."""

    session: Session
    who: Principal
    now: datetime
    reason: str = ""

    @property
    def today(self) -> date:
        return local_date(self.now, zone_of(self.session))

    def terms_on(self, day: date) -> TermFigures:
        return terms_on(self.session, day)


def terms_on(session: Session, day: date) -> TermFigures:
    """The terms in force on a local day."""
    return TermFigures.model_validate(in_force(versions(session, TERMS), day).body)


def lock_homes(session: Session, home_ids: Iterable[int]) -> list[int]:
    """In the order of their ids, and before anything else is locked: so two writers never wait for each other."""
    wanted = sorted(set(home_ids))
    statement = select(Home.location_id).where(Home.location_id.in_(wanted)).order_by(Home.location_id)
    return list(session.scalars(statement.with_for_update(key_share=True)))


def lock_residents(session: Session, resident_ids: Iterable[int]) -> None:
    """After the homes: the same resident may be admitted in two homes at once."""
    statement = select(Resident.id).where(Resident.id.in_(sorted(set(resident_ids)))).order_by(Resident.id)
    session.scalars(statement.with_for_update(key_share=True)).all()


def check_nights(act: Act, from_on: date, to_on: date = OPEN_END, *, may_be_empty: bool = False) -> None:
    """Raises NightsTurned, DayOutOfReach."""
    check_day(act, from_on, "from_on")
    if to_on != OPEN_END:
        check_day(act, to_on, "to_on")
    if to_on < from_on or (to_on == from_on and not may_be_empty):
        raise NightsTurned(field="to_on")


def check_day(act: Act, day: date, field: str) -> None:
    if not _FIRST_YEAR <= day.year <= act.today.year + _YEARS_AHEAD:
        raise DayOutOfReach(field=field)


def check_word(word: str, possible: Iterable[str], field: str) -> None:
    """Raises UnknownWord."""
    known = tuple(possible)
    if word not in known:
        raise UnknownWord(field=field, possible=", ".join(known))
