"""The list of buildings and other places: what is let, what is reported, what consumes too much."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, get_args
from urllib.parse import urlencode

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.energy.queries.places import open_alerts_by_building
from ops.errors import N_
from ops.estate.api.places import Kind, Zone
from ops.estate.models import Location
from ops.estate.queries import list_locations
from ops.estate.queries.lots import lot_counts
from ops.estate.queries.uses import uses_on
from ops.kit.http import ReadSession, language_of
from ops.kit.locale import translate
from ops.repairs.queries.places import open_by_building
from ops.web.labels import label
from ops.web.reader import reader_of
from ops.web.rendering import render

router = PageRouter()

_SIZE = 60
_KINDS = {
    "building": N_("Buildings"), "lot": N_("Lots"), "room": N_("Rooms"), "common_part": N_("Common parts"),
    "": N_("All"),
}  # fmt: skip
Word = Annotated[str, Query(max_length=200)]


@router.get("/locations", permission="estate.read")
def show_places(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    q: Word = "",
    kind: Word = "building",
    zone: Word = "",
    after: Word = "",
) -> Response:
    kind, zone = _known(kind, get_args(Kind)), _known(zone, get_args(Zone))
    found = list_locations(
        session, who.scopes("estate.read"), q=q, kind=kind or None, zone=zone or None, after_code=after, limit=_SIZE + 1
    )
    kept = {"q": q, "zone": zone}
    return render(
        request,
        "estate/places.html",
        q=q,
        kind=kind,
        zone=zone,
        rows=_rows(session, found[:_SIZE], who, reader_of(request).today),
        chips=_chips(request, kind, zone, q),
        next_href=_address({**kept, "kind": kind, "after": found[_SIZE - 1].code}) if len(found) > _SIZE else "",
        first_href=_address({**kept, "kind": kind}) if after else "",
    )


def _known(value: str, allowed: tuple[str, ...]) -> str:
    """A value that nothing has filters nothing, so that an old link still shows a list."""
    return value if value in allowed else ""


def _address(params: dict[str, str]) -> str:
    """The kind stands in the address even when it is empty: then it means all kinds."""
    kept = {name: value for name, value in params.items() if value or name == "kind"}
    return f"/locations?{urlencode(kept)}"


def _chips(request: Request, kind: str, zone: str, q: str) -> list[dict[str, Any]]:
    language = language_of(request)
    chips: list[dict[str, Any]] = [
        {
            "label": translate(language, text),
            "href": _address({"kind": code, "zone": zone, "q": q}),
            "current": code == kind,
        }
        for code, text in _KINDS.items()
    ]
    for number, code in enumerate(get_args(Zone)):
        chips.append(
            {
                "label": label(language, "zone", code),
                "href": _address({"kind": kind, "zone": "" if code == zone else code, "q": q}),
                "current": code == zone,
                "icon": "pin",
                "rule": number == 0,
            }
        )
    return chips


def _rows(session: Session, places: Sequence[Location], who: Principal, today: date) -> list[dict[str, Any]]:
    """Figures only for buildings: what is inside them is counted there."""
    ids = [place.id for place in places if place.kind == "building"]
    lots, uses = lot_counts(session, ids, today), uses_on(session, places, today)
    tickets, alerts = open_by_building(session, who, ids), open_alerts_by_building(session, who, ids)
    return [
        {
            "place": place,
            "use": uses[place.id].use if place.id in uses else "",
            "lots": lots.get(place.id, (0, 0))[0],
            "void": lots.get(place.id, (0, 0))[1],
            "tickets": tickets.get(place.id, 0),
            "alerts": alerts.get(place.id, 0),
        }
        for place in places
    ]
