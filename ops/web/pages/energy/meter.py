"""The meter page: expected band, what came, ledger, counters and falls, carpet and the ticket's clocks."""

from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy import texts
from ops.energy.models import Alert, Register
from ops.energy.queries import alerts as alert_queries
from ops.energy.queries.meters import row_of
from ops.energy.queries.registers import register_by_code
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.energy.service.rulebook import Rulebook
from ops.kit.http import Now, ReadSession
from ops.web.forms import Attempt, faults
from ops.web.pages.energy import meter_ledger, words
from ops.web.pages.energy.meter_view import (
    View,
    carpet_of,
    chart_of,
    earlier,
    facts_of,
    first_look,
    quiet_strip,
    spans,
    story_of,
    strip_of,
)
from ops.web.reader import reader_of
from ops.web.rendering import render

router = PageRouter()
PAGE = "energy/meter.html"


@router.get("/meters/{code}", permission="meters.read")
def show_meter(
    request: Request,
    code: str,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    span: Annotated[str, Query(max_length=10)] = "7d",
    do: Annotated[str, Query(max_length=20)] = "",
    fragment: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The page, or only its ticket and timeline for the live update (`fragment=story`)."""
    register = register_by_code(session, code, who.places("meters.read"))
    view = View(session, who, reader_of(request), Rulebook(session, now))
    if fragment == "story":
        return render(
            request, "energy/_alert_story.html", fragment=True, **_story(view, register, _standing(view, register))
        )
    return render(request, PAGE, **context(request, view, register, Attempt(do), span))


def _standing(view: View, register: Register) -> Alert | None:
    """The dearest of its open alerts."""
    found = alert_queries.alerts_of_register(view.session, register.id)
    standing = [each for each in found if each.state in OPEN_STATES]
    return max(standing, key=lambda each: each.cost_cents_per_day, default=None)


def _story(view: View, register: Register, alert: Alert | None) -> dict[str, Any]:
    quiet = {"alert": None, "first_look": first_look(view, register.meter.location)}
    return story_of(view, alert, linked=True) if alert else quiet


def context(request: Request, view: View, register: Register, attempt: Attempt, span: str = "7d") -> dict[str, Any]:
    """All that the page shows; `attempt` is the form that is open, with what was typed and why it was refused."""
    reader, session = view.reader, view.session
    found = alert_queries.alerts_of_register(session, register.id)
    row = row_of(session, register, found, view.rules.silence, now=reader.now)
    alert = _standing(view, register)
    return {
        "register": register, "meter": register.meter, "place": register.meter.location,
        "building": row.building,
        "medium_icon": words.MEDIUM_ICONS[register.meter.medium],
        "medium": reader.label("medium", register.meter.medium),
        "meter_status": row.status,
        "state": words.state_chip(alert, reader) if alert else None,
        "cause": words.say(texts.cause_of(alert), reader) if alert else "",
        "why": words.say(texts.why_of(alert), reader) if alert else "",
        "strip": strip_of(view, alert) if alert and alert.unit else quiet_strip(view, register),
        "spans": spans(f"/meters/{register.code}", span, reader),
        "unit": register.unit,
        "carpet": carpet_of(view, register, alert),
        "facts": facts_of(view, register),
        "earlier": earlier(view, register, alert),
        "as_of": reader.time(reader.now),
        **_counting(view, register, attempt),
        **faults(request, attempt.error),
        **_story(view, register, alert),
        **chart_of(view, register, span, alert),
    }  # fmt: skip


def _counting(view: View, register: Register, attempt: Attempt) -> dict[str, Any]:
    """The ledger, and by what the index is counted."""
    may_write = view.who.may("readings.write") and register.kind == "index"
    plain = {"digits": register.digits, "factor": "", "at": "", "serial": "", "end_index": "", "start_index": "",
             "note": "", "decision": ""}  # fmt: skip
    return {
        "ledger": meter_ledger.months_of(view, register),
        "gas": meter_ledger.gas_months(view, register),
        "segments": meter_ledger.segments_of(view, register),
        "falls": meter_ledger.falls_of(view, register),
        "decisions": meter_ledger.decisions(view.reader),
        "may_write": may_write,
        "do": attempt.act if may_write else "",
        "form": {**plain, **attempt.form},
    }  # fmt: skip


def view_of(request: Request, session: Session, who: Principal) -> View:
    reader = reader_of(request)
    return View(session, who, reader, Rulebook(session, reader.now))
