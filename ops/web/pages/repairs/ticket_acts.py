"""What is done on a ticket's page: each form posts to its own address and leads back to the page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Form, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.errors import N_, NotFound, RegieError
from ops.kit.http import DbSession, Now
from ops.kit.locale import LANGUAGES, Text
from ops.repairs import queries, service, texts
from ops.repairs.errors import UnknownFinding, UntilInPast
from ops.repairs.errors.desk import NobodyChosen
from ops.repairs.rules.lifecycle import CANCEL_REASONS, PAUSE_REASONS
from ops.repairs.rules.triage import PRIORITIES, TRADES
from ops.repairs.service import NewCaller
from ops.web.forms import Attempt, Line, NotInList, Prose, Version, moment
from ops.web.pages.repairs.ticket import refused
from ops.web.pages.repairs.who_goes import Choice, sent_to
from ops.web.reader import reader_of
from ops.web.rendering import redirect

router = PageRouter()

_WORK = "tickets.work"
_DECIDE = "tickets.decide"


@dataclass
class Act:
    """One act of one person on one ticket."""

    request: Request
    session: DbSession
    who: CurrentPrincipal
    now: Now

    @property
    def by(self) -> dict[str, Any]:
        return {"who": self.who, "now": self.now}

    def run(
        self,
        ref: str,
        name: str,
        form: dict[str, Any],
        done: Text,
        carry_out: Callable[[], object],
        undo: str | None = None,
    ) -> Response:
        """Back to the page with a toast; what is refused stands beside what was typed."""
        try:
            carry_out()
        except NotFound:
            raise
        except RegieError as error:
            return refused(self.request, ref, self.who, Attempt(name, form, error))
        undo_url = f"/tickets/{ref}/{undo}" if undo else None
        return redirect(self.request, f"/tickets/{ref}", toast=done, undo_url=undo_url)


OnPage = Annotated[Act, Depends(scope="function")]


def one_of(value: str, possible: tuple[str, ...], name: str) -> str:
    """Raises NotInList for a value that no form of ours sends."""
    if value not in possible:
        raise NotInList(field=name)
    return value


@router.post("/tickets/{ref}/triage", permission="tickets.triage")
def submit_triage(
    ref: str, act: OnPage, priority: Line = "", trade: Line = "", reason: Line = "", version: Version = 0
) -> Response:
    def carry_out() -> None:
        service.triage(
            act.session,
            ref,
            one_of(priority, PRIORITIES, "priority"),
            texts.typed(reason),
            trade=one_of(trade, TRADES, "trade") if trade else None,
            version=version or None,
            **act.by,
        )

    done = Text(N_("Priority %(priority)s confirmed."), {"priority": priority})
    return act.run(ref, "triage", {"priority": priority, "trade": trade, "reason": reason}, done, carry_out)


@router.post("/tickets/{ref}/work-orders", permission=_WORK)
def submit_work_order(
    ref: str,
    act: OnPage,
    team: Line = "",
    other_team: Line = "",
    task: Prose = "",
    later: Line = "",
    sure: Line = "",
    parts: Annotated[list[str], Form(max_length=10)] = [],  # noqa: B006 - FastAPI copies it.
    version: Version = 0,
) -> Response:
    """Who is chosen from the list counts before a suggested one; who does not fit is sent after a second word only."""

    def carry_out() -> None:
        if other_team and not sure:
            ticket = queries.ticket_file(act.session, ref, act.who).ticket
            Choice(act.session, ticket, reader_of(act.request)).refuse_doubtful(other_team)
        wanted, technician = sent_to(other_team or team)
        service.plan_work(
            act.session, ref, wanted, task, dispatch=not later, technician=technician,
            parts=dict.fromkeys(parts, 1), version=version or None, **act.by,
        )  # fmt: skip

    done = Text(N_("The work order is planned.") if later else N_("The work order was sent."))
    form = {"team": team, "other_team": other_team, "task": task, "parts": parts}
    return act.run(ref, "send", form, done, carry_out)


@router.post("/tickets/{ref}/inform", permission=_WORK)
def submit_inform(
    ref: str,
    act: OnPage,
    callers: Annotated[list[int], Form()] = [],  # noqa: B006 - FastAPI copies it.
    chosen: Line = "",
    text: Prose = "",
) -> Response:
    """Where no list was shown, every caller who still waits was told."""

    def carry_out() -> None:
        if chosen and not callers:
            raise NobodyChosen(field="callers")
        service.inform_callers(act.session, ref, callers or None, text, **act.by)

    return act.run(ref, "inform", {"callers": callers, "text": text}, Text(N_("Noted: informed.")), carry_out)


@router.post("/tickets/{ref}/callers", permission=_WORK)
def submit_caller(
    ref: str,
    act: OnPage,
    name: Line = "",
    phone: Line = "",
    language: Line = "",
    person: Line = "",
    title: Line = "",
    description: Prose = "",
) -> Response:
    """Also from the form of a call: what was typed there about the defect becomes a note."""
    known = language if language in LANGUAGES else None
    wanted = NewCaller(name=name, phone=phone, language=known, person=person or None)
    said = "\n".join(words for words in (title.strip(), description.strip()) if words)

    def carry_out() -> None:
        service.add_caller(act.session, ref, wanted, **act.by)
        if said:
            service.add_note(act.session, ref, said, **act.by)

    form = {"name": name, "phone": phone, "language": language}
    return act.run(ref, "caller", form, Text(N_("The caller was added; one intervention, all informed.")), carry_out)


@router.post("/tickets/{ref}/notes", permission=_WORK)
def submit_note(ref: str, act: OnPage, text: Prose = "") -> Response:
    def carry_out() -> None:
        service.add_note(act.session, ref, text, **act.by)

    return act.run(ref, "note", {"text": text}, Text(N_("The note stands in the timeline.")), carry_out)


@router.post("/tickets/{ref}/pause", permission=_DECIDE)
def submit_pause(
    ref: str,
    act: OnPage,
    pause_reason: Line = "",
    until: Line = "",
    text: Prose = "",
    operator: Line = "",
    reference: Line = "",
    version: Version = 0,
) -> Response:
    def carry_out() -> None:
        at = moment(until, reader_of(act.request).zone, "until")
        if at is None:
            raise UntilInPast(field="until")
        reason = one_of(pause_reason, PAUSE_REASONS, "pause_reason")
        service.pause(
            act.session, ref, reason, at, text, operator=operator, reference=reference, version=version or None,
            **act.by,
        )  # fmt: skip

    form = {
        "pause_reason": pause_reason, "until": until, "text": text, "operator": operator, "reference": reference,
    }  # fmt: skip
    done = Text(N_("The ticket waits; the clock to complete stands still."))
    return act.run(ref, "pause", form, done, carry_out, undo="resume")


@router.post("/tickets/{ref}/resume", permission=_DECIDE)
def submit_resume(ref: str, act: OnPage, text: Prose = "", version: Version = 0) -> Response:
    def carry_out() -> None:
        service.resume(act.session, ref, text, version=version or None, **act.by)

    return act.run(ref, "resume", {"text": text}, Text(N_("The ticket goes on; its clocks run.")), carry_out)


@router.post("/tickets/{ref}/resolve", permission=_DECIDE)
def submit_resolve(ref: str, act: OnPage, finding: Line = "", text: Prose = "", version: Version = 0) -> Response:
    def carry_out() -> None:
        try:
            service.resolve(act.session, ref, finding, text, version=version or None, **act.by)
        except UnknownFinding as error:
            raise NotInList(field="finding") from error

    form = {"finding": finding, "text": text}
    return act.run(ref, "resolve", form, Text(N_("The ticket is resolved; its callers are told.")), carry_out)


@router.post("/tickets/{ref}/reopen", permission=_DECIDE)
def submit_reopen(ref: str, act: OnPage, reason: Line = "") -> Response:
    def carry_out() -> None:
        service.reopen(act.session, ref, texts.typed(reason.strip()), **act.by)

    done = Text(N_("The ticket is open again, with a new clock to complete."))
    return act.run(ref, "reopen", {"reason": reason}, done, carry_out)


@router.post("/tickets/{ref}/cancel", permission=_DECIDE)
def submit_cancel(
    ref: str,
    act: OnPage,
    cancel_reason: Line = "",
    text: Prose = "",
    same: Line = "",
    other: Line = "",
    version: Version = 0,
) -> Response:
    """Of a duplicate: which of the similar tickets goes on, or another one, which counts first."""

    def carry_out() -> None:
        reason = one_of(cancel_reason, CANCEL_REASONS, "cancel_reason")
        named = (other or same).strip().upper() or None
        service.cancel(act.session, ref, reason, text, other=named, version=version or None, **act.by)

    form = {"cancel_reason": cancel_reason, "text": text, "same": same, "other": other}
    known = N_("The ticket is cancelled; its callers stand on the one that goes on.")
    done = Text(known if cancel_reason == "duplicate" else N_("The ticket is cancelled."))
    return act.run(ref, "cancel", form, done, carry_out)
