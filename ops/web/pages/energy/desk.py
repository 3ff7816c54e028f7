"""What the pages of the energy coordinator's desk ask alike: a medium and a building, kept in the address."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

from ops.access.principal import Scopes
from ops.energy.queries.portfolio import metered_buildings
from ops.energy.rules.figures import MEDIA
from ops.errors import N_
from ops.estate.models import Location
from ops.estate.wording import name_of
from ops.kit.exports import Cell, csv_stream
from ops.web.addresses import href
from ops.web.pages.energy import words
from ops.web.reader import Reader

Word = Annotated[str, Query(max_length=80, pattern=r"^[^\x00]*$")]
#: Of a page of a list, from 1 on.
Number = Annotated[int, Query(ge=1, le=10_000)]
_ALL = N_("All")
#: The order in which the media stand on every page.
ORDER = ("electricity", "gas", "heat", "water", "pv")


@dataclass(frozen=True)
class Page:
    """One page of the desk with what it was asked; `asked` holds every filter, empty ones too."""

    path: str
    reader: Reader
    asked: dict[str, str] = field(default_factory=dict)

    def href(self, **other: str) -> str:
        return href(self.path, **{**self.asked, **other})

    def csv_href(self) -> str:
        return href(f"{self.path}.csv", **self.asked)

    def media_chips(self, counts: Counter[str]) -> list[dict[str, Any]]:
        """Those that have something to count; the one that is chosen always."""
        chosen = self.asked["medium"]
        first = {
            "label": self.reader.say(_ALL), "count": counts.total(), "href": self.href(medium=""),
            "current": not chosen,
        }  # fmt: skip
        return [
            first,
            *(
                {
                    "label": self.reader.label("medium", medium), "count": counts[medium],
                    "icon": words.MEDIUM_ICONS[medium], "href": self.href(medium=medium),
                    "current": medium == chosen,
                }
                for medium in ORDER if counts[medium] or medium == chosen
            ),
        ]  # fmt: skip

    def choices(self, name: str, labels: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
        """A row of links of which one is chosen."""
        return [
            {"label": label, "href": self.href(**{name: code}), "current": self.asked[name] == code}
            for code, label in labels
        ]

    def sorts(self, names: Iterable[tuple[str, str]]) -> dict[str, dict[str, str]]:
        """By column: where a click on its head leads, and how the table is sorted by it now (name, direction)."""
        return {
            name: {"href": self.href(sort=name), "sorted": direction if self.asked["sort"] == name else ""}
            for name, direction in names
        }


def known(value: str, among: Sequence[str]) -> str:
    """What an address asks for that is none of the choices asks nothing."""
    return value if value in among else ""


def known_medium(value: str) -> str:
    return known(value, MEDIA)


def building_options(session: Session, scopes: Scopes, language: str) -> list[tuple[str, str]]:
    """(code, name) of the buildings that have a meter, by name."""
    found = [(place.code, name_of(place, language)) for place in metered_buildings(session, scopes)]
    return sorted(found, key=lambda option: (option[1].casefold(), option[0]))


def place_name(place: Location | None, reader: Reader) -> str:
    return name_of(place, reader.language) if place else ""


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> StreamingResponse:
    """A table to take away; rows are drawn before the session ends."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingResponse(csv_stream(columns, list(rows)), media_type="text/csv; charset=utf-8", headers=headers)
