"""The file of a place: what it is, who opens the door, what is installed and what is open there."""

from datetime import date
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy import texts as energy_texts
from ops.energy.queries.places import open_alerts_at, registers_at
from ops.estate.models import Location, Lot
from ops.estate.queries import (
    ancestors_of,
    children_of,
    installations_at,
    location_by_code,
    location_card,
)
from ops.estate.queries.cards import firm_card
from ops.estate.queries.lots import LotRow, knows_tenants, lot_periods, lots_of, tenancies_of
from ops.kit.http import ReadSession, language_of, now_of
from ops.kit.periods import OPEN_END
from ops.repairs import queries as repairs
from ops.repairs.queries import TicketFilter
from ops.repairs.rules.lifecycle import ACTIVE
from ops.web.pages.estate.installations import INSTALLATION_ICONS
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.reader import reader_of
from ops.web.rendering import render

router = PageRouter()

_TICKETS, _INSTALLATIONS = 10, 40
PLACE_ICONS = {
    "site": "pin", "building": "building", "floor": "stairs", "room": "door", "common_part": "columns", "lot": "home",
}  # fmt: skip


@router.get("/locations/{code}", permission="estate.read")
def show_place(request: Request, session: ReadSession, who: CurrentPrincipal, code: str) -> Response:
    place = location_by_code(session, code, who.scopes("estate.read"))
    today = reader_of(request).today
    below = children_of(session, place.id)
    context: dict[str, Any] = {
        "place": place,
        "above": ancestors_of(session, place),
        "below": [child for child in below if child.kind != "lot"],
        "card": location_card(session, place, on=today),
        "machines": [(each, each.firm and firm_card(each.firm)) for each in installations_at(session, place)],
        "icons": PLACE_ICONS,
        "machine_icons": INSTALLATION_ICONS,
        "open_end": OPEN_END,
        "today": today,
        **_lots(session, place, today),
        **_open_work(request, session, place, who),
    }
    context |= _lot(session, place, who)
    return render(request, "estate/place.html", **context)


def _lots(session: Session, place: Location, today: date) -> dict[str, Any]:
    rows = lots_of(session, place, today) if place.kind in ("site", "building", "floor") else []
    return {"lots": rows, "void_lots": sum(_is_void(row) for row in rows)}


def _is_void(row: LotRow) -> bool:
    return row.period is not None and row.period.kind == "void"


def _lot(session: Session, place: Location, who: Principal) -> dict[str, Any]:
    """Who lives there only for readers of persons."""
    lot = session.get(Lot, place.id) if place.kind == "lot" else None
    if lot is None:
        return {"lot": None, "periods": [], "knows_persons": False, "tenancies": []}
    knows = knows_tenants(session, place.id, who.places("persons.read"))
    tenancies = tenancies_of(session, place.id) if knows else []
    periods = lot_periods(session, place.id)[::-1]
    return {"lot": lot, "periods": periods, "knows_persons": knows, "tenancies": tenancies}


def _open_work(request: Request, session: Session, place: Location, who: Principal) -> dict[str, Any]:
    """What is open there: tickets with their clock, alerts, and the meters that would tell."""
    language = language_of(request)
    alerts = open_alerts_at(session, who, place)
    return {
        "tickets": _tickets(request, session, place, who),
        "alerts": [(alert, energy_texts.title_of(alert).render(language)) for alert in alerts],
        "registers": registers_at(session, who, place),
    }


def _tickets(request: Request, session: Session, place: Location, who: Principal) -> list[dict[str, Any]]:
    if not who.may("tickets.read"):
        return []
    reader = reader_of(request)
    wanted = TicketFilter(status=ACTIVE, location=place.code, sort="due")
    page = repairs.list_tickets(session, who, wanted, now=now_of(request), limit=_TICKETS)
    return [
        {
            "ticket": each,
            "title": words.title(each, reader),
            "icon": words.icon_of(each),
            "clock": next_deadline(each, reader),
        }
        for each in page.items
    ]
