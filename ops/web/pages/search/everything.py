"""One search over tickets, places, persons, meters, installations and alerts, as far as the reader may know them."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.access.queries.sectors import disabled_sectors
from ops.access.rules.sectors import sector_of
from ops.energy.queries import meters
from ops.energy.queries.places import alert_hits
from ops.errors import N_
from ops.estate.queries import installations, locations, persons
from ops.kit.http import ReadSession
from ops.kit.search import Hit, fold, words_of
from ops.repairs import queries as repairs
from ops.web.reader import Reader, reader_of
from ops.web.rendering import render

router = PageRouter()

_ON_THE_PAGE, _WHILE_TYPING = 12, 4
_LEAST_LETTERS = 2
Find = Callable[[Session, Principal, str, int, Reader], list[Hit]]

#: (permission, label, icon, list that goes on).
_GROUPS: Mapping[str, tuple[str, str, str, str]] = {
    "ticket": ("tickets.read", N_("Tickets"), "wrench", "/tickets?status=&q="),
    "location": ("estate.read", N_("Places"), "building", "/locations?kind=&q="),
    "person": ("persons.read", N_("Persons"), "user", "/persons?q="),
    "alert": ("alerts.read", N_("Abnormal consumption"), "bell", ""),
    "meter": ("meters.read", N_("Meters"), "gauge", "/meters?q="),
    "installation": ("estate.read", N_("Installations"), "gear", "/installations?q="),
}
_FIND: Mapping[str, Find] = {
    "ticket": lambda s, who, q, n, r: repairs.hits(s, who, q, n, r.language),
    "location": lambda s, who, q, n, r: locations.hits(s, who.scopes("estate.read"), q, n, r.language),
    "person": lambda s, who, q, n, r: persons.hits(s, who.places("persons.read"), q, n, r.language, r.today),
    "alert": lambda s, who, q, n, r: alert_hits(s, who.places("alerts.read"), q, n, r.language),
    "meter": lambda s, who, q, n, r: meters.hits(s, who.places("meters.read"), q, n, r.language),
    "installation": lambda s, who, q, n, r: installations.hits(s, who.scopes("estate.read"), q, n, r.language),
}
#: Letters are mostly a name or a street; a number without letters is a phone, letters with a number an address.
_BY_NAME = ("person", "location", "ticket", "installation", "meter", "alert")
_BY_ADDRESS = ("location", "person", "ticket", "installation", "meter", "alert")
_BY_CODE = ("ticket", "alert", "meter", "installation", "location", "person")
_CODE = re.compile(r"\w+-\S*")


@router.get("/search", permission="self")
def show_search(
    request: Request,
    session: ReadSession,
    who: CurrentPrincipal,
    q: Annotated[str, Query(max_length=200)] = "",
    fragment: str = "",
) -> Response:
    """The whole page, or what stands below the search field while somebody types."""
    typing = fragment == "hits"
    groups = find_all(session, who, q, _WHILE_TYPING if typing else _ON_THE_PAGE, reader_of(request))
    template = "search/_hits.html" if typing else "search/search.html"
    return render(request, template, fragment=typing, q=q.strip(), groups=groups, enough=_is_enough(q))


def find_all(session: Session, who: Principal, q: str, limit: int, reader: Reader) -> list[dict[str, Any]]:
    """The groups in which something was found; what a reader may not see is not looked for."""
    if not _is_enough(q):
        return []
    off = disabled_sectors(session)
    groups = []
    for kind in _order(q):
        permission, label, icon, more = _GROUPS[kind]
        if not who.may(permission) or sector_of(permission) in off:
            continue
        if found := _FIND[kind](session, who, q, limit + 1, reader):
            groups.append(
                {
                    "kind": kind,
                    "label": reader.say(label),
                    "icon": icon,
                    "hits": found[:limit],
                    "more_href": more if len(found) > limit else "",
                }
            )
    return sorted(groups, key=lambda group: not _names_it(group["hits"], q))


def _order(q: str) -> tuple[str, ...]:
    """What somebody most likely means stands first: the arrow and Enter open it."""
    if _CODE.fullmatch(q.strip()):
        return _BY_CODE
    has_digits, has_letters = any(c.isdigit() for c in q), any(c.isalpha() for c in q)
    return _BY_ADDRESS if has_digits and has_letters else _BY_NAME


def _names_it(hits: list[Hit], q: str) -> bool:
    """Who types a code means that very thing: its group comes first."""
    return any(fold(hit.ref) == fold(q) for hit in hits)


def _is_enough(q: str) -> bool:
    """A single letter finds everything, which helps nobody."""
    return bool(words_of(q)) and len(q.strip()) >= _LEAST_LETTERS
