"""The alerts behind one number of the alert budget."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Scopes
from ops.energy import texts
from ops.energy.models import Alert
from ops.energy.queries.budget import alerts_named, raised_since
from ops.energy.rules.causes import WASTE
from ops.energy.service.budget import judged
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit.http import ReadSession
from ops.kit.periods import local_midnight
from ops.web.pages.energy import words
from ops.web.pages.energy.budget_view import monday_of, weeks_of
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

Word = Annotated[str, Query(max_length=40)]
_JUDGED = {"right": N_("were right"), "wrong": N_("were wrong"), "all": N_("closed with a finding")}


@router.get("/alert-budget/alerts", permission="alerts.read")
def show_counted(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    cause: Word = "",
    week: Word = "",
    judged: Word = "",
) -> Response:
    """Those found in a week, or those of closed work; without a choice, all that the page counts."""
    reader, scopes = reader_of(request), who.places("alerts.read")
    chosen = {"cause": cause if cause in WASTE else "", "week": week, "judged": judged if judged in _JUDGED else ""}
    refs = _judged(session, scopes, chosen, reader) if chosen["judged"] else _raised(session, scopes, chosen, reader)
    return render(
        request,
        "energy/budget_alerts.html",
        rows=[_row(alert, reader) for alert in alerts_named(session, refs)],
        cause=reader.label("cause", chosen["cause"]) if chosen["cause"] else "",
        monday=_monday(week),
        judged=reader.say(_JUDGED[chosen["judged"]]) if chosen["judged"] else "",
    )


def _raised(session: Session, scopes: Scopes, chosen: dict[str, str], reader: Reader) -> list[str]:
    monday = _monday(chosen["week"])
    first = min(monday or weeks_of(reader)[0], reader.today)
    found = raised_since(session, scopes, local_midnight(first, reader.zone))
    return [
        each.ref
        for each in found
        if (not monday or monday_of(each.detected_at, reader) == monday)
        and (not chosen["cause"] or each.cause == chosen["cause"])
    ]


def _judged(session: Session, scopes: Scopes, chosen: dict[str, str], reader: Reader) -> list[str]:
    wanted = {"right": (True,), "wrong": (False,), "all": (True, False)}[chosen["judged"]]
    found = judged(session, scopes, Rulebook(session, reader.now))
    return [
        each.ref for each, right in found if right in wanted and (not chosen["cause"] or each.cause == chosen["cause"])
    ]


def _monday(week: str) -> date | None:
    """The Monday of the week of a day; None for what is no day that could be."""
    try:
        day = date.fromisoformat(week)
    except ValueError:
        return None
    return day - timedelta(days=day.weekday()) if 2000 <= day.year <= 2100 else None


def _row(alert: Alert, reader: Reader) -> dict[str, object]:
    return {
        "alert": alert,
        "cause": words.say(texts.cause_of(alert), reader),
        "state": words.state_chip(alert, reader),
        "eur": words.eur(alert.cost_cents_per_day, reader),
        "outcome": reader.label("finding", alert.outcome) if alert.outcome else "",
    }
