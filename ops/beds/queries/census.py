"""The spans behind a census, with nothing but what counting needs."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, TypeVarTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ops.beds.models import Absence, Bed, BedLife, BedOccupation, HomeFigure
from ops.beds.models.recorded import Dated
from ops.beds.queries.recorded import known, meets
from ops.beds.rules.billable import Away, TermFigures, billed_after_death, unbilled
from ops.beds.rules.census import Census, Counted, take

By = Literal["home", "ward"]
_Columns = TypeVarTuple("_Columns")
_Day = ColumnElement[date] | InstrumentedAttribute[date]


def census(
    session: Session,
    home_ids: list[int],
    from_on: date,
    to_on: date,
    figures: TermFigures,
    *,
    by: By = "home",
    as_known_at: datetime | None = None,
) -> Census:
    """Of these homes, each night of the span; groups are the ids of homes or wards as text.

    Licensed and budgeted places are those of a home: a census by ward has none.
    """
    spans = _Spans(session, home_ids, from_on, to_on, by, as_known_at)
    counted = [*spans.lives(), *spans.occupations(), *spans.away()]
    if figures.absences:
        counted += spans.unbilled(figures)
    if figures.nights_billed_after_death:
        counted += spans.billed_after_death(figures)
    if by == "home":
        counted += spans.figures()
    groups = [str(each) for each in home_ids] if by == "home" else sorted({each.group for each in counted}, key=int)
    return take(counted, groups, from_on, to_on)


class _Spans:
    """Each method is one select. The database clips and counts: over a year, most beds of a home are the same row."""

    def __init__(
        self,
        session: Session,
        home_ids: list[int],
        from_on: date,
        to_on: date,
        by: By,
        as_known_at: datetime | None,
    ) -> None:
        self._session, self._home_ids = session, home_ids
        self._group = Bed.home_id if by == "home" else Bed.ward_id
        self._from_on, self._to_on, self._as_known_at = from_on, to_on, as_known_at

    def lives(self) -> Iterator[Counted]:
        source = select().join_from(BedLife, Bed, Bed.id == BedLife.bed_id)
        yield from self._counted(source, BedLife, literal("alive"), BedLife.from_on, BedLife.to_on)

    def occupations(self) -> Iterator[Counted]:
        measure = case((BedOccupation.kind == "out_of_service", "out:" + BedOccupation.cause), else_=BedOccupation.kind)
        source = select().join_from(BedOccupation, Bed, Bed.id == BedOccupation.bed_id).where(BedOccupation.blocking)
        yield from self._counted(source, BedOccupation, measure, BedOccupation.from_on, BedOccupation.to_on)

    def away(self) -> Iterator[Counted]:
        """An absence counts in the bed in which the stay has each of its nights."""
        begin = _later(Absence.from_on, BedOccupation.from_on)
        end = _earlier(Absence.to_on, BedOccupation.to_on)
        yield from self._counted(self._absent(select()), Absence, literal("away"), begin, end)

    def unbilled(self, figures: TermFigures) -> Iterator[Counted]:
        """Which nights of an absence are paid is counted from its first one on, so each is looked at."""
        nights = (Absence.from_on, Absence.to_on, BedOccupation.from_on, BedOccupation.to_on)
        rows = self._met(self._absent(select(self._group, Absence.kind, *nights)), Absence)
        for group, kind, from_on, to_on, first, end in self._session.execute(rows):
            span = unbilled(Away(kind, from_on, to_on), figures)
            if span and max(span[0], first) < min(span[1], end):
                yield Counted(str(group), "unbilled", max(span[0], first), min(span[1], end))

    def billed_after_death(self, figures: TermFigures) -> Iterator[Counted]:
        columns = (self._group, BedOccupation.cause, BedOccupation.from_on, BedOccupation.to_on)
        rows = select(*columns).join(Bed, Bed.id == BedOccupation.bed_id).where(BedOccupation.kind == "clearing")
        for group, cause, from_on, to_on in self._session.execute(self._met(rows, BedOccupation)):
            if paid := billed_after_death(cause, from_on, to_on, figures):
                yield Counted(str(group), "billed_after", *paid)

    def figures(self) -> Iterator[Counted]:
        statement = select(HomeFigure.home_id, HomeFigure.kind, HomeFigure.from_on, HomeFigure.to_on, HomeFigure.places)
        wanted = statement.where(HomeFigure.home_id.in_(self._home_ids), known(HomeFigure, self._as_known_at))
        found = self._session.execute(wanted.where(meets(HomeFigure, self._from_on, self._to_on)))
        for home_id, kind, from_on, to_on, places in found:
            yield Counted(str(home_id), kind, from_on, to_on, places)

    def _absent(self, statement: Select[*_Columns]) -> Select[*_Columns]:
        return (
            statement.join_from(Absence, BedOccupation, BedOccupation.stay_id == Absence.stay_id)
            .join(Bed, Bed.id == BedOccupation.bed_id)
            .where(BedOccupation.kind == "stay", known(BedOccupation, self._as_known_at))
            .where(meets(BedOccupation, self._from_on, self._to_on))
            .where(Absence.from_on < BedOccupation.to_on, BedOccupation.from_on < Absence.to_on)
        )

    def _counted(
        self,
        source: Select[()],
        table: type[Dated],
        measure: ColumnElement[str],
        begin: _Day,
        end: _Day,
    ) -> Iterator[Counted]:
        columns = (
            self._group.label("whose"),
            measure.label("measure"),
            _later(begin, literal(self._from_on)).label("begin_on"),
            _earlier(end, literal(self._to_on)).label("end_on"),
            func.count(),
        )
        rows = self._met(source.add_columns(*columns), table).group_by("whose", "measure", "begin_on", "end_on")
        for group, what, begin_on, end_on, number in self._session.execute(rows):
            yield Counted(str(group), what, begin_on, end_on, number)

    def _met(self, statement: Select[*_Columns], table: type[Dated]) -> Select[*_Columns]:
        wanted = statement.where(Bed.home_id.in_(self._home_ids), known(table, self._as_known_at))
        return wanted.where(meets(table, self._from_on, self._to_on))


def _later(one: _Day, other: _Day) -> ColumnElement[date]:
    """The engines have no word in common for the greater of two."""
    return case((one < other, other), else_=one)


def _earlier(one: _Day, other: _Day) -> ColumnElement[date]:
    return case((one < other, one), else_=other)
