"""The figures above the list of alerts: what the excess costs, how many alerts a week, how often they were right."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy.queries import alerts as queries
from ops.energy.queries.portfolio import PortfolioFilter, waste_alerts
from ops.energy.rules.causes import is_waste
from ops.energy.service.losses import is_standing, lost_by_day, standing_by_day
from ops.energy.service.outcomes import was_right
from ops.energy.service.tariffs import Prices
from ops.errors import N_
from ops.kit.periods import local_midnight
from ops.web.pages.energy import words
from ops.web.reader import Reader

_DAYS, _WEEKS, _PRECISION_DAYS = 28, 8, 90
_WEEK = N_("w%(n)s")
_RIGHT = N_("%(right)s of %(all)s")


def excess_by_day(session: Session, scopes: Scopes, reader: Reader) -> list[dict[str, Any]]:
    """EUR of waste on each of the last days: lost, then what stands. Today is not over: it is what a day costs now."""
    today = reader.today
    days = [today - timedelta(days=back) for back in range(_DAYS - 1, -1, -1)]
    alerts = waste_alerts(session, scopes, PortfolioFilter(from_at=local_midnight(days[0], reader.zone)))
    lost, prices = Counter[date](), Prices(session)
    for alert in alerts:
        lost.update(lost_by_day(prices, alert))
        lost.update(standing_by_day(alert, local_midnight(today, reader.zone), reader.zone))
    lost[today] = sum(alert.cost_cents_per_day for alert in alerts if is_standing(alert))
    bars = [{"value": lost[day] / 100, "label": "", "tone": "", "data": True} for day in days]
    short = [" ".join(reader.instant(local_midnight(day, reader.zone)).split(" ")[1:3]) for day in (days[0], days[-1])]
    bars[0]["label"], bars[-1]["label"], bars[-1]["tone"] = short[0], short[1], "now"
    return bars


def alerts_by_week(session: Session, scopes: Scopes, limit: int, reader: Reader) -> list[dict[str, Any]]:
    """How many alerts of waste opened in each local week; this week is the last bar."""
    today = reader.today
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=_WEEKS - 1)
    opened = queries.opened_since(session, scopes, local_midnight(first, reader.zone))
    counts = Counter(_monday(at, reader) for at, cause in opened if is_waste(cause))
    bars = []
    for week in (first + timedelta(weeks=number) for number in range(_WEEKS)):
        count = counts[week]
        tone = "now" if week == monday else "over" if count > limit else ""
        label = reader.say(_WEEK, n=week.isocalendar().week)
        bars.append({"value": count, "label": label, "text": str(count) if count else "", "tone": tone})
    return bars


def _monday(at: datetime, reader: Reader) -> Any:
    day = reader.day_of(at)
    return day - timedelta(days=day.weekday())


def precision(session: Session, scopes: Scopes, reader: Reader) -> dict[str, Any]:
    """How many alerts of closed work were right, in all and by cause."""
    since = reader.now - timedelta(days=_PRECISION_DAYS)
    judged = [
        (cause, said)
        for cause, outcome, closed_at in queries.outcomes_since(session, scopes, since)
        if is_waste(cause) and (said := was_right(session, cause, outcome, closed_at)) is not None
    ]
    by_cause = Counter(cause for cause, _ in judged)
    right = Counter(cause for cause, was_right in judged if was_right)
    return {
        "share": round(100 * right.total() / len(judged)) if judged else None,
        "right": right.total(),
        "all": len(judged),
        "rows": [
            {
                "label": reader.label("cause", cause),
                "value": right[cause],
                "max": count,
                "text": reader.say(_RIGHT, right=right[cause], all=count),
                "share": f"{round(100 * right[cause] / count)} %",
            }
            for cause, count in by_cause.most_common(4)
        ],
    }


def figures(session: Session, scopes: Scopes, limit: int, reader: Reader) -> dict[str, Any]:
    """Everything above the list."""
    excess = excess_by_day(session, scopes, reader)
    weeks = alerts_by_week(session, scopes, limit, reader)
    affected, every = queries.buildings_affected(session, scopes)
    return {
        "excess": excess,
        "excess_today": words.eur(round(excess[-1]["value"] * 100), reader),
        "affected": affected,
        "buildings": every,
        "weeks": weeks,
        "this_week": weeks[-1]["value"],
        "limit": limit,
        "precision": precision(session, scopes, reader),
        "precision_days": _PRECISION_DAYS,
    }
