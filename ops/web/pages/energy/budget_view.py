"""The alert budget as its page shows it: a row for each channel, its weeks, its precision and its threshold."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy.queries.budget import Counted, raised_since
from ops.energy.rules.causes import WASTE
from ops.energy.rules.precision import Realised
from ops.energy.service.budget import WEEKS, Proposal, judged, realised
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit.locale.formats import format_figure
from ops.kit.periods import local_midnight
from ops.web.addresses import href
from ops.web.reader import Reader

ALERTS = "/alert-budget/alerts"
_WEEK = N_("w%(n)s")


@dataclass(frozen=True)
class BudgetView:
    """What a row is made of; the counts are those of the places that the reader sees."""

    session: Session
    scopes: Scopes
    rules: Rulebook
    proposal: Proposal
    reader: Reader


def monday_of(at: datetime, reader: Reader) -> date:
    day = reader.day_of(at)
    return day - timedelta(days=day.weekday())


def weeks_of(reader: Reader) -> list[date]:
    """The Mondays of the last weeks, this one last."""
    this = reader.today - timedelta(days=reader.today.weekday())
    return [this - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]


def rows_of(view: BudgetView) -> dict[str, Any]:
    weeks, reader = weeks_of(view.reader), view.reader
    raised = raised_since(view.session, view.scopes, local_midnight(weeks[0], reader.zone))
    proved = realised(judged(view.session, view.scopes, view.rules))
    seen = {each.cause for each in raised} | set(proved) | set(view.proposal.now)
    total = Counter(monday_of(each.detected_at, reader) for each in raised)
    return {
        "weeks": [reader.say(_WEEK, n=week.isocalendar().week) for week in weeks],
        "channels": [_row(cause, weeks, raised, proved, view) for cause in WASTE if cause in seen],
        "totals": [_count(total[week], reader, week=week.isoformat()) for week in weeks],
        "over": [total[week] > view.rules.detection.alerts_per_week for week in weeks],
        "expected": _figure(sum(each.expected_per_week for each in view.proposal.solved.values()), reader),
    }


def _row(cause: str, weeks: Sequence[date], raised: Sequence[Counted], proved: Any, view: BudgetView) -> dict[str, Any]:
    reader, solved = view.reader, view.proposal.solved.get(cause)
    count = Counter(monday_of(each.detected_at, reader) for each in raised if each.cause == cause)
    now = view.proposal.now.get(cause)
    return {
        "name": reader.label("cause", cause),
        "weeks": [_count(count[week], reader, cause=cause, week=week.isoformat()) for week in weeks],
        "precision": _precision(cause, proved.get(cause, Realised()), reader),
        "now": "" if now is None else _figure(now, reader),
        "becomes": _figure(solved.threshold, reader) if solved else "–",
        "turn": "" if not solved or now is None else _turn(now, solved.threshold),
        "expected": _figure(solved.expected_per_week, reader) if solved else "–",
    }


def _turn(now: float, becomes: float) -> str:
    if becomes == now:
        return "same"
    return "stricter" if becomes > now else "laxer"


def _count(count: int, reader: Reader, **asked: str) -> dict[str, Any]:
    return {"n": count, "href": href(ALERTS, **asked) if count else ""}


def _precision(cause: str, found: Realised, reader: Reader) -> dict[str, Any]:
    low, high = found.interval()
    return {
        "right": {"n": found.right, "href": href(ALERTS, cause=cause, judged="right") if found.right else ""},
        "all": {"n": found.judged, "href": href(ALERTS, cause=cause, judged="all") if found.judged else ""},
        "share": round(100 * found.share),
        "low": round(100 * low),
        "high": round(100 * high),
        "is_enough": found.is_enough,
    }


def _figure(value: float, reader: Reader) -> str:
    return format_figure(round(value, 2), reader.language)
