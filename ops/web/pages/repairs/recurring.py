"""Recurring defects: the dearest first, the test in words, the tickets that were counted, one order to end them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.errors import N_, NotFound, RegieError
from ops.estate.wording import name_of
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text, format_day, format_eur, format_figure, format_number
from ops.repairs import rulebook
from ops.repairs.models import RecurringDefect, Ticket
from ops.repairs.queries import recurrence as queries
from ops.repairs.queries.recurrence import Object
from ops.repairs.service import recurrence as service
from ops.web.addresses import href
from ops.web.forms import Attempt, ShortProse, Version, faults
from ops.web.pages.repairs import words
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_ACT = "tickets.triage"
_STATES = ("open", "ordered", "dismissed", "over")
_ORDERED = N_("Ordered: %(ref)s. The next repairs can wait for it.")
_DISMISSED = N_("Dismissed. It asks again only when it was quiet and comes back.")
_UNDER = N_("under %(p)s")
_LEAST_P = 0.0001
_ALL_OF_KIND = N_("all of this kind")
_TICKETS_ON = N_("%(n)s tickets in %(days)s days")


@router.get("/recurring", permission=_ACT)
def show_recurring(
    request: Request, session: ReadSession, state: Annotated[str, Query(max_length=12)] = ""
) -> Response:
    reader = reader_of(request)
    chosen = state if state in _STATES else "open"
    rows = queries.listed(session, (chosen,))
    rules = rulebook.recurrence_rules(session, reader.now)
    return render(
        request,
        "repairs/recurring.html",
        rows=_rows(session, rows, reader),
        chips=[
            {"label": reader.label("recurring_state", each), "href": href("/recurring", state=each),
             "current": each == chosen, "count": len(rows) if each == chosen else None}
            for each in _STATES
        ],
        chosen=chosen,
        rules=rules,
        p_below=format_figure(rules.p_below, reader.language),
        by_chance=format_figure(round(service.by_chance(session, reader.now), 1), reader.language),
    )  # fmt: skip


def _rows(session: Session, rows: Sequence[RecurringDefect], reader: Reader) -> list[dict[str, Any]]:
    objects = queries.objects_of(session, rows)
    evidence = {
        ticket.id: ticket for ticket in queries.tickets_of(session, {id_ for row in rows for id_ in row.tickets})
    }
    return [
        _row(
            row,
            objects[row.object_kind, row.object_id],
            [evidence[id_] for id_ in row.tickets if id_ in evidence],
            reader,
        )
        for row in rows
        if (row.object_kind, row.object_id) in objects
    ]


def _row(row: RecurringDefect, target: Object, evidence: Sequence[Ticket], reader: Reader) -> dict[str, Any]:
    return {
        "row": row,
        "name": name_of(target, reader.language),
        "code": target.code,
        "place": name_of(target.place.building or target.place, reader.language),
        "kind": reader.label("recurring_kind", row.object_kind),
        "trade": reader.label("trade", row.trade),
        "expected": format_number(row.expected, reader.language, 2),
        "p": p_words(row.p_value, reader),
        "eur": format_eur(row.spent_cents, reader.language),
        "dots_at": _dots(row, evidence, reader),
        "days": (row.to_on - row.from_on).days - 1,
    }


def _dots(row: RecurringDefect, evidence: Sequence[Ticket], reader: Reader) -> list[dict[str, Any]]:
    """Where each ticket lies in the window, from 0 to 1."""
    length = (row.to_on - row.from_on).days or 1
    return [
        {"at": round((reader.day_of(ticket.aware_at) - row.from_on).days / length, 3), "ref": ticket.ref}
        for ticket in evidence
    ]


def p_words(p_value: float, reader: Reader) -> str:
    """ "0,0046", always four decimals; what is smaller than anybody needs to know says so."""
    if p_value < _LEAST_P:
        return reader.say(_UNDER, p=format_figure(_LEAST_P, reader.language))
    return format_number(p_value, reader.language, 4)


@router.get("/recurring/{defect}", permission=_ACT)
def show_defect(request: Request, session: ReadSession, who: CurrentPrincipal, defect: int) -> Response:
    return _page(request, session, who, defect, Attempt())


def _page(request: Request, session: Session, who: CurrentPrincipal, id_: int, attempt: Attempt) -> Response:
    reader = reader_of(request)
    row = queries.one(session, id_)
    target = queries.objects_of(session, [row]).get((row.object_kind, row.object_id))
    if target is None:
        raise NotFound()
    evidence = queries.tickets_of(session, row.tickets)
    rules = rulebook.recurrence_rules(session, reader.now)
    spent = queries.spent(session, row.tickets)
    return render(
        request,
        "repairs/recurring_defect.html",
        status=attempt.status,
        **_row(row, target, evidence, reader),
        rules=rules,
        p_below=format_figure(rules.p_below, reader.language),
        group=_group(row, reader),
        spent_words={
            "hours": format_figure(round(spent.own_hours, 1), reader.language), "firms": spent.firm_visits,
            "parts": format_eur(spent.parts_cents, reader.language),
        },
        evidence=[_evidence(ticket, reader) for ticket in evidence],
        state=reader.label("recurring_state", row.state),
        ends=[format_day(day, reader.language) for day in (row.from_on, row.to_on - timedelta(days=1))],
        form={"reason": "", **attempt.form},
        **faults(request, attempt.error),
    )  # fmt: skip


def _group(row: RecurringDefect, reader: Reader) -> str:
    kinds = {"installation": "installation_kind", "service_line": "line_kind", "lot": "lot_kind", "building": "use"}
    return reader.label(kinds[row.object_kind], row.held_against) if row.held_against else reader.say(_ALL_OF_KIND)


def _evidence(ticket: Ticket, reader: Reader) -> dict[str, Any]:
    return {
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "place": words.place(ticket, reader),
        "finding": reader.label("finding", ticket.finding) if ticket.finding else "",
    }


@router.post("/recurring/{defect}/order", permission=_ACT)
def submit_order(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, defect: int, version: Version
) -> Response:
    """One click: the preventive order with what speaks for it."""
    try:
        ticket = service.order_prevention(session, defect, who=who, now=now, version=version)
    except NotFound:
        raise
    except RegieError as error:
        return _refused(request, who, defect, Attempt("order", {}, error))
    return redirect(request, f"/tickets/{ticket.ref}", toast=Text(_ORDERED, {"ref": ticket.ref}))


@router.post("/recurring/{defect}/dismiss", permission=_ACT)
def submit_dismiss(
    request: Request, session: DbSession, who: CurrentPrincipal, now: Now, defect: int, version: Version,
    reason: ShortProse = "",
) -> Response:  # fmt: skip
    try:
        service.dismiss(session, defect, reason, who=who, now=now, version=version)
    except NotFound:
        raise
    except RegieError as error:
        return _refused(request, who, defect, Attempt("dismiss", {"reason": reason}, error))
    return redirect(request, "/recurring", toast=Text(_DISMISSED))


def _refused(request: Request, who: CurrentPrincipal, id_: int, attempt: Attempt) -> Response:
    with reading_anew(request) as session:
        return _page(request, session, who, id_, attempt)


def hints(session: Session, ticket: Ticket, reader: Reader) -> list[dict[str, str]]:
    """For the ticket's own page: what of it comes back, "3 tickets in 60 days on riser B"."""
    rows = queries.of_ticket(session, ticket)
    objects = queries.objects_of(session, rows)
    return [
        {
            "text": reader.say(_TICKETS_ON, n=row.count, days=_span_days(session, row, reader)),
            "object": name_of(objects[row.object_kind, row.object_id], reader.language),
            "code": objects[row.object_kind, row.object_id].code,
            "href": f"/recurring/{row.id}",
        }
        for row in rows
        if (row.object_kind, row.object_id) in objects
    ]


def _span_days(session: Session, row: RecurringDefect, reader: Reader) -> int:
    """From the first ticket that was counted until today."""
    evidence = queries.tickets_of(session, row.tickets[:1])
    return max((reader.today - reader.day_of(evidence[0].aware_at)).days, 1) if evidence else 0
