"""The meter page: expected band, what came, ledger, carpet and the ticket's clocks."""

from typing import Annotated

from fastapi import Query, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy import texts
from ops.energy.queries import alerts as alert_queries
from ops.energy.queries.meters import row_of
from ops.energy.queries.registers import register_by_code
from ops.energy.rules.lifecycle import OPEN_STATES
from ops.energy.service.rulebook import Rulebook
from ops.kit.http import Now, ReadSession
from ops.web.pages.energy import words
from ops.web.pages.energy.meter_view import (
    View,
    carpet_of,
    chart_of,
    earlier,
    facts_of,
    first_look,
    ledger_of,
    quiet_strip,
    spans,
    story_of,
    strip_of,
)
from ops.web.reader import reader_of
from ops.web.rendering import render

router = PageRouter()


@router.get("/meters/{code}", permission="meters.read")
def show_meter(
    request: Request,
    code: str,
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    span: Annotated[str, Query(max_length=10)] = "7d",
    fragment: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The page, or only its ticket and timeline for the live update (`fragment=story`)."""
    reader = reader_of(request)
    register = register_by_code(session, code, who.places("meters.read"))
    view = View(session, who, reader, Rulebook(session, now))
    found = alert_queries.alerts_of_register(session, register.id)
    row = row_of(session, register, found, view.rules.silence, now=now)
    standing = [each for each in found if each.state in OPEN_STATES]
    alert = max(standing, key=lambda each: each.cost_cents_per_day, default=None)
    quiet = {"alert": None, "first_look": first_look(view, register.meter.location)}
    story = story_of(view, alert, linked=True) if alert else quiet
    if fragment == "story":
        return render(request, "energy/_alert_story.html", fragment=True, **story)
    return render(
        request, "energy/meter.html",
        register=register, meter=register.meter, place=register.meter.location,
        building=row.building,
        medium_icon=words.MEDIUM_ICONS[register.meter.medium],
        medium=reader.label("medium", register.meter.medium),
        meter_status=row.status,
        state=words.state_chip(alert, reader) if alert else None,
        cause=words.say(texts.cause_of(alert), reader) if alert else "",
        why=words.say(texts.why_of(alert), reader) if alert else "",
        strip=strip_of(alert, reader) if alert and alert.unit else quiet_strip(view, register),
        spans=spans(f"/meters/{register.code}", span, reader),
        ledger=ledger_of(view, register), unit=register.unit,
        carpet=carpet_of(view, register, alert),
        facts=facts_of(view, register),
        earlier=earlier(view, register, alert),
        as_of=reader.time(now),
        **story,
        **chart_of(view, register, span, alert),
    )  # fmt: skip
