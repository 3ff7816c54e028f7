"""What is done on a job's page: each form posts to its own address and leads back to the page."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.errors import N_, NotFound, RegieError
from ops.kit.http import DbSession, Now, reading_anew
from ops.kit.locale import Text
from ops.repairs import service
from ops.repairs.errors import NoQuantity, ReasonNeeded, UnknownFinding
from ops.repairs.rules.access import KINDS as ACCESS_KINDS
from ops.repairs.rules.access import STEP_CODES
from ops.repairs.rules.slots import Slot
from ops.repairs.rules.triage import TRADES
from ops.repairs.service import Assignment, FollowOn, StepDetails
from ops.repairs.service.slots import agree_slot
from ops.web.forms import Attempt, Line, NotInList, Prose, Version, moment
from ops.web.pages.repairs.job_bar import WITH_FORM
from ops.web.pages.repairs.job_tools import TOOLS
from ops.web.pages.repairs.my_work import WORK
from ops.web.pages.repairs.stock_orders import whole
from ops.web.pages.repairs.who_goes import sent_to
from ops.web.pages.repairs.work_order import PAGE, job_context
from ops.web.reader import reader_of
from ops.web.rendering import redirect, render

router = PageRouter()

_SEND = "tickets.triage"
_TICKET = re.compile(r"T\d{2}-\d{1,9}")
_DONE: Mapping[str, str] = {
    "dispatch": N_("The work order was sent again."),
    "accept": N_("Accepted."),
    "refuse": N_("Refused; the dispatcher sees it."),
    "unreachable": N_("Noted. Send somebody else now."),
    "start": N_("You are on site."),
    "made-safe": N_("Noted: made safe."),
    "no-access": N_("Noted: nobody opened."),
    "access-step": N_("Noted in the timeline."),
    "need-part": N_("Noted: waits for a part."),
    "part-arrived": N_("The part is there; the order goes on."),
    "follow-on": N_("The visit is over; the follow-on work is planned."),
    "slot": N_("The appointment stands."),
    "assign": N_("Noted who goes."),
    "complete": N_("Completed. Well done."),
    "cancel": N_("The work order is cancelled."),
}
#: What an error about a field of the service is called on this page.
_FIELD: Mapping[type[RegieError], Callable[[], RegieError]] = {
    UnknownFinding: lambda: NotInList(field="finding"),
    ReasonNeeded: lambda: ReasonNeeded(field="text"),
}


@dataclass
class Step:
    """One step of one person on one work order; a tablet sends its id, and when it was done on site."""

    request: Request
    session: DbSession
    who: CurrentPrincipal
    now: Now
    client_uuid: Line = ""
    at: Line = ""
    #: Where the form stands: "ticket" leads back to the ticket's page.
    back: Line = ""

    @property
    def by(self) -> dict[str, Any]:
        return {"who": self.who, "now": self.now}

    def details(self, text: str = "", **more: Any) -> StepDetails:
        """Raises UnreadableMoment for an instant on site that is none."""
        said = moment(self.at, reader_of(self.request).zone, "at")
        return StepDetails(text, at=said, client_uuid=self.client_uuid or None, **more)

    def instant(self, typed: str, name: str) -> datetime | None:
        return moment(typed, reader_of(self.request).zone, name)

    def take(
        self, ref: str, action: str, text: str = "", form: Mapping[str, str] | None = None, **more: Any
    ) -> Response:
        def carry_out() -> None:
            service.advance(self.session, ref, action, self.details(text, **more), **self.by)

        return self.run(ref, action, carry_out, {"text": text, **(form or {})})

    def run(self, ref: str, action: str, carry_out: Callable[[], object], form: Mapping[str, Any]) -> Response:
        """Back to where the form stood, with a toast; what is refused stands beside what was typed."""
        try:
            carry_out()
        except NotFound:
            raise
        except RegieError as error:
            worded = _FIELD[type(error)]() if type(error) in _FIELD and action != "follow-on" else error
            return self.refused(ref, action, form, worded)
        return redirect(self.request, self._home(ref), toast=Text(_DONE[action]))

    def _home(self, ref: str) -> str:
        return f"/tickets/{self.back}" if _TICKET.fullmatch(self.back) else f"/work-orders/{ref}"

    def refused(self, ref: str, action: str, form: Mapping[str, Any], error: RegieError) -> Response:
        attempt = Attempt(action if action in (*WITH_FORM, *TOOLS) else "", form, error)
        with reading_anew(self.request) as session:
            context = job_context(self.request, session, ref, self.who, attempt)
        return render(self.request, PAGE, status=attempt.status, **context)


OnJob = Annotated[Step, Depends(scope="function")]


@router.post("/work-orders/{ref}/dispatch", permission=WORK)
def submit_dispatch(ref: str, step: OnJob) -> Response:
    return step.take(ref, "dispatch")


@router.post("/work-orders/{ref}/accept", permission=WORK)
def submit_accept(ref: str, step: OnJob) -> Response:
    return step.take(ref, "accept")


@router.post("/work-orders/{ref}/refuse", permission=WORK)
def submit_refuse(ref: str, step: OnJob, text: Prose = "") -> Response:
    return step.take(ref, "refuse", text)


@router.post("/work-orders/{ref}/unreachable", permission=_SEND)
def submit_unreachable(ref: str, step: OnJob, reason: Line = "", text: Prose = "") -> Response:
    def carry_out() -> None:
        if reason not in ("unreachable", "strike"):
            raise NotInList(field="reason")
        service.advance(step.session, ref, "unreachable", step.details(text, reason=reason), **step.by)

    return step.run(ref, "unreachable", carry_out, {"reason": reason, "text": text})


@router.post("/work-orders/{ref}/start", permission=WORK)
def submit_start(ref: str, step: OnJob) -> Response:
    return step.take(ref, "start")


@router.post("/work-orders/{ref}/made-safe", permission=WORK)
def submit_made_safe(ref: str, step: OnJob) -> Response:
    return step.take(ref, "made-safe")


@router.post("/work-orders/{ref}/no-access", permission=WORK)
def submit_no_access(
    ref: str, step: OnJob, kind: Line = "absent", proof: Line = "", card: Line = "", until: Line = "", text: Prose = ""
) -> Response:
    """Without a date the rule says when somebody looks again."""

    def carry_out() -> None:
        if kind not in ACCESS_KINDS:
            raise NotInList(field="kind")
        details = step.details(text, until=step.instant(until, "until"), absence=kind, proof=proof, card=card)
        service.advance(step.session, ref, "no-access", details, **step.by)

    form = {"kind": kind, "proof": proof, "card": card, "until": until, "text": text}
    return step.run(ref, "no-access", carry_out, form)


@router.post("/work-orders/{ref}/access-step", permission=WORK)
def submit_access_step(ref: str, step: OnJob, tried: Line = "", text: Prose = "") -> Response:
    def carry_out() -> None:
        if tried not in STEP_CODES:
            raise NotInList(field="tried")
        service.access_step(step.session, ref, tried, step.details(text), **step.by)

    return step.run(ref, "access-step", carry_out, {"tried": tried, "text": text})


@router.post("/work-orders/{ref}/need-part", permission=WORK)
def submit_need_part(
    ref: str, step: OnJob, until: Line = "", part: Line = "", quantity: Line = "1", text: Prose = ""
) -> Response:
    def carry_out() -> None:
        at = step.instant(until, "until")
        details = step.details(text, until=at, part=part.strip(), quantity=pieces(quantity))
        service.advance(step.session, ref, "need-part", details, **step.by)

    return step.run(ref, "need-part", carry_out, {"until": until, "part": part, "quantity": quantity, "text": text})


@router.post("/work-orders/{ref}/part-arrived", permission=WORK)
def submit_part_arrived(ref: str, step: OnJob, part: Line = "") -> Response:
    return step.take(ref, "part-arrived", part=part)


@router.post("/work-orders/{ref}/follow-on", permission=WORK)
def submit_follow_on(
    ref: str,
    step: OnJob,
    task: Prose = "",
    trade: Line = "",
    team: Line = "",
    emergency: Line = "",
    text: Prose = "",
) -> Response:
    def carry_out() -> None:
        if trade and trade not in TRADES:
            raise NotInList(field="trade")
        wish = FollowOn(task, team, trade, bool(emergency))
        service.follow_on(step.session, ref, wish, step.details(text), **step.by)

    form = {"task": task, "trade": trade, "team": team, "emergency": emergency, "text": text}
    return step.run(ref, "follow-on", carry_out, form)


@router.post("/work-orders/{ref}/slot", permission=WORK)
def submit_slot(
    ref: str, step: OnJob, slot: Line = "", starts: Line = "", ends: Line = "", version: Version = 0
) -> Response:
    """A free slot of the list as "from/to", or hours of one's own, which count before it."""

    def carry_out() -> None:
        first, last = (starts, ends) if starts else (*slot.split("/", 1), "")[:2]
        from_at, to_at = step.instant(first, "starts"), step.instant(last, "ends")
        if from_at is None or to_at is None:
            raise NotInList(field="slot")
        agree_slot(
            step.session, ref, Slot(from_at, to_at), by="desk", client_uuid=step.client_uuid or None,
            version=version or None, **step.by,
        )  # fmt: skip

    return step.run(ref, "slot", carry_out, {"slot": slot, "starts": starts, "ends": ends})


@router.post("/work-orders/{ref}/assign", permission=_SEND)
def submit_assign(ref: str, step: OnJob, goes: Line = "", version: Version = 0) -> Response:
    """`goes` is a team, or a team and one of its people: "rapid-centre/12"."""

    def carry_out() -> None:
        service.assign(step.session, ref, Assignment(*sent_to(goes, "goes")), version=version or None, **step.by)

    return step.run(ref, "assign", carry_out, {"goes": goes})


@router.post("/work-orders/{ref}/complete", permission=WORK)
def submit_complete(ref: str, step: OnJob, finding: Line = "", text: Prose = "") -> Response:
    return step.take(ref, "complete", text, {"finding": finding}, finding=finding)


@router.post("/work-orders/{ref}/cancel", permission=WORK)
def submit_cancel(ref: str, step: OnJob, text: Prose = "") -> Response:
    return step.take(ref, "cancel", text)


def pieces(typed: str) -> int:
    """One at least. Raises NoQuantity."""
    number = whole(typed, "quantity")
    if number < 1:
        raise NoQuantity(field="quantity")
    return number
