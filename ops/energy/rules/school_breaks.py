"""School breaks of both communities of Brussels: in them a school stands empty on what looks like a working day."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ops.errors import N_

Community = Literal["french", "flemish"]
COMMUNITIES: tuple[Community, ...] = get_args(Community)
_DAY = timedelta(days=1)


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SchoolBreak(_Figures):
    """As school calendars print it: the last day is one of the break."""

    name: Annotated[str, Field(min_length=1, max_length=40)]
    first_on: date
    last_on: Annotated[date, Field(lt=date(9999, 12, 31))]

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.last_on < self.first_on:
            raise ValueError(N_("A break ends before it begins."))
        return self

    @property
    def end_on(self) -> date:
        """The day after the last one: breaks are half-open wherever they are computed with."""
        return self.last_on + _DAY


class BuildingsOfCommunities(_Figures):
    """Codes of buildings; one that stands under neither follows no school calendar."""

    french: list[str] = []
    flemish: list[str] = []

    @model_validator(mode="after")
    def _stand_once(self) -> Self:
        if set(self.french) & set(self.flemish):
            raise ValueError(N_("A building follows the calendar of one community."))
        return self


class SchoolBreakFigures(_Figures):
    buildings: BuildingsOfCommunities
    french: list[SchoolBreak]
    flemish: list[SchoolBreak]

    def breaks_of(self, community: Community) -> Sequence[SchoolBreak]:
        return self.french if community == "french" else self.flemish

    def community_of(self, building: str | None) -> Community | None:
        """None where a building follows no school calendar."""
        if building in self.buildings.french:
            return "french"
        return "flemish" if building in self.buildings.flemish else None


def is_school_break(day: date, community: Community | None, figures: SchoolBreakFigures) -> bool:
    """False where there is no community, and on days that no calendar covers: see `known_to`."""
    if community is None:
        return False
    return any(each.first_on <= day < each.end_on for each in figures.breaks_of(community))


def days_in_breaks(community: Community | None, figures: SchoolBreakFigures) -> frozenset[date]:
    """Every day of every break, for those who ask about many days."""
    if community is None:
        return frozenset()
    return frozenset(chain.from_iterable(_days(each) for each in figures.breaks_of(community)))


def _days(each: SchoolBreak) -> list[date]:
    return [each.first_on + number * _DAY for number in range((each.end_on - each.first_on).days)]


def known_to(community: Community, figures: SchoolBreakFigures) -> date | None:
    """The first day after the last known break; None without any."""
    return max((each.end_on for each in figures.breaks_of(community)), default=None)
