"""Sending an order: to the technician who is named, else to all of the team."""

from ops.access import notify
from ops.access.models import User
from ops.estate.queries import location_by_id
from ops.estate.wording import both_addresses
from ops.kit.locale import Text
from ops.kit.outbox import Message
from ops.repairs import texts
from ops.repairs.models import Team, WorkOrder
from ops.repairs.service.change import Change


def send(change: Change, order: WorkOrder, text: str = "") -> None:
    """Notes that the order went out, and tells who goes."""
    order.dispatched_at = change.at
    team = order.team
    change.happened(
        "work_dispatched",
        work_order=order.ref,
        team=team.code,
        team_name=team.name,
        technician=order.technician_id,
        text=text,
    )
    tell_who_goes(change, order)


def tell_who_goes(change: Change, order: WorkOrder) -> None:
    """Once for each time that the order goes out."""
    message = _message(change, order)
    if order.technician_id is None:
        notify.tell(change.session, message, location=_who_covers(order.team), now=change.now)
    else:
        him = change.session.get_one(User, order.technician_id)
        notify.tell_one(change.session, message, him, role="technician", now=change.now)


def _message(change: Change, order: WorkOrder) -> Message:
    place = location_by_id(change.session, change.ticket.location_id)
    title = texts.title_of(change.ticket)
    task = texts.typed(order.task) if order.task else title
    body = {"priority": change.state.priority, "place": both_addresses(place), "task": task}
    return Message(
        "work_dispatched",
        subject=Text(texts.WORK_SUBJECT, {"order": order.ref, "title": title}),
        body=Text(texts.WORK_BODY, body),
        about=("ticket", change.ticket.ref),
        occasion=f"{order.ref}:{_times_out(change, order)}",
    )


def _times_out(change: Change, order: WorkOrder) -> int:
    kinds = ("work_dispatched", "part_arrived", "slot_agreed", "technician_named")
    return sum(change.count(kind, work_order=order.ref) for kind in kinds)


def _who_covers(team: Team) -> frozenset[tuple[str, str]]:
    """Technicians of the team's zone, or the people of its firm."""
    if team.firm is not None:
        return frozenset({("firm", team.firm.code)})
    return frozenset({("zone", team.zone or "")})
