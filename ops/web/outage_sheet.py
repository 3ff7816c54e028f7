"""The sheet for the hour in which nothing answers: one file that stands alone, in Dutch and French, renewed hourly.

It holds the numbers of callers and colleagues, so only the owner of the folder may read it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from markupsafe import Markup
from sqlalchemy.orm import Session

from ops.config import Settings
from ops.kit.jobs import JobContext
from ops.kit.periods import Span
from ops.repairs.api_views import current_order
from ops.repairs.models import Ticket
from ops.repairs.outage_files import write
from ops.repairs.queries import outage as queries
from ops.repairs.queries import rota
from ops.web.pages.estate.action_cards import FIRST
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.reader import Reader
from ops.web.rendering import environment

_LANGUAGES = ("nl", "fr")
_AHEAD = timedelta(hours=48)
_CALLERS = 4


def outage_sheet(context: JobContext) -> Mapping[str, int]:
    """The job: writes a new sheet and forgets the oldest."""
    with context.reading() as session:
        html = render_sheet(session, context.settings, context.now)
    write(context.settings, html, context.now)
    return {"sheets": 1}


def render_sheet(session: Session, settings: Settings, now: datetime) -> str:
    parts = [_part(session, settings, language, now) for language in _LANGUAGES]
    frame = environment(_LANGUAGES[0], settings.timezone).get_template("outage/sheet.html")
    return frame.render(parts=parts, now=now)


def _part(session: Session, settings: Settings, language: str, now: datetime) -> Markup:
    reader = Reader(language, settings.zone, now)
    tickets = queries.open_tickets(session)
    page = environment(language, settings.timezone).get_template("outage/_part.html")
    body = page.render(
        now=now,
        language=language,
        shifts=_shifts(session, now),
        tickets=[_ticket(ticket, reader) for ticket in tickets],
        cut=len(tickets) == queries.MOST,
        teams=queries.teams_with_phones(session),
        homes=queries.cards_of_homes(session, reader.today),
        first=FIRST,
    )
    return Markup(body)  # noqa: S704  (a template of ours, escaped by itself)


def _shifts(session: Session, now: datetime) -> Sequence[rota.DutyShift]:
    """Who is on duty for the next two days; a gap stands there too."""
    return sorted(rota.shifts(session, Span(now, now + _AHEAD)), key=lambda each: (each.span.from_at, each.rota.id))


def _ticket(ticket: Ticket, reader: Reader) -> dict[str, Any]:
    order = current_order(ticket.work_orders)
    return {
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "address": words.address(ticket, reader),
        "clock": next_deadline(ticket, reader),
        "order": order,
        "team": words.team_name(order.team, reader) if order else "",
        "callers": ticket.callers[:_CALLERS],
        "more": max(len(ticket.callers) - _CALLERS, 0),
    }
