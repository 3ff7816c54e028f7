"""Work orders: planned, sent, accepted, on site, completed; each step is an event of the ticket."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ops.access import notify
from ops.access.principal import Principal
from ops.errors import EditedMeanwhile
from ops.estate.queries import location_by_id
from ops.estate.wording import both_addresses
from ops.kit.locale import Text
from ops.kit.outbox import Message
from ops.kit.refs import next_ref
from ops.repairs import queries, rulebook, texts
from ops.repairs.errors import ORDER_HINDRANCES, ReasonNeeded, UnknownFinding
from ops.repairs.models import Team, WorkOrder
from ops.repairs.rules.findings import after_visit
from ops.repairs.rules.work_order import STEPS, is_lawful, lawful_actions
from ops.repairs.service.change import Change, changing
from ops.repairs.service.lifecycle import check_until, settle


@dataclass(frozen=True)
class StepDetails:
    """What a step may carry: words, the next date of a wait, a finding, the technician's word that it is safe."""

    text: str = ""
    until: datetime | None = None
    finding: str | None = None
    made_safe: bool = False


def plan_work(
    session: Session,
    ref: str,
    team_code: str,
    task: str,
    *,
    who: Principal,
    now: datetime,
    dispatch: bool = False,
    version: int | None = None,
) -> WorkOrder:
    """Makes a work order for a team, and sends it at once when asked."""
    with changing(session, ref, who, now, version) as change:
        change.require("work-orders")
        team = queries.team_by_code(session, team_code, who)
        order = WorkOrder(
            ref=next_ref(session, "W", now),
            ticket_id=change.ticket.id,
            team_id=team.id,
            task=task.strip(),
            status="planned",
            created_at=now,
            version=1,
        )
        order.team = team
        session.add(order)
        session.flush()
        change.happened("work_planned", work_order=order.ref, team=team.code, team_name=team.name)
        if dispatch:
            _step(change, order, "dispatch", StepDetails())
    return order


def advance(
    session: Session,
    ref: str,
    action: str,
    details: StepDetails,
    *,
    who: Principal,
    now: datetime,
    version: int | None = None,
) -> WorkOrder:
    """Takes the order one step further. Raises the conflict that names the lawful steps."""
    order = queries.order_for_change(session, ref, who)
    if version is not None and version != order.version:
        raise EditedMeanwhile()
    with changing(session, order.ticket, who, now) as change:
        _step(change, order, action, details)
    return order


def _step(change: Change, order: WorkOrder, action: str, details: StepDetails) -> None:
    if not is_lawful(action, order.status):
        hindrance = ORDER_HINDRANCES[order.status]
        raise hindrance(work_order=order.ref, status=order.status, ways_out=lawful_actions(order.status))
    order.status = STEPS[action].to_state
    order.version += 1
    _STEPS[action](change, order, details)
    if action == "complete":
        _settle_when_last(change, details)


def _happened(change: Change, order: WorkOrder, action: str, details: StepDetails) -> None:
    until = details.until.isoformat() if details.until else None
    change.happened(STEPS[action].event, work_order=order.ref, text=details.text, until=until, finding=details.finding)


def _dispatch(change: Change, order: WorkOrder, details: StepDetails) -> None:
    order.dispatched_at = change.now
    team = order.team
    change.happened("work_dispatched", work_order=order.ref, team=team.code, team_name=team.name, text=details.text)
    place = location_by_id(change.session, change.ticket.location_id)
    title = texts.title_of(change.ticket)
    task = texts.typed(order.task) if order.task else title
    body = {"priority": change.state.priority, "place": both_addresses(place), "task": task}
    message = Message(
        "work_dispatched",
        subject=Text(texts.WORK_SUBJECT, {"order": order.ref, "title": title}),
        body=Text(texts.WORK_BODY, body),
        about=("ticket", change.ticket.ref),
        occasion=f"{order.ref}:{change.count('work_dispatched', work_order=order.ref)}",
    )
    notify.tell(change.session, message, location=_who_covers(team), now=change.now)


def _who_covers(team: Team) -> frozenset[tuple[str, str]]:
    """Technicians of the team's zone, or the people of its firm."""
    if team.firm is not None:
        return frozenset({("firm", team.firm.code)})
    return frozenset({("zone", team.zone or "")})


def _accept(change: Change, order: WorkOrder, details: StepDetails) -> None:
    order.accepted_at = change.now
    _happened(change, order, "accept", details)


def _start(change: Change, order: WorkOrder, details: StepDetails) -> None:
    """Who goes on site has accepted, also when he did not say so before."""
    if order.accepted_at is None:
        _accept(change, order, StepDetails())
    order.on_site_at = change.now
    _happened(change, order, "start", details)
    if details.made_safe:
        _happened(change, order, "made-safe", StepDetails())


def _refuse(change: Change, order: WorkOrder, details: StepDetails) -> None:
    if not details.text.strip():
        raise ReasonNeeded(field="reason")
    _happened(change, order, "refuse", details)


def _wait(action: str) -> Callable[[Change, WorkOrder, StepDetails], None]:
    def wait(change: Change, order: WorkOrder, details: StepDetails) -> None:
        check_until(details.until, change.now)
        _happened(change, order, action, details)

    return wait


def _complete(change: Change, order: WorkOrder, details: StepDetails) -> None:
    possible = after_visit(rulebook.findings(change.session, change.now), change.ticket.origin_kind)
    if details.finding not in possible:
        raise UnknownFinding(field="finding", possible=", ".join(possible))
    order.completed_at, order.finding, order.report = change.now, details.finding, details.text
    _happened(change, order, "complete", details)


def _plain(action: str) -> Callable[[Change, WorkOrder, StepDetails], None]:
    def note(change: Change, order: WorkOrder, details: StepDetails) -> None:
        _happened(change, order, action, details)

    return note


_STEPS: Mapping[str, Callable[[Change, WorkOrder, StepDetails], None]] = {
    "dispatch": _dispatch,
    "accept": _accept,
    "refuse": _refuse,
    "start": _start,
    "made-safe": _plain("made-safe"),
    "no-access": _wait("no-access"),
    "need-part": _wait("need-part"),
    "complete": _complete,
    "cancel": _plain("cancel"),
}


def _settle_when_last(change: Change, details: StepDetails) -> None:
    """The last order that completes resolves the ticket; one that still waits or is planned keeps it open."""
    if not change.state.open_orders and details.finding:
        settle(change, details.finding, details.text)
