"""The file of one alert: what, since when, what it costs, why now, who goes, and what a person may do."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy import texts
from ops.energy.models import Alert
from ops.energy.queries import alerts as queries
from ops.energy.queries.alerts import ACTIVE, AlertFilter
from ops.energy.queries.maintenance_hold import is_held
from ops.energy.rules.lifecycle import acts_in
from ops.energy.service import acts
from ops.energy.service.outcomes import possible_outcomes
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_, NotFound, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.web.forms import Attempt, Line, NotInList, ShortProse, Version, faults
from ops.web.pages.energy import words
from ops.web.pages.energy.chart import SPANS
from ops.web.pages.energy.meter_view import View, chart_of, spans, story_of, strip_of
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE = "energy/alert.html"
_RIGHTS = {
    "acknowledge": "alerts.acknowledge", "snooze": "alerts.write", "merge": "alerts.write", "close": "alerts.write",
    "reopen": "alerts.write",
}  # fmt: skip
_SNOOZE_DAYS = (1, 3, 7, 14)


@router.get("/alerts/{ref}", permission="alerts.read")
def show_alert(
    request: Request,
    ref: str,
    session: ReadSession,
    who: CurrentPrincipal,
    do: Annotated[str, Query(max_length=20)] = "",
    span: Annotated[str, Query(max_length=10)] = "",
    fragment: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The page, or only its ticket and timeline for the live update (`fragment=story`)."""
    if fragment == "story":
        return _story(request, session, ref, who)
    return render(request, _PAGE, **_context(request, session, ref, who, Attempt(do), span))


def _story(request: Request, session: Session, ref: str, who: Principal) -> Response:
    reader = reader_of(request)
    alert = queries.alert_by_ref(session, ref, who.places("alerts.read"))
    view = View(session, who, reader, Rulebook(session, reader.now))
    return render(request, "energy/_alert_story.html", fragment=True, **story_of(view, alert))


def _context(
    request: Request, session: Session, ref: str, who: Principal, attempt: Attempt, span: str = ""
) -> dict[str, Any]:
    reader = reader_of(request)
    alert = queries.alert_by_ref(session, ref, who.places("alerts.read"))
    view = View(session, who, reader, Rulebook(session, reader.now))
    possible = [act for act in acts_in(alert.state) if who.may(_RIGHTS[act]) and not _is_at_work(session, alert, act)]
    do = attempt.act if attempt.act in possible else ""
    return {
        "register": alert.register,
        "place": alert.location,
        "medium_icon": words.MEDIUM_ICONS[alert.medium],
        "state": words.state_chip(alert, reader),
        "title": words.say(texts.likely_of(alert), reader),
        "cause": words.say(texts.cause_of(alert), reader),
        "medium": reader.label("medium", alert.medium) if alert.medium else reader.say(texts.MEDIA[""]),
        "eur": words.eur(alert.cost_cents_per_day, reader),
        "why": words.say(texts.why_of(alert), reader),
        "outcome": reader.label("finding", alert.outcome) if alert.outcome else "",
        "held": is_held(session, alert.id),
        "merged_into": queries.ref_of(session, alert.merged_into_id) if alert.merged_into_id else "",
        "strip": _dearest_first(strip_of(view, alert)) if alert.unit else [],
        **story_of(view, alert),
        "possible": possible,
        "do": do,
        "form": {"days": "3", "reason": "", "into": "", "outcome": "", **attempt.form},
        "choices": _choices(session, do, alert, who, reader),
        **faults(request, attempt.error),
        "as_of": reader.time(reader.now),
        **_chart(view, alert, span, reader),
    }


def _is_at_work(session: Session, alert: Alert, act: str) -> bool:
    """While somebody is sent, the finding of the work closes the alert."""
    card = queries.ticket_card(session, alert.ticket_ref) if act == "close" else None
    return card is not None and card.is_live


def _dearest_first(strip: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What it costs before what was measured; the likely cause is the title already."""
    expected, measured, since, excess, cost, _ = strip
    return [cost, excess, expected, measured, since]


def _chart(view: View, alert: Alert, span: str, reader: Reader) -> dict[str, Any]:
    if alert.register is None:
        return {"chart": None}
    found = chart_of(view, alert.register, span or span_of(alert, reader.now), alert)
    return {**found, "spans": spans(f"/alerts/{alert.ref}", found["span"], reader)}


def span_of(alert: Alert, now: datetime) -> str:
    """The shortest span of the chart that shows the last abnormal day: what comes by weekends may be a week ago."""
    shown_from = alert.last_abnormal_at - timedelta(days=1)
    return next((name for name, length in SPANS.items() if now - length <= shown_from), "13m")


def _choices(session: Session, act: str, alert: Alert, who: Principal, reader: Reader) -> list[tuple[str, str]]:
    """What the form of the act offers; an act without a choice offers nothing."""
    if act == "snooze":
        return [(str(days), _until(days, reader)) for days in _SNOOZE_DAYS]
    if act == "merge":
        return _others(session, alert, who, reader)
    if act == "close":
        return [(outcome, reader.label("finding", outcome)) for outcome in possible_outcomes(session, reader.now)]
    return []


def _until(days: int, reader: Reader) -> str:
    length = timedelta(days=days)
    return reader.say(N_("%(span)s, until %(day)s"), span=reader.span(length), day=reader.when(reader.now + length))


def _others(session: Session, alert: Alert, who: Principal, reader: Reader) -> list[tuple[str, str]]:
    """The alerts that may go on instead: those of the same place first, then the dearest."""
    found = queries.portfolio(session, who.places("alerts.write"), AlertFilter(ACTIVE), limit=100)
    near = sorted(found, key=lambda each: (each.location_id != alert.location_id, -each.cost_cents_per_day))
    return [(each.ref, f"{each.ref} {words.say(texts.title_of(each), reader)}") for each in near if each.id != alert.id]


@dataclass
class Act:
    """One act of one person on one alert."""

    request: Request
    session: DbSession
    who: CurrentPrincipal
    now: Now

    def run(
        self, ref: str, name: str, version: int, form: dict[str, Any], done: str, carry_out: Callable[[Alert], object]
    ) -> Response:
        """Back to the page with a toast; what is refused stands beside what was typed."""
        try:
            carry_out(acts.take(self.session, ref, self.who, _RIGHTS[name], version or None))
        except NotFound:
            raise
        except RegieError as error:
            return self._refused(ref, Attempt(name, form, error))
        return redirect(self.request, f"/alerts/{ref}", toast=Text(done))

    def _refused(self, ref: str, attempt: Attempt) -> Response:
        with reading_anew(self.request) as session:
            context = _context(self.request, session, ref, self.who, attempt)
        return render(self.request, _PAGE, status=attempt.status, **context)

    @property
    def by(self) -> dict[str, Any]:
        return {"who": self.who, "now": self.now}


OnPage = Annotated[Act, Depends(scope="function")]


@router.post("/alerts/{ref}/acknowledge", permission="alerts.acknowledge")
def submit_acknowledge(ref: str, act: OnPage, version: Version = 0) -> Response:
    def carry_out(alert: Alert) -> None:
        acts.acknowledge(act.session, alert, **act.by)

    return act.run(ref, "acknowledge", version, {}, N_("Acknowledged: others see that you look at it."), carry_out)


@router.post("/alerts/{ref}/snooze", permission="alerts.write")
def submit_snooze(ref: str, act: OnPage, days: Line = "", reason: ShortProse = "", version: Version = 0) -> Response:
    def carry_out(alert: Alert) -> None:
        if days not in map(str, _SNOOZE_DAYS):
            raise NotInList(field="days")
        acts.snooze(act.session, alert, act.now + timedelta(days=int(days)), reason, **act.by)

    form = {"days": days, "reason": reason}
    return act.run(ref, "snooze", version, form, N_("Snoozed. It wakes when the excess grows by half."), carry_out)


@router.post("/alerts/{ref}/merge", permission="alerts.write")
def submit_merge(ref: str, act: OnPage, into: Line = "", version: Version = 0) -> Response:
    def carry_out(alert: Alert) -> None:
        if not into:
            raise NotInList(field="into")
        acts.merge(act.session, alert, into, **act.by)

    return act.run(ref, "merge", version, {"into": into}, N_("Merged: the other alert tells the story."), carry_out)


@router.post("/alerts/{ref}/close", permission="alerts.write")
def submit_close(ref: str, act: OnPage, outcome: Line = "", version: Version = 0) -> Response:
    def carry_out(alert: Alert) -> None:
        acts.close(act.session, alert, outcome, **act.by)

    return act.run(ref, "close", version, {"outcome": outcome}, N_("Closed."), carry_out)


@router.post("/alerts/{ref}/reopen", permission="alerts.write")
def submit_reopen(ref: str, act: OnPage, version: Version = 0) -> Response:
    def carry_out(alert: Alert) -> None:
        acts.reopen(act.session, alert, **act.by)

    return act.run(ref, "reopen", version, {}, N_("Open again."), carry_out)
