"""The tables of beds, by noun."""

from ops.beds.models.homes import Bed, BedLife, Home, HomeFigure, Ward
from ops.beds.models.months import MonthAdjustment, PublishedMonth
from ops.beds.models.residents import Couple, KatzAssessment, Resident
from ops.beds.models.stays import Absence, BedOccupation, Stay

__all__ = [
    "Absence",
    "Bed",
    "BedLife",
    "BedOccupation",
    "Couple",
    "Home",
    "HomeFigure",
    "KatzAssessment",
    "MonthAdjustment",
    "PublishedMonth",
    "Resident",
    "Stay",
    "Ward",
]
