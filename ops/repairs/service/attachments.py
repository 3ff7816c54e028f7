"""Photos and documents of a ticket or of one of its work orders; each one that comes or goes is an event."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ops.access import notify
from ops.access.principal import Principal
from ops.errors import N_, NotAllowed
from ops.kit import attachments
from ops.kit.attachments import Stored
from ops.kit.locale import Text
from ops.kit.models import Attachment
from ops.kit.outbox import Message
from ops.repairs.errors import TicketNotFound, WorkOrderNotFound
from ops.repairs.queries.attachments import (
    TICKET,
    WORK_ORDER,
    attachment_within,
    ticket_of_order,
    ticket_within,
)
from ops.repairs.service.change import Change, changing

ATTACH = "tickets.attach"
_INFECTED = "attachment_infected"
_INFECTED_SUBJECT = N_("Virus in a file of %(ref)s")
_INFECTED_BODY = N_(
    "The virus scan found %(found)s in “%(name)s” of %(ref)s. Nobody can open it any more. Ask whoever sent it."
)

_UNSCANNED = "attachment_unscanned"
_UNSCANNED_SUBJECT = N_("A file of %(ref)s was not scanned")
_UNSCANNED_BODY = N_(
    "The virus scan could not look at “%(name)s” of %(ref)s, as often as it was asked. What a caller sent stays "
    "closed. Have it scanned again under Photos and documents, or ask for it in another form."
)


def check_ticket(session: Session, ref: str, who: Principal) -> None:
    """Before a file is taken in: whether it has a place. Raises TicketNotFound."""
    if not ticket_within(session, ref, who, ATTACH):
        raise TicketNotFound()


def check_order(session: Session, ref: str, who: Principal) -> str:
    """The ticket of the order. Raises WorkOrderNotFound."""
    ticket = ticket_of_order(session, ref, who, ATTACH)
    if ticket is None:
        raise WorkOrderNotFound()
    return ticket


def add_to_ticket(
    session: Session,
    ref: str,
    stored: Stored,
    *,
    who: Principal,
    now: datetime,
    label: str = "photo",
    client_uuid: str | None = None,
) -> Attachment:
    """Keeps a file with a ticket, in every state of it; sent twice under one id it is kept once.

    Raises TicketNotFound, OtherUpload, NotAUuid.
    """
    with changing(session, ref, who, now, permission=ATTACH) as change:
        return attach(change, (TICKET, change.ticket.ref), stored, label=label, client_uuid=client_uuid)


def add_to_order(
    session: Session,
    ref: str,
    stored: Stored,
    *,
    who: Principal,
    now: datetime,
    label: str = "photo",
    client_uuid: str | None = None,
) -> Attachment:
    """The same for a work order: what was seen on site. Raises WorkOrderNotFound, OtherUpload, NotAUuid."""
    ticket = check_order(session, ref, who)
    with changing(session, ticket, who, now, permission=ATTACH) as change:
        return attach(change, (WORK_ORDER, ref), stored, label=label, client_uuid=client_uuid)


def attach(
    change: Change,
    about: tuple[str, str],
    stored: Stored,
    *,
    label: str,
    client_uuid: str | None = None,
    caller: int | None = None,
) -> Attachment:
    """Within a change that is under way: a proof that comes with its visit."""
    kept, is_new = attachments.keep(
        change.session, stored, about=about, label=label, who=change.who, now=change.now, client_uuid=client_uuid
    )
    if is_new:
        change.happened("photo_added", **_told(kept), caller=caller)
    return kept


def remove(session: Session, attachment_id: int, *, who: Principal, now: datetime) -> Attachment:
    """Takes a file out of sight; it can be brought back for a while. Raises AttachmentNotFound, NotAllowed."""
    found = attachment_within(session, attachment_id, who, ATTACH)
    _check_own(found, who)
    with changing(session, ticket_ref_of(session, found, who), who, now, permission=ATTACH) as change:
        if attachments.remove(session, found, who=who, now=now):
            change.happened("photo_removed", **_told(found))
    return found


def bring_back(session: Session, attachment_id: int, *, who: Principal, now: datetime) -> Attachment:
    """Undoes `remove`. Raises AttachmentNotFound, NotAllowed, GoneForGood, Quarantined."""
    found = attachment_within(session, attachment_id, who, ATTACH)
    _check_own(found, who)
    with changing(session, ticket_ref_of(session, found, who), who, now, permission=ATTACH) as change:
        if attachments.bring_back(session, found):
            change.happened("photo_restored", **_told(found))
    return found


def scan_again(session: Session, attachment_id: int, *, who: Principal) -> Attachment:
    """Has a file scanned that the virus scan gave up on. Raises AttachmentNotFound, NotAllowed."""
    found = attachment_within(session, attachment_id, who, ATTACH)
    _check_own(found, who)
    attachments.scan_again(session, found)
    return found


def tell_infected(session: Session, attachment: Attachment, found: str, *, now: datetime) -> None:
    """The lead hears of a virus once for each file; nobody can open it any more."""
    words = {"name": attachment.name, "ref": attachment.about_ref, "found": found}
    about, occasion = (attachment.about_kind, attachment.about_ref), f"attachment:{attachment.id}"
    message = Message(_INFECTED, Text(_INFECTED_SUBJECT, words), Text(_INFECTED_BODY, words), about, occasion)
    notify.tell(session, message, location=None, now=now)


def tell_unscanned(session: Session, attachment: Attachment, *, now: datetime) -> None:
    """The lead hears once that nobody knows whether a file is clean."""
    words = {"name": attachment.name, "ref": attachment.about_ref}
    about, occasion = (attachment.about_kind, attachment.about_ref), f"attachment:{attachment.id}:{now.isoformat()}"
    message = Message(_UNSCANNED, Text(_UNSCANNED_SUBJECT, words), Text(_UNSCANNED_BODY, words), about, occasion)
    notify.tell(session, message, location=None, now=now)


def _check_own(attachment: Attachment, who: Principal) -> None:
    """Who only reports takes away what he added himself; those who work on tickets keep order among all of them."""
    if attachment.added_by != who.key and not who.may("tickets.work"):
        raise NotAllowed()


def ticket_ref_of(session: Session, attachment: Attachment, who: Principal) -> str:
    return (
        check_order(session, attachment.about_ref, who) if attachment.about_kind == WORK_ORDER else attachment.about_ref
    )


def _told(attachment: Attachment) -> dict[str, Any]:
    order = attachment.about_ref if attachment.about_kind == WORK_ORDER else None
    return {"attachment": attachment.id, "label": attachment.label, "work_order": order}
