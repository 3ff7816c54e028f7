"""The technician's day: what to do next and when, the way between, what waits for others, what is done."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.access.queries.told import active_users_with
from ops.estate.models import Location
from ops.estate.wording import name_of, street_of
from ops.kit.http import ReadSession
from ops.kit.periods import local_midnight
from ops.repairs import queries
from ops.repairs.models import WorkOrder
from ops.repairs.rules.work_order import WAITING
from ops.web.navigation import works_in_the_field
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.pages.repairs.my_route import Route
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

WORK = "tickets.work"


@router.get("/my-work", permission=WORK)
def show_my_work(
    request: Request, session: ReadSession, who: CurrentPrincipal, fragment: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    day = day_of(session, who, reader_of(request), "")
    if fragment == "day":
        return render(request, "repairs/_my_day.html", fragment=True, **day)
    return render(request, "repairs/my_work.html", dispatching=dispatching_of(session, who), **day)


def day_of(session: Session, who: Principal, reader: Reader, current: str) -> dict[str, Any]:
    """My jobs: what is done today, what can be done in its order, what comes on another day, what waits."""
    start = local_midnight(reader.today, reader.zone)
    orders = queries.my_orders(session, who, start) if who.may(WORK) else []
    done = [order for order in orders if order.status == "completed"]
    waiting = [order for order in orders if order.status in WAITING]
    route = Route(session, who, [order for order in orders if order not in (*done, *waiting)], reader)

    def cards(wanted: Sequence[WorkOrder]) -> list[dict[str, Any]]:
        return [_card(order, reader, route, current) for order in wanted]

    return {
        "finished": cards(sorted(done, key=lambda order: order.completed_at or reader.now)),
        "jobs": cards(route.today),
        "later": cards(route.later),
        "waiting": cards(waiting),
        "ends": route.end(),
        "van": route.van if works_in_the_field(who) else None,
        "day": reader.today,
        "as_of": reader.time(reader.now, seconds=True),
    }


def _card(order: WorkOrder, reader: Reader, route: Route, current: str) -> dict[str, Any]:
    ticket = order.ticket
    return {
        "order": order,
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "street": _street(ticket.location, reader.language),
        "clock": _clock(order, reader),
        "at": _at(order, reader),
        "drive": route.drive_to(order),
        "current": order.ref == current,
    }


def _at(order: WorkOrder, reader: Reader) -> str:
    """The time by which one finds the job: done at, since, or the appointment; its day when that is not today."""
    at = order.completed_at or order.on_site_at or order.slot_from_at
    if at is None:
        return ""
    return reader.when(at)


def _clock(order: WorkOrder, reader: Reader) -> dict[str, Any]:
    """How long is left, without the clock's name; of what waits, what for."""
    if order.status in WAITING:
        return {"left": reader.label("work_order_status", order.status), "tone": "paused"}
    return {**next_deadline(order.ticket, reader), "name": ""}


def _street(place: Location, language: str) -> str:
    """Where to drive, and behind which door; whoever works in Brussels knows the postcodes."""
    street = street_of(place, language)
    return street if place.kind in ("lot", "building", "site") else f"{street}, {name_of(place, language)}"


def dispatching_of(session: Session, who: Principal) -> dict[str, str] | None:
    """Who is rung from a job: a dispatcher on duty whose number is known; nobody for the dispatchers themselves."""
    if who.may("tickets.triage"):
        return None
    for user in active_users_with(session, ("dispatcher",)):
        if user.phone:
            return {"name": user.name, "phone": user.phone}
    return None
