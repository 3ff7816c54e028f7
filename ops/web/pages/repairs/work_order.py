"""One job, as whoever carries it out sees it: on a tablet, with gloves, one big next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, NotFound, RegieError
from ops.estate.queries.cards import KeyHolderCard, key_holders_of
from ops.estate.wording import address_of
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text
from ops.repairs import queries, rulebook, service, texts
from ops.repairs.errors import ReasonNeeded, UnknownFinding
from ops.repairs.models import Ticket, WorkOrder
from ops.repairs.rules.findings import after_visit
from ops.repairs.rules.work_order import lawful_actions
from ops.repairs.service import StepDetails
from ops.web.forms import Attempt, Line, NotInList, Prose, faults, moment, typed_moment
from ops.web.navigation import works_in_the_field
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.pages.repairs.job_bar import WITH_FORM, act_words, bar, onward
from ops.web.pages.repairs.my_work import WORK, day_of, dispatching_of
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_PAGE = "repairs/work_order.html"
_DONE = {
    "dispatch": N_("The work order was sent again."),
    "accept": N_("Accepted."),
    "refuse": N_("Refused; the dispatcher sees it."),
    "start": N_("You are on site."),
    "made-safe": N_("Noted: made safe."),
    "no-access": N_("Noted: nobody opened."),
    "need-part": N_("Noted: waits for a part."),
    "complete": N_("Completed. Well done."),
    "cancel": N_("The work order is cancelled."),
}


@router.get("/work-orders/{ref}", permission="tickets.read")
def show_work_order(
    request: Request,
    ref: str,
    session: ReadSession,
    who: CurrentPrincipal,
    do: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    return render(request, _PAGE, **_job(request, session, ref, who, Attempt(do if do in WITH_FORM else "")))


@router.get("/work-orders/{ref}/print", permission="tickets.read")
def print_work_order(request: Request, ref: str, session: ReadSession, who: CurrentPrincipal) -> Response:
    """The job on paper, for who has no tablet."""
    return render(request, "repairs/work_order_sheet.html", **_job(request, session, ref, who, Attempt()))


@dataclass
class Step:
    """One step of one person on one work order."""

    request: Request
    session: DbSession
    who: CurrentPrincipal
    now: Now

    def take(self, ref: str, action: str, details: StepDetails, form: dict[str, str] | None = None) -> Response:
        """Back to the job with a toast; what is refused stands beside what was typed."""
        try:
            service.advance(self.session, ref, action, details, who=self.who, now=self.now)
        except NotFound:
            raise
        except UnknownFinding:
            return self.refused(ref, action, form or {}, NotInList(field="finding"))
        except ReasonNeeded:
            return self.refused(ref, action, form or {}, ReasonNeeded(field="text"))
        except RegieError as error:
            return self.refused(ref, action, form or {}, error)
        return redirect(self.request, f"/work-orders/{ref}", toast=Text(_DONE[action]))

    def refused(self, ref: str, action: str, form: dict[str, str], error: RegieError) -> Response:
        attempt = Attempt(action if action in WITH_FORM else "", form, error)
        with reading_anew(self.request) as session:
            context = _job(self.request, session, ref, self.who, attempt)
        return render(self.request, _PAGE, status=attempt.status, **context)

    def wait(self, ref: str, action: str, until: str, text: str) -> Response:
        form = {"until": until, "text": text}
        try:
            at = moment(until, reader_of(self.request).zone, "until")
        except RegieError as error:
            return self.refused(ref, action, form, error)
        return self.take(ref, action, StepDetails(text, until=at), form)


OnJob = Annotated[Step, Depends(scope="function")]


@router.post("/work-orders/{ref}/dispatch", permission=WORK)
def submit_dispatch(ref: str, step: OnJob) -> Response:
    return step.take(ref, "dispatch", StepDetails())


@router.post("/work-orders/{ref}/accept", permission=WORK)
def submit_accept(ref: str, step: OnJob) -> Response:
    return step.take(ref, "accept", StepDetails())


@router.post("/work-orders/{ref}/refuse", permission=WORK)
def submit_refuse(ref: str, step: OnJob, text: Prose = "") -> Response:
    return step.take(ref, "refuse", StepDetails(text), {"text": text})


@router.post("/work-orders/{ref}/start", permission=WORK)
def submit_start(ref: str, step: OnJob) -> Response:
    return step.take(ref, "start", StepDetails())


@router.post("/work-orders/{ref}/made-safe", permission=WORK)
def submit_made_safe(ref: str, step: OnJob) -> Response:
    return step.take(ref, "made-safe", StepDetails())


@router.post("/work-orders/{ref}/no-access", permission=WORK)
def submit_no_access(ref: str, step: OnJob, until: Line = "", text: Prose = "") -> Response:
    return step.wait(ref, "no-access", until, text)


@router.post("/work-orders/{ref}/need-part", permission=WORK)
def submit_need_part(ref: str, step: OnJob, until: Line = "", text: Prose = "") -> Response:
    return step.wait(ref, "need-part", until, text)


@router.post("/work-orders/{ref}/complete", permission=WORK)
def submit_complete(ref: str, step: OnJob, finding: Line = "", text: Prose = "") -> Response:
    return step.take(ref, "complete", StepDetails(text, finding=finding), {"finding": finding, "text": text})


@router.post("/work-orders/{ref}/cancel", permission=WORK)
def submit_cancel(ref: str, step: OnJob, text: Prose = "") -> Response:
    return step.take(ref, "cancel", StepDetails(text), {"text": text})


def _job(request: Request, session: Session, ref: str, who: Principal, attempt: Attempt) -> dict[str, Any]:
    reader = reader_of(request)
    order = queries.order_visible(session, ref, who)
    ticket, known = order.ticket, who.may("persons.read")
    actions = _offered(order, ticket, who) if queries.reaches(session, ticket, who, WORK) else []
    do = attempt.act if attempt.act in actions else ""
    opening = rulebook.calendar(session, reader.now).next_opening(reader.now)
    holders = key_holders_of(session, ticket.location, reader.today)[:2] if known else []
    codes = after_visit(rulebook.findings(session, reader.now), ticket.origin_kind)
    day = day_of(session, who, reader, ref)
    return {
        **day,
        "bar": bar(order, actions, onward(day["jobs"], reader) if works_in_the_field(who) else None, reader),
        "dispatching": dispatching_of(session, who),
        "order": order,
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "team": words.team_name(order.team, reader),
        "advice": texts.first_on_site(ticket),
        "clock": next_deadline(ticket, reader),
        "reason": texts.reason_of(ticket).render(reader.language),
        "do": do,
        "act": act_words(do, order, reader) if do else None,
        "form": {"text": "", "finding": "", "until": typed_moment(opening, reader.zone), **attempt.form},
        "findings": [(code, reader.label("finding", code)) for code in codes],
        **faults(request, attempt.error),
        "known": known,
        "key_holders": holders,
        "reached": _reached(ticket, holders) if known else [],
        "route": f"geo:0,0?q={quote(address_of(ticket.location, reader.language))}",
        "earlier": [_earlier(each, reader) for each in queries.earlier_orders(session, ticket)],
    }


def _reached(ticket: Ticket, holders: Sequence[KeyHolderCard]) -> list[dict[str, str]]:
    """Who can be rung to open: first who called, then who has the key; a number once."""
    people = [(each.phone, each.name) for each in ticket.callers[:2]] + [(each.phone, each.name) for each in holders]
    by_phone: dict[str, str] = {}
    for phone, name in people:
        if phone:
            by_phone.setdefault(phone, name)
    return [{"name": name, "phone": phone} for phone, name in by_phone.items()]


def _offered(order: WorkOrder, ticket: Ticket, who: Principal) -> Sequence[str]:
    """Making safe is offered while its clock runs, calling off to whoever sends."""
    running = any(clock.name == "make_safe" and clock.stopped_at is None for clock in ticket.clocks)
    offered = {"made-safe": running, "cancel": who.may("tickets.triage")}
    return [action for action in lawful_actions(order.status) if offered.get(action, True)]


def _earlier(order: WorkOrder, reader: Reader) -> dict[str, Any]:
    return {
        "ref": order.ref,
        "at": order.completed_at,
        "title": words.title(order.ticket, reader),
        "finding": reader.label("finding", order.finding),
        "report": order.report,
        "team": order.team.name,
    }
