"""What the energy coordinator opens first: the buildings by what they waste, and whether the data can be trusted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response, StreamingResponse
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal, Scopes
from ops.energy.models import Alert
from ops.energy.queries import portfolio as queries
from ops.energy.queries.portfolio import PortfolioFilter
from ops.energy.rules.waste import BuildingWaste, by_building
from ops.energy.service.losses import waste_of
from ops.energy.service.rulebook import Rulebook
from ops.energy.service.tariffs import Prices
from ops.errors import N_
from ops.kit.exports import Cell
from ops.kit.http import Now, ReadSession
from ops.kit.money import eur_text
from ops.web.pages.energy import desk
from ops.web.pages.energy.building_rows import SORTS, building_row, in_order, total_row
from ops.web.pages.energy.desk import Page, Word
from ops.web.pages.energy.portfolio import figures
from ops.web.pages.energy.trust import trust
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

#: How far back the money lost is counted; "" is: of what stands now, since it began.
_PERIODS = {"": None, "30d": 30, "90d": 90, "12m": 365}
_PERIOD_WORDS = (
    ("", N_("Now")),
    ("30d", N_("30 days")),
    ("90d", N_("90 days")),
    ("12m", N_("12 months")),
)
_COLUMNS = (
    "building", "name", "alert", "medium", "cause", "state", "since", "last_abnormal_at", "cost_eur_per_day",
    "lost_eur", "ticket", "on_it",
)  # fmt: skip


class Asked:
    """The filters of the address; what is none of the choices asks nothing."""

    def __init__(self, medium: Word = "", building: Word = "", period: Word = "", sort: Word = "") -> None:
        self.medium, self.building = desk.known_medium(medium), building.strip()
        self.period = desk.known(period, tuple(_PERIODS))
        self.sort = desk.known(sort, tuple(SORTS)) or "eur"

    def page(self, reader: Reader) -> Page:
        return Page("/energy", reader, dict(vars(self)))

    def filter(self, reader: Reader, medium: str) -> PortfolioFilter:
        days = _PERIODS[self.period]
        from_at = reader.now - timedelta(days=days) if days else None
        return PortfolioFilter(medium or None, self.building or None, from_at)


@router.get("/energy", permission="alerts.read")
def show_energy(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    asked: Annotated[Asked, Depends()],
    fragment: Word = "",
) -> Response:
    """The page, or only its rows for the live update (`fragment=rows`)."""
    reader = reader_of(request)
    scopes = who.places("alerts.read")
    context = _rows(session, who, asked, reader)
    if fragment == "rows":
        return render(request, "energy/_buildings_rows.html", fragment=True, **context)
    limit = Rulebook(session, now).detection.alerts_per_week
    return render(
        request, "energy/home.html", figures=figures(session, scopes, limit, reader), as_of=reader.time(now),
        csv_href=asked.page(reader).csv_href(), live_href=asked.page(reader).href(fragment="rows"),
        **context, **trust(session, who, now, reader),
    )  # fmt: skip


def _rows(session: Session, who: Principal, asked: Asked, reader: Reader) -> dict[str, Any]:
    """What renews itself: the chips above the table, and its lines."""
    scopes, page = who.places("alerts.read"), asked.page(reader)
    alerts = list(queries.waste_alerts(session, scopes, asked.filter(reader, "")))
    shown = [alert for alert in alerts if asked.medium in ("", alert.medium)]
    return {
        "asked": asked, "chips": page.media_chips(Counter(alert.medium for alert in alerts)),
        "periods": page.choices("period", ((code, reader.say(text)) for code, text in _PERIOD_WORDS)),
        "sorts": page.sorts((name, sort.direction) for name, sort in SORTS.items()),
        "buildings": desk.building_options(session, scopes, reader.language), "clear_href": page.href(building=""),
        **_table(session, who, shown, asked, reader),
    }  # fmt: skip


def _table(session: Session, who: Principal, alerts: list[Alert], asked: Asked, reader: Reader) -> dict[str, Any]:
    found = _by_building(session, alerts, asked, reader)
    people = _on_it(session, who, alerts)
    by_ref = {alert.ref: alert for alert in alerts}
    dearest = max((each.cents_per_day for each in found), default=0)
    rows = [building_row(each, by_ref, people, dearest, reader) for each in found]
    return {"rows": in_order(rows, asked.sort), "total": total_row(found, reader)}


def _by_building(session: Session, alerts: list[Alert], asked: Asked, reader: Reader) -> list[BuildingWaste]:
    prices, from_at = Prices(session), asked.filter(reader, "").from_at
    return by_building(waste_of(prices, alert, from_at) for alert in alerts)


def _on_it(session: Session, who: Principal, alerts: list[Alert]) -> dict[str, list[str]]:
    """By alert, the teams that hold its work, else who said that he looks at it; teams only for readers of tickets."""
    refs = {alert.ticket_ref for alert in alerts if alert.ticket_ref} if who.may("tickets.read") else set()
    teams = queries.teams_on(session, refs)
    return {
        alert.ref: teams.get(alert.ticket_ref or "") or ([alert.acknowledged_by] if alert.acknowledged_by else [])
        for alert in alerts
    }


@router.get("/energy.csv", permission="alerts.read")
def export_energy(
    request: Request, session: ReadSession, who: CurrentPrincipal, asked: Annotated[Asked, Depends()]
) -> StreamingResponse:
    """The alerts behind the portfolio, with what each lost in the period."""
    reader = reader_of(request)
    scopes: Scopes = who.places("alerts.read")
    wanted = asked.filter(reader, asked.medium)
    alerts = list(queries.waste_alerts(session, scopes, wanted))
    people = _on_it(session, who, alerts)
    by_ref = {alert.ref: alert for alert in alerts}
    found = _by_building(session, alerts, asked, reader)
    rows = [_cells(by_ref[waste.ref], waste.lost_cents, people, reader) for each in found for waste in each.wastes]
    return desk.csv_file("energy", _COLUMNS, rows)


def _cells(alert: Alert, lost: int, people: Mapping[str, list[str]], reader: Reader) -> Sequence[Cell]:
    code = alert.location.code if alert.location else ""
    return (
        code, desk.place_name(alert.location, reader), alert.ref, alert.medium, alert.cause, alert.state,
        alert.started_at, alert.last_abnormal_at, eur_text(alert.cost_cents_per_day), eur_text(lost),
        alert.ticket_ref, ", ".join(people[alert.ref]),
    )  # fmt: skip
