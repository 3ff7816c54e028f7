"""The spans behind a census, with nothing but what counting needs."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Literal, TypeVarTuple

from sqlalchemy import Row, Select, case, select
from sqlalchemy.orm import Session

from ops.beds.models import Absence, Bed, BedLife, BedOccupation, HomeFigure
from ops.beds.models.recorded import Dated
from ops.beds.queries.recorded import known, meets
from ops.beds.rules.billable import Away, TermFigures, billed_after_death, unbilled
from ops.beds.rules.census import Census, Counted, take

By = Literal["home", "ward"]
_Columns = TypeVarTuple("_Columns")


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
    counted = [*spans.lives(), *spans.occupations(figures), *spans.absences(figures)]
    if by == "home":
        counted += spans.figures()
    groups = [str(each) for each in home_ids] if by == "home" else sorted({each.group for each in counted}, key=int)
    return take(counted, groups, from_on, to_on)


class _Spans:
    """Each method is one select."""

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
        statement = select(self._group, BedLife.from_on, BedLife.to_on).join(Bed, Bed.id == BedLife.bed_id)
        for group, from_on, to_on in self._rows(statement, BedLife):
            yield Counted(str(group), "alive", from_on, to_on)

    def occupations(self, figures: TermFigures) -> Iterator[Counted]:
        what = case((BedOccupation.kind == "out_of_service", "out:" + BedOccupation.cause), else_=BedOccupation.kind)
        columns = (self._group, what, BedOccupation.cause, BedOccupation.from_on, BedOccupation.to_on)
        statement = select(*columns).join(Bed, Bed.id == BedOccupation.bed_id).where(BedOccupation.blocking)
        for group, measure, cause, from_on, to_on in self._rows(statement, BedOccupation):
            yield Counted(str(group), measure, from_on, to_on)
            if measure == "clearing" and (paid := billed_after_death(cause, from_on, to_on, figures)):
                yield Counted(str(group), "billed_after", *paid)

    def absences(self, figures: TermFigures) -> Iterator[Counted]:
        """An absence counts in the bed in which the stay has each of its nights."""
        statement = (
            select(
                self._group, Absence.kind, Absence.from_on, Absence.to_on, BedOccupation.from_on, BedOccupation.to_on
            )
            .join(BedOccupation, BedOccupation.stay_id == Absence.stay_id)
            .join(Bed, Bed.id == BedOccupation.bed_id)
            .where(BedOccupation.kind == "stay", known(BedOccupation, self._as_known_at))
            .where(meets(BedOccupation, self._from_on, self._to_on))
        )
        for group, kind, from_on, to_on, first, end in self._rows(statement, Absence):
            spans = (("away", (from_on, to_on)), ("unbilled", unbilled(Away(kind, from_on, to_on), figures)))
            for measure, span in spans:
                if span and max(span[0], first) < min(span[1], end):
                    yield Counted(str(group), measure, max(span[0], first), min(span[1], end))

    def figures(self) -> Iterator[Counted]:
        statement = select(HomeFigure.home_id, HomeFigure.kind, HomeFigure.from_on, HomeFigure.to_on, HomeFigure.places)
        wanted = statement.where(HomeFigure.home_id.in_(self._home_ids), known(HomeFigure, self._as_known_at))
        found = self._session.execute(wanted.where(meets(HomeFigure, self._from_on, self._to_on)))
        for home_id, kind, from_on, to_on, places in found:
            yield Counted(str(home_id), kind, from_on, to_on, places)

    def _rows(self, statement: Select[*_Columns], table: type[Dated]) -> Iterator[Row[*_Columns]]:
        wanted = statement.where(Bed.home_id.in_(self._home_ids), known(table, self._as_known_at))
        yield from self._session.execute(wanted.where(meets(table, self._from_on, self._to_on)))
