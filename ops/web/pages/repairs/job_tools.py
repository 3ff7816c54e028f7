"""What a technician takes in hand on site beside the steps: parts, photos, a remark, a signature."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Annotated, Any

from fastapi import Form, Request
from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.errors import N_, InvalidInput
from ops.estate.wording import name_of
from ops.kit import attachments
from ops.kit.attachments import Stored, Upload
from ops.kit.http import now_of, reading_of
from ops.repairs import rulebook, uploads
from ops.repairs.models import Part, WorkOrder
from ops.repairs.queries.at_hand import parts_at_hand
from ops.repairs.queries.stock import OrderPart
from ops.repairs.rules.work_order import ENDED
from ops.repairs.service import stock
from ops.web.pages.repairs.photos import photos_of
from ops.web.reader import Reader, reader_of

#: A tool, its words and its sign, in the order in which they lie at hand.
TOOLS: Mapping[str, tuple[str, str]] = {
    "photo": (N_("Photo"), "camera"),
    "part": (N_("Part used"), "box"),
    "remark": (N_("Remark"), "file"),
    "signature": (N_("Signature"), "user"),
}
#: A drawing of a finger, as a data address; a photo does not come this way.
Drawing = Annotated[str, Form(max_length=400_000)]
_PNG = "data:image/png;base64,"
_CHOICE = 200


class UnreadableDrawing(InvalidInput):
    code = "unreadable_drawing"
    text = N_("The drawing can't be read. Draw it again, or leave it empty: the name is enough.")


@dataclass(frozen=True)
class Tool:
    """One button of the row; `count` is how many there are."""

    label: str
    icon: str
    href: str
    count: int | None = None


def tools_of(request: Request, session: Session, order: WorkOrder, who: Principal, act: str) -> dict[str, Any]:
    """The row of tools, the parts of the order, the photos of its ticket, and the tool that is open."""
    reader = reader_of(request)
    photos = photos_of(request, session, order.ticket_id, order.ticket.ref, who)
    own = order.team.firm_id is None
    shown = [name for name in TOOLS if own or name != "part"]
    count = {"photo": len(photos)}
    return {
        "tools": [_tool(name, order, reader, count.get(name)) for name in shown],
        "tool": act if act in shown else "",
        "photos": photos,
        "order_parts": [_part(each, reader, order) for each in stock.parts_of(session, order)] if own else [],
        "part_choice": _choice(session, order, who, reader) if act == "part" else [],
    }


def _tool(name: str, order: WorkOrder, reader: Reader, count: int | None) -> Tool:
    words, icon = TOOLS[name]
    return Tool(reader.say(words), icon, f"/work-orders/{order.ref}?do={name}#tool", count)


def _part(each: OrderPart, reader: Reader, order: WorkOrder) -> dict[str, Any]:
    """One line: how many are promised and where they lie, or that they were used."""
    return {
        "code": each.part.code,
        "name": name_of(each.part, reader.language),
        "where": name_of(each.store, reader.language),
        "store": each.store.code,
        "reserved": each.reserved,
        "taken": each.taken,
        "open": order.status not in ENDED,
    }


def _choice(session: Session, order: WorkOrder, who: Principal, reader: Reader) -> Sequence[tuple[str, str]]:
    """What lies in his van first, then the parts of the trade."""
    driver = order.technician_id or who.user_id
    found = parts_at_hand(session, order.trade or order.ticket.trade, driver, _CHOICE)
    return [(part.code, _worded(part, van, reader)) for part, van in found]


def _worded(part: Part, in_van: int, reader: Reader) -> str:
    name = f"{name_of(part, reader.language)} · {part.code}"
    return reader.say(N_("%(part)s, %(n)s in the van"), part=name, n=in_van) if in_van else name


def take_drawing(request: Request, drawing: str, check: Callable[[Session], object]) -> Stored | None:
    """The picture behind a data address, cleaned and stored; None when nothing was drawn. Raises UnreadableDrawing."""
    if not drawing:
        return None
    try:
        content = base64.b64decode(drawing.removeprefix(_PNG), validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnreadableDrawing(field="drawing") from error
    with reading_of(request) as session:
        check(session)
        limits = rulebook.media_limits(session, now_of(request))
    return attachments.take_in(uploads.store_of(request), Upload(BytesIO(content), "signature.png"), limits)
