"""The figures of what takes days or weeks to show, and of what drives consumption from outside."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Share = Annotated[float, Field(gt=0, le=1)]
_Positive = Annotated[float, Field(gt=0)]
_Days = Annotated[int, Field(ge=1, le=365)]


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class WeatherFigures(_Figures):
    """When the cold and other drivers are taken out of what a rise is looked for in."""

    least_days: _Days = 28
    most_weeks: Annotated[int, Field(ge=8, le=104)] = 52
    #: The share of the days' variance that the drivers must explain.
    explains_at_least: _Share = 0.5


class DriftFigures(_Figures):
    """Week by week, what is left over when weather and calendar are taken out adds up."""

    #: The last weeks are judged by a model that learnt from those before them.
    judged_weeks: Annotated[int, Field(ge=3, le=16)] = 8
    least_weeks: Annotated[int, Field(ge=8, le=52)] = 26
    most_weeks: Annotated[int, Field(ge=8, le=104)] = 52
    #: What a week may stray without adding up, and the sum that decides; in spreads of the usual weeks.
    slack: _Positive = 1.25
    decides: _Positive = 8.0
    #: Least spread of a week, as a share of its use.
    floor_share: _Share = 0.05


class WeekendFigures(_Figures):
    """A day off that looks like a working day, on a register that tells them apart."""

    reference_days: Annotated[int, Field(ge=28, le=84)] = 56
    #: How far working days stand above days off: in spreads, and as a share of a working day.
    apart_spreads: _Positive = 3.0
    apart_share: _Share = 0.2
    #: How near to a working day, from 0 (a day off) to 1.
    like_a_workday: _Share = 0.7


class YieldFigures(_Figures):
    """Solar panels that bring less than expected for some days running."""

    days_running: Annotated[int, Field(ge=1, le=30)] = 3
    share_of_expected: _Share = 0.6
    reference_days: Annotated[int, Field(ge=14, le=84)] = 56
    #: Without another roof to compare with: the best of so many days must be as low.
    days_running_alone: Annotated[int, Field(ge=3, le=60)] = 21
    latitude_degrees: Annotated[float, Field(ge=-60, le=60)] = 50.85
