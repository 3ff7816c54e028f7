"""Waste by building as JSON: what it costs a day, and what it lost."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.energy.api.pages import Cursor, Limit, Word, part_of
from ops.energy.models import Alert
from ops.energy.queries.portfolio import PortfolioFilter, waste_alerts
from ops.energy.rules.figures import Medium
from ops.energy.rules.waste import BuildingWaste, Waste, by_building
from ops.energy.schemas.trust import BuildingOut, PortfolioOut, WasteOut
from ops.energy.service.losses import waste_of
from ops.energy.service.tariffs import Prices
from ops.estate.models import Location
from ops.estate.wording import name_of
from ops.kit.http import Language, Now, ReadSession
from ops.kit.money import eur_text

router = ApiRouter(tags=["energy"])

_READ = "alerts.read"
_DAYS = {"30d": 30, "90d": 90, "12m": 365}


@router.get("/portfolio", permission=_READ)
def list_portfolio(
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    language: Language,
    medium: Medium | None = None,
    building: Word = None,
    period: Literal["30d", "90d", "12m"] | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> PortfolioOut:
    """The dearest building a day first. Without a period: what stands now, and lost since it began."""
    from_at = now - timedelta(days=_DAYS[period]) if period else None
    alerts = waste_alerts(session, who.places(_READ), PortfolioFilter(medium, building, from_at))
    prices = Prices(session)
    found = by_building(waste_of(prices, each, from_at) for each in alerts)
    by_ref = {each.ref: each for each in alerts}
    shown, following = part_of(found, limit, cursor)
    return PortfolioOut(
        cost_eur_per_day=eur_text(sum(each.cents_per_day for each in found)),
        lost_eur=eur_text(sum(each.lost_cents for each in found)),
        items=[_building(each, by_ref, language) for each in shown],
        next=following,
    )


def _building(found: BuildingWaste, by_ref: Mapping[str, Alert], language: str) -> BuildingOut:
    place = _place(by_ref[found.wastes[0].ref])
    return BuildingOut(
        building=place.code,
        name=name_of(place, language),
        since=found.since,
        cost_eur_per_day=eur_text(found.cents_per_day),
        lost_eur=eur_text(found.lost_cents),
        alerts=[_waste(each, by_ref[each.ref]) for each in found.wastes],
    )


def _place(alert: Alert) -> Location:
    """Alerts of the portfolio are those of a building."""
    if alert.location is None:
        raise LookupError(alert.ref)
    return alert.location


def _waste(waste: Waste, alert: Alert) -> WasteOut:
    return WasteOut(
        alert=alert.ref, medium=alert.medium, cause=alert.cause, state=alert.state, since=alert.started_at,
        last_abnormal_at=alert.last_abnormal_at, stands=waste.stands,
        cost_eur_per_day=eur_text(waste.cents_per_day), lost_eur=eur_text(waste.lost_cents),
        ticket_ref=alert.ticket_ref,
    )  # fmt: skip
