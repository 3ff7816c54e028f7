"""The tables of the estate, by noun."""

from ops.estate.models.occupants import KeyHolder, OccupantFlag, Tenancy
from ops.estate.models.places import Location, LocationUse, Lot, LotPeriod
from ops.estate.models.technical import (
    ActionCard,
    DailyTemperature,
    Firm,
    Installation,
    ServiceLine,
    ServiceLinePlace,
)

__all__ = [
    "ActionCard",
    "DailyTemperature",
    "Firm",
    "Installation",
    "KeyHolder",
    "Location",
    "LocationUse",
    "Lot",
    "LotPeriod",
    "OccupantFlag",
    "ServiceLine",
    "ServiceLinePlace",
    "Tenancy",
]
