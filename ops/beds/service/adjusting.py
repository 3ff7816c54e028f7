"""Published months: what a change does to them is counted before and after, and stands there as a line of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from ops.beds.errors import MonthPublished
from ops.beds.models import MonthAdjustment, PublishedMonth
from ops.beds.queries.census import census
from ops.beds.queries.homes import published_months
from ops.beds.rules.months import first_of, following, touched
from ops.beds.service.act import Act, terms_on

#: Column of a published month -> what it counts.
NIGHTS = ("alive", "available", "licensed", "budgeted", "contract", "present", "billable")


def nights_of_month(session: Session, home_id: int, month: date, as_known_at: datetime | None = None) -> dict[str, int]:
    """Bed-nights of a home in a month by the columns of a published one, by the terms in force when it began."""
    counted = census(session, [home_id], month, following(month), terms_on(session, month), as_known_at=as_known_at)
    return {f"{name}_nights": counted.total(counted.of(name)) for name in NIGHTS}


@dataclass(frozen=True)
class Adjusting:
    """What the touched published months were before a change."""

    act: Act
    was: list[tuple[PublishedMonth, dict[str, int]]]

    @classmethod
    def before(cls, act: Act, homes: Sequence[int], span: tuple[date, date] | None) -> "Adjusting":
        if span is None:
            return cls(act, [])
        rows = [row for row in published_months(act.session, homes) if list(touched([row.month], *span))]
        return cls(act, [(row, nights_of_month(act.session, row.home_id, row.month)) for row in rows])

    def after(self) -> None:
        """Raises MonthPublished when a figure changed and nobody said why."""
        for row, was in self.was:
            becomes = nights_of_month(self.act.session, row.home_id, row.month)
            changed = {name: becomes[name] - count for name, count in was.items()}
            if any(changed.values()):
                self._note(row, changed)

    def _note(self, row: PublishedMonth, changed: dict[str, int]) -> None:
        if not self.act.reason.strip():
            raise MonthPublished(field="reason", month=f"{first_of(row.month):%Y-%m}")
        self.act.session.add(
            MonthAdjustment(
                published_month_id=row.id, recorded_at=self.act.now, recorded_by=self.act.who.name,
                reason=self.act.reason, **changed,
            )
        )  # fmt: skip
