"""What the coordinator tells the house: works, changes of use, and who stands in while somebody is away."""

from datetime import timedelta
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from ops.access.guard import PageRouter
from ops.energy.models_desk import DatedChange, Deputyship, MaintenanceWindow
from ops.energy.queries import dated_change, deputy, maintenance
from ops.estate.wording import name_of
from ops.kit.http import ReadSession
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_LATELY = timedelta(days=30)


@router.get("/works", permission="alerts.write")
def show_works(request: Request, session: ReadSession) -> Response:
    """What counts now and later, and what ended in the last days."""
    reader = reader_of(request)
    since = reader.now - _LATELY
    return render(
        request,
        "energy/works.html",
        windows=[_window(each, reader) for each in maintenance.windows_since(session, since)],
        changes=[_change(each, reader) for each in dated_change.every_change(session)],
        deputies=[_deputy(each, reader) for each in deputy.deputyships_since(session, since)],
    )


def _about(row: MaintenanceWindow | DatedChange, reader: Reader) -> dict[str, str]:
    """The register, with its page, or the place, with its name."""
    if row.register:
        return {"code": row.register.code, "name": "", "href": f"/meters/{row.register.code}"}
    if row.location:
        return {"code": row.location.code, "name": name_of(row.location, reader.language), "href": ""}
    raise LookupError("it is about a register or about a place")


def _window(row: MaintenanceWindow, reader: Reader) -> dict[str, Any]:
    return {"row": row, "about": _about(row, reader), "state": _state(row, reader)}


def _deputy(row: Deputyship, reader: Reader) -> dict[str, Any]:
    return {"row": row, "state": _state(row, reader)}


def _state(row: MaintenanceWindow | Deputyship, reader: Reader) -> str:
    if reader.now < row.from_at:
        return "coming"
    return "now" if reader.now < row.to_at else "over"


def _change(row: DatedChange, reader: Reader) -> dict[str, Any]:
    return {
        "row": row,
        "about": _about(row, reader),
        "kind": reader.label("change_kind", row.kind),
        "medium": reader.label("medium", row.medium) if row.medium else "",
        "coming": row.from_on > reader.today,
    }
