"""Publishing a month, and asking what was published, what is known now, and what lies between."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from ops.access import audit
from ops.beds.errors import MonthNotOver, MonthPublishedTwice
from ops.beds.models import Home, MonthAdjustment, PublishedMonth
from ops.beds.queries.homes import adjustments_of, home_code, published_months
from ops.beds.rules.months import first_of, following
from ops.beds.service.act import Act, lock_homes
from ops.beds.service.adjusting import NIGHTS, nights_of_month


@dataclass(frozen=True)
class Settled:
    """A published month with its adjustments; `published` plus all of them is `now`."""

    published: dict[str, int]
    adjustments: list[MonthAdjustment]

    @property
    def now(self) -> dict[str, int]:
        changes = {name: sum(getattr(each, name) for each in self.adjustments) for name in self.published}
        return {name: count + changes[name] for name, count in self.published.items()}


def close_month(act: Act, home: Home, day: date) -> PublishedMonth:
    """The figures of the day's month become the published ones. Raises MonthNotOver, MonthPublishedTwice."""
    month = first_of(day)
    if act.today < following(month):
        raise MonthNotOver(month=f"{month:%Y-%m}")
    lock_homes(act.session, [home.location_id])
    if any(row.month == month for row in published_months(act.session, [home.location_id])):
        raise MonthPublishedTwice(month=f"{month:%Y-%m}")
    counted = nights_of_month(act.session, home.location_id, month)
    row = PublishedMonth(home_id=home.location_id, month=month, known_at=act.now, closed_by=act.who.name, **counted)
    act.session.add(row)
    act.session.flush()
    code = home_code(act.session, home.location_id)
    audit.record(act.session, act.who, action="home.month", object_kind="home", object_ref=code, now=act.now)
    return row


def settled(session: Session, row: PublishedMonth) -> Settled:
    published = {f"{name}_nights": getattr(row, f"{name}_nights") for name in NIGHTS}
    return Settled(published, list(adjustments_of(session, row.id)))
