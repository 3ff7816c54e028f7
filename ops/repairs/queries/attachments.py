"""Photos and documents of tickets and their work orders, for those who read the ticket."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.attachments import AttachmentNotFound, attachment_of, attachments_about
from ops.kit.models import Attachment
from ops.repairs.models import Ticket, WorkOrder
from ops.repairs.queries.scope import order_reach, reach

TICKET, WORK_ORDER = "ticket", "work_order"


def attachment_within(session: Session, attachment_id: int, who: Principal, permission: str) -> Attachment:
    """Also a removed one. Raises AttachmentNotFound, also out of reach."""
    found = attachment_of(session, attachment_id)
    if not _is_within(session, found, who, permission):
        raise AttachmentNotFound()
    return found


def _is_within(session: Session, attachment: Attachment, who: Principal, permission: str) -> bool:
    """A photo of a work order goes with its ticket: who reads the one sees the other."""
    ref = attachment.about_ref
    if attachment.about_kind == TICKET:
        return ticket_within(session, ref, who, permission)
    if permission != "tickets.read":
        return ticket_of_order(session, ref, who, permission) is not None
    ordered = select(WorkOrder.ticket_id).where(WorkOrder.ref == ref).scalar_subquery()
    return session.scalar(select(Ticket.id).where(Ticket.id == ordered, reach(who, permission))) is not None


def gallery(session: Session, ticket_id: int, ticket_ref: str) -> Sequence[Attachment]:
    """Everything about a ticket and its work orders, the oldest first."""
    orders = session.scalars(select(WorkOrder.ref).where(WorkOrder.ticket_id == ticket_id))
    return attachments_about(session, [(TICKET, ticket_ref), *((WORK_ORDER, ref) for ref in orders)])


def ticket_within(session: Session, ref: str, who: Principal, permission: str) -> bool:
    return session.scalar(select(Ticket.id).where(Ticket.ref == ref, reach(who, permission))) is not None


def ticket_of_order(session: Session, ref: str, who: Principal, permission: str) -> str | None:
    """The reference of the ticket of an order within reach."""
    statement = select(Ticket.ref).join(WorkOrder).where(WorkOrder.ref == ref, order_reach(who, permission))
    return session.scalar(statement)
