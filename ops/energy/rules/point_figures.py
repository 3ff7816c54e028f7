"""The figures of what takes an hour to show: dips, spikes, and what was missed and comes at once."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Positive = Annotated[float, Field(gt=0)]
_Hours = Annotated[int, Field(ge=1, le=10_000)]


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PointFigures(_Figures):
    """Hours that stand far off and are soon over; all of it must hold, so that a lively register is left alone."""

    #: How far off, in how far this register usually strays.
    spreads: _Positive
    #: At most (a dip) or at least (a spike) so many times what is expected, ...
    times_expected: _Positive
    #: ... nearly the farthest of the same hours of the weeks before, ...
    times_seen: _Positive
    #: ... and the hours right before.
    times_before: _Positive
    #: A register that strays more than this share of what is expected is not looked at.
    stray_at_most: _Positive
    #: What lasts longer is no matter of some hours.
    longest_hours: _Hours
    #: After one was told, so long none is.
    quiet_hours: _Hours


class CatchUpFigures(_Figures):
    """Hours without a count, and then at once what they missed."""

    least_missed_hours: _Hours
    #: How much of what was to be expected of them comes at once.
    least_share_of_missed: _Positive
    #: And at least so many times the highest hour of the weeks before.
    times_highest: _Positive


#: Chosen on buildings of our own making (`make soak SOAK=energy_points`); dwellings stray too much to be looked at.
DIP = PointFigures(
    spreads=3.0,
    times_expected=0.7,
    times_seen=0.8,
    times_before=0.6,
    stray_at_most=0.2,
    longest_hours=24,
    quiet_hours=72,
)
SPIKE = PointFigures(
    spreads=5.0,
    times_expected=1.4,
    times_seen=1.25,
    times_before=1.6,
    stray_at_most=0.2,
    longest_hours=6,
    quiet_hours=72,
)
CATCH_UP = CatchUpFigures(least_missed_hours=3, least_share_of_missed=0.5, times_highest=1.2)
