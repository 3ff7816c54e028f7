"""The figures of the energy rules: what a dated rule set must hold. Defaults stand in `ops/energy/defaults.py`."""

from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from ops.energy.rules.point_figures import CATCH_UP, DIP, SPIKE, CatchUpFigures, PointFigures
from ops.energy.rules.slow_figures import DriftFigures, WeatherFigures, WeekendFigures, YieldFigures
from ops.repairs.rules.triage import Priority, Trade

Share = Annotated[float, Field(gt=0, le=1)]
Hours = Annotated[int, Field(ge=1, le=10_000)]
Positive = Annotated[float, Field(gt=0)]
HourOfDay = Annotated[int, Field(ge=0, le=23)]
#: Alerts of waste a week that are bearable.
PerWeek = Annotated[int, Field(ge=1, le=1000)]
Medium = Literal["electricity", "gas", "water", "heat", "pv"]
MEDIA: tuple[str, ...] = get_args(Medium)


class _Figures(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Night(_Figures):
    from_hour: HourOfDay
    to_hour: HourOfDay


class BaselineFigures(_Figures):
    """Profile of hour x kind of day from the past only."""

    reference_weeks: Annotated[int, Field(ge=1, le=52)]
    warm_up_days: Annotated[int, Field(ge=1, le=365)]
    #: Least spread of an expectation, as a share of itself and of the register's usual level.
    floor_share_of_expected: Share
    floor_share_of_level: Share
    #: Half the width of the expected band, in spreads.
    band_spreads: Positive


class ContinuousFlowFigures(_Figures):
    hours: Hours
    known_share: Share
    margin_m3_per_hour: Positive
    warm_up_days: Annotated[int, Field(ge=1, le=365)]


class RiseFigures(_Figures):
    """The low end of the last days or nights stands above what it was on clean days."""

    lowest_of_days: Annotated[int, Field(ge=1, le=14)]
    quantile: Share
    spreads: Positive
    reference_days: Annotated[int, Field(ge=7, le=56)]
    least_reference_days: Annotated[int, Field(ge=3, le=56)]
    floor_share_of_level: Share


class NightHeatFigures(_Figures):
    """Gas at night in a building that nobody uses at night."""

    hours: Hours
    kwh_per_hour_over_band: Positive


class ScaleFigures(_Figures):
    """Powers of ten by which hours stand away from the usual ones before the unit is doubted."""

    hours: Hours
    ten_at_least: Positive
    thousand_hours: Hours
    thousand_at_least: Positive


class ClockFigures(_Figures):
    """For so many days running, the usual day of the weeks before fits better when it is moved by whole hours."""

    days_running: Annotated[int, Field(ge=1, le=14)]
    gain: Positive
    most_hours: Annotated[int, Field(ge=1, le=12)]
    #: The days right before are no reference: the clock may have been off already.
    gap_days: Annotated[int, Field(ge=1, le=28)]
    reference_days: Annotated[int, Field(ge=7, le=56)]


class FaultFigures(_Figures):
    least_run_hours: Hours
    own_run_factor: Positive
    own_run_extra_hours: Hours
    implausible_times_highest: Positive


class DetectionFigures(_Figures):
    night: Night
    baseline: BaselineFigures
    continuous_flow: ContinuousFlowFigures
    base_load: RiseFigures
    #: A rise so high that one day tells.
    base_load_at_once: RiseFigures
    night_left_on: RiseFigures
    night_heat: NightHeatFigures
    data_faults: FaultFigures
    scale: ScaleFigures
    clock_shift: ClockFigures
    #: Versions of before them hold none of these three.
    dip: PointFigures = DIP
    spike: PointFigures = SPIKE
    catch_up: CatchUpFigures = CATCH_UP
    #: So do versions of before these four.
    weather: WeatherFigures = WeatherFigures()
    drift: DriftFigures = DriftFigures()
    weekend_as_weekday: WeekendFigures = WeekendFigures()
    yield_loss: YieldFigures = YieldFigures()
    #: An open alert's hours stay out of the reference this long; then they are the new normal.
    frozen_days: Annotated[int, Field(ge=1, le=60)]
    ended_after_normal_hours: Hours
    fresh_within_hours: Hours
    late_after_hours: Hours
    still_abnormal_after_work_hours: Hours
    reopen_within_days: Annotated[int, Field(ge=1, le=365)]
    snooze_at_most_days: Annotated[int, Field(ge=1, le=365)]
    snooze_wakes_at_growth: Annotated[float, Field(gt=1)]
    #: How many alerts of waste a week the coordinator can bear.
    alerts_per_week: PerWeek
    low_under_eur_per_day: Positive
    high_over_eur_per_day: Positive


class SilenceFigures(_Figures):
    usual_intervals: Annotated[int, Field(ge=1, le=100)]
    least_hours: Positive
    site_share: Share
    site_least_loggers: Annotated[int, Field(ge=2, le=1000)]


class TariffFigures(_Figures):
    """EUR including VAT for one kWh or m3."""

    electricity: Annotated[float, Field(ge=0)]
    gas: Annotated[float, Field(ge=0)]
    heat: Annotated[float, Field(ge=0)]
    water: Annotated[float, Field(ge=0)]
    pv: Annotated[float, Field(ge=0)]
    #: For gas that is counted in m3; the exact value comes with the month's bill.
    gas_kwh_per_m3: Annotated[float, Field(gt=0, le=20)]


class TicketRow(_Figures):
    """One row of the table: the first that fits decides. An absent condition fits everything."""

    media: Annotated[list[Medium] | None, Field(min_length=1)] = None
    causes: Annotated[list[str] | None, Field(min_length=1)] = None
    critical: bool | None = None
    night_use: bool | None = None
    excess_at_least_per_hour: float | None = None
    night_excess_over_band_at_least_per_hour: float | None = None
    eur_per_day_at_least: float | None = None
    priority: Priority
    trade: Trade | Literal["by_medium"]
    pages: bool = False


class TicketFigures(_Figures):
    rows: Annotated[list[TicketRow], Field(min_length=1)]
    trade_by_medium: dict[Medium, Trade]
