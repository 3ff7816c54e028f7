"""Whatever people do with beds, the laws of bed-nights hold after every step: on both engines."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from ops.beds.models import Absence, Bed, BedLife, BedOccupation, Home, HomeFigure, PublishedMonth, Resident, Stay
from ops.beds.queries.census import census
from ops.beds.rules.census import Census
from ops.beds.rules.kinds import END_CAUSES, OUT_OF_SERVICE_CAUSES
from ops.beds.service.absences import come_back, leave
from ops.beds.service.act import Act, terms_on
from ops.beds.service.adjusting import nights_of_month
from ops.beds.service.blocking import accompany, back_in_service, end_hold, expire_holds, put_out, reserve
from ops.beds.service.capacity import close_bed, set_places
from ops.beds.service.clearing import cleared
from ops.beds.service.months import close_month, settled
from ops.beds.service.moves import swap, transfer
from ops.beds.service.stays import Admission, admit, convert, correct, end_stay
from ops.db import Database
from ops.errors import RegieError, TryAgain
from ops.kit.periods import OPEN_END
from tests.support.beds_world import FIRST, LAST, WHO, BedsWorld, Recount, build_beds, every_day
from tests.support.world import NOW

DAYS = list(every_day(FIRST + timedelta(days=5), LAST - timedelta(days=5)))
#: Few enough days that things meet.
DAY = st.sampled_from(DAYS[::4])
END = DAY | st.just(OPEN_END)
NUMBER = st.integers(0, 5)
RECORDED = (BedLife, BedOccupation, Absence, HomeFigure)
SUPERSEDED = {"superseded_at", "superseded_by", "superseded_because"}


class Beds(RuleBasedStateMachine):
    """Two homes of three beds, five residents; October 2026 may be published."""

    database: Database
    start: Callable[[], BedsWorld]

    def __init__(self) -> None:
        super().__init__()
        self.world, self.now = type(self).start(), NOW
        self.rows: dict[tuple[str, int], tuple[Any, ...]] = {}
        self.told: list[tuple[datetime, list[int]]] = []
        self.refusals: list[RegieError] = []

    @contextmanager
    def doing(self, reason: str = "Because") -> Iterator[Act]:
        """One act, one transaction, a minute after the former; what is refused is refused with words."""
        self.now += timedelta(minutes=1)
        try:
            with self.database.unit_of_work() as session:
                yield Act(session, WHO, self.now, reason)
        except RegieError as error:
            self.refusals.append(error)

    def bed(self, session: Session, number: int) -> Bed:
        return session.get_one(Bed, sorted(self.world.beds.values())[number])

    def resident(self, session: Session, number: int) -> Resident:
        return session.get_one(Resident, self.world.residents[number % len(self.world.residents)])

    def home(self, session: Session, number: int) -> Home:
        return session.get_one(Home, sorted(self.world.homes.values())[number % 2])

    def stay(self, session: Session, number: int) -> Stay | None:
        """One of the youngest."""
        found = session.scalars(select(Stay).order_by(Stay.id.desc()).limit(6)).all()
        return found[number % len(found)] if found else None

    def with_stay(self, number: int, what: Callable[[Act, Stay], object], reason: str = "Because") -> None:
        with self.doing(reason) as act:
            stay = self.stay(act.session, number)
            if stay:
                what(act, stay)

    @rule(bed=NUMBER, who=NUMBER, from_on=DAY, to_on=END, kind=st.sampled_from(["long", "short", "trial"]))
    def admits(self, bed: int, who: int, from_on: date, to_on: date, kind: str) -> None:
        with self.doing() as act:
            wish = Admission(self.bed(act.session, bed), self.resident(act.session, who), from_on, to_on, kind)
            admit(act, wish)

    @rule(bed=NUMBER, who=NUMBER, from_on=DAY, to_on=DAY)
    def reserves(self, bed: int, who: int, from_on: date, to_on: date) -> None:
        with self.doing() as act:
            reserve(act, self.bed(act.session, bed), self.resident(act.session, who), from_on, to_on)

    @rule(bed=NUMBER, on=DAY)
    def gives_up_a_reservation(self, bed: int, on: date) -> None:
        with self.doing() as act:
            wanted = select(BedOccupation.id).where(BedOccupation.kind == "hold", BedOccupation.superseded_at.is_(None))
            end_hold(act, self.bed(act.session, bed), act.session.scalars(wanted).first() or 0, on)

    @rule()
    def lets_reservations_expire(self) -> None:
        self.now += timedelta(days=1)
        with self.doing() as act:
            expire_holds(act)

    @rule(number=NUMBER, on=DAY, bed=NUMBER)
    def transfers(self, number: int, on: date, bed: int) -> None:
        before = self.resident_nights()
        self.with_stay(number, lambda act, stay: transfer(act, stay, on, self.bed(act.session, bed)))
        assert self.resident_nights() == before

    @rule(one=NUMBER, other=NUMBER, on=DAY)
    def swaps(self, one: int, other: int, on: date) -> None:
        before = self.resident_nights()
        self.with_stay(one, lambda act, stay: swap(act, stay, self.stay(act.session, other) or stay, on))
        assert self.resident_nights() == before

    @rule(number=NUMBER, on=DAY, cause=st.sampled_from(END_CAUSES))
    def ends(self, number: int, on: date, cause: str) -> None:
        self.with_stay(number, lambda act, stay: end_stay(act, stay, on, cause))

    @rule(number=NUMBER, from_on=DAY, to_on=END, reason=st.sampled_from(["", "A note came later"]))
    def corrects(self, number: int, from_on: date, to_on: date, reason: str) -> None:
        self.with_stay(number, lambda act, stay: correct(act, stay, from_on, to_on), reason)

    @rule(number=NUMBER, on=DAY)
    def converts(self, number: int, on: date) -> None:
        before = self.resident_nights()
        self.with_stay(number, lambda act, stay: convert(act, stay, on, "long"))
        assert self.resident_nights() == before

    @rule(number=NUMBER, out_on=DAY, return_on=END, kind=st.sampled_from(["hospital", "holiday"]))
    def leaves(self, number: int, out_on: date, return_on: date, kind: str) -> None:
        self.with_stay(number, lambda act, stay: leave(act, stay, out_on, kind, return_on))

    @rule(number=NUMBER, on=DAY)
    def comes_back(self, number: int, on: date) -> None:
        self.with_stay(number, lambda act, stay: come_back(act, stay, on))

    @rule(number=NUMBER, from_on=DAY, to_on=DAY)
    def has_company(self, number: int, from_on: date, to_on: date) -> None:
        self.with_stay(number, lambda act, stay: accompany(act, stay, from_on, to_on))

    @rule(bed=NUMBER, from_on=DAY, to_on=END, cause=st.sampled_from(OUT_OF_SERVICE_CAUSES))
    def puts_out(self, bed: int, from_on: date, to_on: date, cause: str) -> None:
        with self.doing() as act:
            put_out(act, self.bed(act.session, bed), from_on, cause, to_on)

    @rule(bed=NUMBER, on=DAY)
    def puts_back(self, bed: int, on: date) -> None:
        with self.doing() as act:
            back_in_service(act, self.bed(act.session, bed), on)

    @rule(bed=NUMBER, on=DAY)
    def clears(self, bed: int, on: date) -> None:
        with self.doing() as act:
            cleared(act, self.bed(act.session, bed), on)

    @rule(bed=NUMBER, on=DAY)
    def closes(self, bed: int, on: date) -> None:
        if bed == 5:
            with self.doing() as act:
                close_bed(act, self.bed(act.session, bed), on)

    @rule(
        number=NUMBER, from_on=DAY, to_on=END, places=st.integers(2, 3), kind=st.sampled_from(["licensed", "budgeted"])
    )
    def notes_places(self, number: int, from_on: date, to_on: date, places: int, kind: str) -> None:
        with self.doing() as act:
            set_places(act, self.home(act.session, number), kind, from_on, places, to_on)

    @rule(number=NUMBER)
    def publishes_october(self, number: int) -> None:
        with self.doing() as act:
            close_month(act, self.home(act.session, number), date(2026, 10, 1))

    @rule()
    def remembers_what_is_known(self) -> None:
        self.told.append((self.now, self.figures()))

    @invariant()
    def every_refusal_is_explained(self) -> None:
        """By the service: where a guard of the database speaks first, nobody could say what is in the way."""
        for error in self.refusals:
            assert not isinstance(error, TryAgain)
            assert error.status in (409, 422)
            assert "%" not in str(error)
        self.refusals.clear()

    @invariant()
    def one_a_bed_and_one_bed_a_resident(self) -> None:
        """I1, I2, I4, I5: looked up row by row, night by night."""
        with self.database.reading() as session:
            recount = Recount(session)
            for night in every_day():
                for home_id in self.world.homes.values():
                    states = recount.on(night, home_id)
                    assert sum(states.values()) == 2 * states["alive"] + states["away"]
                    licensed = recount.licensed(night, home_id)
                    assert licensed is None or states["stay"] <= licensed
                residents = [row.resident_id for row in recount.stays(night)]
                assert len(residents) == len(set(residents))

    @invariant()
    def nothing_lies_outside_a_beds_life_nor_an_absence_outside_its_stay(self) -> None:
        """I3, I5."""
        with self.database.reading() as session:
            recount = Recount(session)
            lives = {life.bed_id: life for life in recount.lives}
            for row in recount.rows:
                assert lives[row.bed_id].from_on <= row.from_on <= row.to_on <= lives[row.bed_id].to_on
            for absence in recount.absences:
                mine = [row for row in recount.rows if row.kind == "stay" and row.stay_id == absence.stay_id]
                assert min(row.from_on for row in mine) <= absence.from_on
                assert absence.to_on <= max(row.to_on for row in mine)

    @invariant()
    def the_census_is_the_recount(self) -> None:
        """I6, I8."""
        with self.database.reading() as session:
            homes = sorted(self.world.homes.values())
            recount, counted = Recount(session), self.census(session)
            for number, night in enumerate(every_day()):
                for row, home_id in enumerate(homes):
                    _agrees(counted, row, number, recount.on(night, home_id))

    @invariant()
    def rows_are_added_and_superseded_once(self) -> None:
        """I12."""
        with self.database.reading() as session:
            for table in RECORDED:
                self._compare(table, list(session.scalars(select(table))))

    def _compare(self, table: Any, found: list[Any]) -> None:
        columns = [each.key for each in inspect(table).column_attrs]
        here = {(table.__name__, row.id): tuple(getattr(row, name) for name in columns) for row in found}
        assert set(here) >= {key for key in self.rows if key[0] == table.__name__}
        for key, values in here.items():
            before = dict(zip(columns, self.rows.get(key, values), strict=True))
            after = dict(zip(columns, values, strict=True))
            free = SUPERSEDED if before["superseded_at"] is None else set()
            assert all(before[name] == after[name] for name in columns if name not in free)
        self.rows |= here

    @invariant()
    def a_published_month_and_its_adjustments_are_what_counts(self) -> None:
        """I13; and the published figures are those that were known then."""
        with self.database.reading() as session:
            for row in session.scalars(select(PublishedMonth)):
                found = settled(session, row)
                assert found.now == nights_of_month(session, row.home_id, row.month)
                assert found.published == nights_of_month(session, row.home_id, row.month, row.known_at)
                assert all(each.reason for each in found.adjustments)

    @invariant()
    def what_was_told_can_be_asked_again(self) -> None:
        for at, figures in self.told[-3:]:
            assert self.figures(at) == figures

    def census(self, session: Session, as_known_at: datetime | None = None) -> Census:
        homes = sorted(self.world.homes.values())
        return census(session, homes, FIRST, LAST, terms_on(session, FIRST), as_known_at=as_known_at)

    def figures(self, as_known_at: datetime | None = None) -> list[int]:
        with self.database.reading() as session:
            counted = self.census(session, as_known_at)
            return [
                counted.total(counted.of(name)) for name in ("available", "contract", "present", "licensed", "free")
            ]

    def resident_nights(self) -> dict[int | None, int]:
        """Of each resident, within the days that matter."""
        with self.database.reading() as session:
            found: dict[int | None, int] = {}
            for night in every_day():
                for row in self._stays(session, night):
                    found[row] = found.get(row, 0) + 1
            return found

    @staticmethod
    def _stays(session: Session, night: date) -> list[int | None]:
        wanted = select(BedOccupation.resident_id).where(BedOccupation.kind == "stay")
        wanted = wanted.where(BedOccupation.from_on <= night, BedOccupation.to_on > night)
        return list(session.scalars(wanted.where(BedOccupation.superseded_at.is_(None))))


def _agrees(counted: Census, row: int, number: int, states: dict[str, int]) -> None:
    for name in (
        "alive",
        "stay",
        "hold",
        "clearing",
        "free",
        "away",
        *(f"out:{each}" for each in OUT_OF_SERVICE_CAUSES),
    ):
        assert counted.of(name)[row, number] == states[name], name


def _fresh(database: Database) -> BedsWorld:
    """Each example finds the homes as new: what one left behind must not decide about the next."""
    with database.unit_of_work() as session:
        if not database.is_sqlite:
            session.execute(text("TRUNCATE location, person CASCADE"))
        return build_beds(session, NOW)


def _from_a_copy(database: Database) -> Callable[[], BedsWorld]:
    """The same on SQLite, whose guards let nobody delete: the file of before the first example is put back."""
    path, kept = Path(str(database.engine.url.database)), Path(f"{database.engine.url.database}.kept")
    world = _fresh(database)
    database.dispose()
    shutil.copy(path, kept)

    def start() -> BedsWorld:
        database.dispose()
        shutil.copy(kept, path)
        return world

    return start


def test_the_laws_of_bed_nights_hold_whatever_happens(database: Database) -> None:
    start = _from_a_copy(database) if database.is_sqlite else partial(_fresh, database)
    machine = type("OnThisDatabase", (Beds,), {"database": database, "start": staticmethod(start)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=5 if database.is_sqlite else 2,
            stateful_step_count=25,
            deadline=None,
            # A database can't be asked thousands of times for the smallest of all stories that fail.
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
