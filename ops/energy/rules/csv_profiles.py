"""Profiles of tables with readings: which columns hold what, and how times and numbers are written in them."""

import re
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from ops.errors import N_

#: What stands for the parts of a moment, and what Python calls them.
_PARTS = {"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d", "hh": "%H", "mm": "%M", "ss": "%S"}
_PART = re.compile("|".join(_PARTS))


def _as_heads_are_read(name: str) -> str:
    return name.strip().lower()


def _tells_day_and_minute(form: str) -> str:
    if "%" in form or not all(part in form for part in ("YY", "MM", "DD", "hh", "mm")):
        raise ValueError(N_("Write a moment like DD-MM-YYYY hh:mm:ss."))
    return form


Column = Annotated[str, Field(max_length=80), AfterValidator(_as_heads_are_read)]
Form = Annotated[str, Field(max_length=40), AfterValidator(_tells_day_and_minute)]
Kind = Literal["", "index", "interval", "power"]


class CsvProfile(BaseModel):
    """Names of columns count in any case; an empty one says that the table has no such column."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    #: The moment of a reading, in order; date and time of day may stand apart.
    moment_columns: Annotated[list[Column], Field(min_length=1, max_length=2)]
    #: Other ways to write it than 2026-11-20 14:05, such as DD-MM-YYYY hh:mm.
    moment_forms: list[Form] = []
    #: Together they name a series: a register, or the EAN code and the register of it.
    series_columns: Annotated[list[Column], Field(min_length=1, max_length=3)]
    value_column: Column
    unit_column: Column
    #: Says whether summer time counts.
    summer_time_column: Column = ""
    kind_column: Column = ""
    #: What every row counts where no column says it; "" is what its register counts.
    every_row_is: Kind = ""
    status_column: Column = ""
    #: Rows of these statuses say nothing.
    statuses_left_out: list[Column] = []
    decimal_comma: bool
    #: An empty value means that the reading is not there yet.
    value_may_be_empty: bool = False

    @model_validator(mode="after")
    def _names_its_columns(self) -> Self:
        if not all(self.wanted):
            raise ValueError(N_("Name the columns of moment, register, value and unit."))
        return self

    @property
    def wanted(self) -> tuple[str, ...]:
        return (*self.moment_columns, *self.series_columns, self.value_column, self.unit_column)

    @property
    def optional(self) -> tuple[str, ...]:
        return tuple(name for name in (self.summer_time_column, self.kind_column, self.status_column) if name)

    @property
    def forms(self) -> tuple[str, ...]:
        """As `strptime` takes them."""
        return tuple(_PART.sub(lambda found: _PARTS[found[0]], each) for each in self.moment_forms)


class CsvProfileFigures(BaseModel):
    """In the order in which they are tried: the first whose columns all stand in the head counts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    profiles: Annotated[dict[str, CsvProfile], Field(min_length=1)]
