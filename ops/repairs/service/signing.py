"""The signature of whoever was there: a name, and what he drew on the screen when he could."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.kit.attachments import Stored, keep
from ops.repairs import queries
from ops.repairs.errors import NameMissing
from ops.repairs.models import WorkOrder
from ops.repairs.queries.attachments import WORK_ORDER
from ops.repairs.service.change import changing


def sign(
    session: Session,
    ref: str,
    name: str,
    drawn: Stored | None,
    *,
    who: Principal,
    now: datetime,
    client_uuid: str | None = None,
) -> WorkOrder:
    """Notes who signed for the work; a drawing is kept with the order, and one that is sent twice signs once.

    Raises WorkOrderNotFound, NameMissing.
    """
    if not name.strip():
        raise NameMissing(field="name")
    order = queries.order_for_change(session, ref, who)
    with changing(session, order.ticket, who, now) as change:
        kept = None
        if drawn:
            about = (WORK_ORDER, order.ref)
            by: dict[str, Any] = {"who": who, "now": now}
            kept, is_new = keep(session, drawn, about=about, label="signature", client_uuid=client_uuid, **by)
            if not is_new:
                return order
        order.signed_by = name.strip()
        order.version += 1
        change.happened("signed", work_order=order.ref, name=order.signed_by, attachment=kept.id if kept else None)
    return order
