"""The way through a technician's day: which jobs are for today, in which order, how far apart, and when he is done."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.estate.wording import name_of
from ops.repairs import rulebook, visit_rules
from ops.repairs.models import WorkOrder
from ops.repairs.queries import candidates
from ops.repairs.rules.my_day import DayPlan, Job, is_for_today, plan, turn
from ops.repairs.rules.travel import travel_minutes
from ops.web.reader import Reader


class Route:
    """The jobs that can be done. Only who drives a van of the house has a way between them."""

    def __init__(self, session: Session, who: Principal, orders: Sequence[WorkOrder], reader: Reader) -> None:
        self._reader = reader
        self._usual_minutes = visit_rules.slot_rules(session, reader.now).estimate_minutes
        jobs = {order.ref: self._job(order) for order in orders}
        ordered = sorted(orders, key=lambda order: turn(jobs[order.ref], reader.day_of, reader.today))
        self.today = [order for order in ordered if is_for_today(jobs[order.ref], reader.day_of, reader.today)]
        self.later = [order for order in ordered if order not in self.today]
        bases = candidates.bases(session)
        own = (base.store for base in bases if who.user_id is not None and base.store.driver_id == who.user_id)
        self.van = next(own, None)
        self._home = next(
            (b for b in bases if self.van and b.store.kind == "store" and b.store.zone == self.van.zone), None
        )
        self._plan = self._drive(session, [jobs[order.ref] for order in self.today])

    def _job(self, order: WorkOrder) -> Job:
        ticket = order.ticket
        return Job(
            ref=order.ref,
            priority=ticket.priority,
            postcode=ticket.location.postcode,
            minutes=order.estimate_minutes or self._usual_minutes,
            slot_from_at=order.slot_from_at,
            due_at=ticket.next_due_at,
            on_site_at=order.on_site_at if order.status == "on_site" else None,
        )

    def _drive(self, session: Session, jobs: Sequence[Job]) -> DayPlan | None:
        if self._home is None or not jobs:
            return None
        minutes = partial(travel_minutes, rulebook.travel(session, self._reader.now))
        return plan(jobs, self._home.postcode, self._reader.now, minutes)

    def drive_to(self, order: WorkOrder) -> int | None:
        """Minutes of driving from the job before; None for where he is, for another day, and without a van."""
        legs = self._plan.legs if self._plan else ()
        return next((leg.drive_minutes or None for leg in legs if leg.ref == order.ref), None)

    def end(self) -> dict[str, Any] | None:
        """When he is back, and at which store; nothing once that would be another day."""
        if self._plan is None or self._home is None or self._reader.day_of(self._plan.home_at) != self._reader.today:
            return None
        return {"at": self._reader.time(self._plan.home_at), "store": name_of(self._home.store, self._reader.language)}
