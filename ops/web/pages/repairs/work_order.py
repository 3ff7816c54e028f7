"""The technician's day and job: on a tablet, with gloves, one big next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.errors import N_, NotFound, RegieError
from ops.estate.queries.cards import key_holders_of
from ops.kit.http import DbSession, Now, ReadSession, database_of
from ops.kit.locale import Text
from ops.kit.periods import local_midnight
from ops.repairs import queries, rulebook, service, texts
from ops.repairs.errors import UnknownFinding
from ops.repairs.models import Ticket, WorkOrder
from ops.repairs.rules.findings import after_visit
from ops.repairs.rules.work_order import lawful_actions
from ops.repairs.service import StepDetails
from ops.web.forms import Attempt, Line, NotInList, Prose, faults, moment, typed_moment
from ops.web.pages.repairs import words
from ops.web.pages.repairs.clocks import next_deadline
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_WORK = "tickets.work"
_PAGE = "repairs/work_order.html"
#: Steps that need a word, a date or a finding before they are taken.
_WITH_FORM = ("complete", "no-access", "need-part", "refuse", "cancel")
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


@router.get("/my-work", permission=_WORK)
def show_my_work(
    request: Request, session: ReadSession, who: CurrentPrincipal, fragment: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    day = _day(session, who, reader_of(request), "")
    if fragment == "day":
        return render(request, "repairs/_my_day.html", fragment=True, **day)
    return render(request, "repairs/my_work.html", **day)


@router.get("/work-orders/{ref}", permission="tickets.read")
def show_work_order(
    request: Request,
    ref: str,
    session: ReadSession,
    who: CurrentPrincipal,
    do: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    return render(request, _PAGE, **_job(request, session, ref, who, Attempt(do if do in _WITH_FORM else "")))


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
        except RegieError as error:
            return self.refused(ref, action, form or {}, error)
        return redirect(self.request, f"/work-orders/{ref}", toast=Text(_DONE[action]))

    def refused(self, ref: str, action: str, form: dict[str, str], error: RegieError) -> Response:
        attempt = Attempt(action if action in _WITH_FORM else "", form, error)
        with database_of(self.request).reading() as session:
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


@router.post("/work-orders/{ref}/dispatch", permission=_WORK)
def submit_dispatch(ref: str, step: OnJob) -> Response:
    return step.take(ref, "dispatch", StepDetails())


@router.post("/work-orders/{ref}/accept", permission=_WORK)
def submit_accept(ref: str, step: OnJob) -> Response:
    return step.take(ref, "accept", StepDetails())


@router.post("/work-orders/{ref}/refuse", permission=_WORK)
def submit_refuse(ref: str, step: OnJob, text: Prose = "") -> Response:
    return step.take(ref, "refuse", StepDetails(text), {"text": text})


@router.post("/work-orders/{ref}/start", permission=_WORK)
def submit_start(ref: str, step: OnJob) -> Response:
    return step.take(ref, "start", StepDetails())


@router.post("/work-orders/{ref}/made-safe", permission=_WORK)
def submit_made_safe(ref: str, step: OnJob) -> Response:
    return step.take(ref, "made-safe", StepDetails())


@router.post("/work-orders/{ref}/no-access", permission=_WORK)
def submit_no_access(ref: str, step: OnJob, until: Line = "", text: Prose = "") -> Response:
    return step.wait(ref, "no-access", until, text)


@router.post("/work-orders/{ref}/need-part", permission=_WORK)
def submit_need_part(ref: str, step: OnJob, until: Line = "", text: Prose = "") -> Response:
    return step.wait(ref, "need-part", until, text)


@router.post("/work-orders/{ref}/complete", permission=_WORK)
def submit_complete(ref: str, step: OnJob, finding: Line = "", text: Prose = "") -> Response:
    return step.take(ref, "complete", StepDetails(text, finding=finding), {"finding": finding, "text": text})


@router.post("/work-orders/{ref}/cancel", permission=_WORK)
def submit_cancel(ref: str, step: OnJob, text: Prose = "") -> Response:
    return step.take(ref, "cancel", StepDetails(text), {"text": text})


def _day(session: Session, who: Principal, reader: Reader, current: str) -> dict[str, Any]:
    """The jobs of my teams: what comes first by its deadline, what is done below."""
    start = local_midnight(reader.today, reader.zone)
    orders = queries.my_orders(session, who, start) if who.may(_WORK) else []
    jobs = [_card(order, reader, current) for order in orders]
    return {
        "jobs": [job for job in jobs if not job["done"]],
        "finished": [job for job in jobs if job["done"]],
        "day": reader.today,
        "as_of": reader.time(reader.now, seconds=True),
    }


def _card(order: WorkOrder, reader: Reader, current: str) -> dict[str, Any]:
    ticket = order.ticket
    return {
        "order": order,
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "icon": words.icon_of(ticket),
        "clock": next_deadline(ticket, reader),
        "done": order.status == "completed",
        "current": order.ref == current,
    }


#: The one big step of each state.
_NEXT = {"planned": "dispatch", "dispatched": "accept", "accepted": "start", "on_site": "complete"}
_NEXT |= dict.fromkeys(("waiting_access", "waiting_part"), "dispatch")


def _job(request: Request, session: Session, ref: str, who: Principal, attempt: Attempt) -> dict[str, Any]:
    reader = reader_of(request)
    order = queries.order_visible(session, ref, who)
    ticket, known = order.ticket, who.may("persons.read")
    may_work = queries.reaches(session, ticket, who, _WORK)
    actions = [action for action in _offered(order, ticket) if action != "cancel" or who.may("tickets.triage")]
    opening = rulebook.calendar(session, reader.now).next_opening(reader.now)
    codes = after_visit(rulebook.findings(session, reader.now), ticket.origin_kind)
    return {
        **_day(session, who, reader, ref),
        "order": order,
        "ticket": ticket,
        "title": words.title(ticket, reader),
        "icon": words.icon_of(ticket),
        "clock": next_deadline(ticket, reader),
        "reason": texts.reason_of(ticket).render(reader.language),
        "next": _NEXT.get(order.status, "") if may_work else "",
        "actions": actions if may_work else [],
        "do": attempt.act if attempt.act in actions else "",
        "form": {"text": "", "finding": "", "until": typed_moment(opening, reader.zone), **attempt.form},
        "findings": [(code, reader.label("finding", code)) for code in codes],
        **faults(request, attempt.error),
        "known": known,
        "key_holders": key_holders_of(session, ticket.location, reader.today)[:3] if known else [],
        "earlier": [_earlier(each, reader) for each in queries.earlier_orders(session, ticket)],
    }


def _offered(order: WorkOrder, ticket: Ticket) -> Sequence[str]:
    """Making safe is offered while its clock runs."""
    running = any(clock.name == "make_safe" and clock.stopped_at is None for clock in ticket.clocks)
    return [action for action in lawful_actions(order.status) if action != "made-safe" or running]


def _earlier(order: WorkOrder, reader: Reader) -> dict[str, Any]:
    return {
        "ref": order.ref,
        "at": order.completed_at,
        "title": words.title(order.ticket, reader),
        "finding": reader.label("finding", order.finding),
        "report": order.report,
        "team": order.team.name,
    }
