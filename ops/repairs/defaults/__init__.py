"""The figures that repairs start from: every one is a dated rule, to be confirmed by the centre."""

from ops.repairs.defaults.access import ACCESS, AccessBody
from ops.repairs.defaults.attachments import ATTACHMENTS, AttachmentsBody
from ops.repairs.defaults.callers import CALLERS, CallersBody
from ops.repairs.defaults.closing import CLOSE, CloseBody
from ops.repairs.defaults.costs import COSTS, CostsBody
from ops.repairs.defaults.desks import DESKS, DesksBody
from ops.repairs.defaults.findings import FINDINGS, FindingsBody
from ops.repairs.defaults.hazards import HAZARDS, HazardsBody
from ops.repairs.defaults.likeness import LIKENESS, LikenessBody
from ops.repairs.defaults.paging import PAGING, PagingBody
from ops.repairs.defaults.phrases import PHRASES, PhrasesBody
from ops.repairs.defaults.recurrence import RECURRENCE, RecurrenceBody
from ops.repairs.defaults.reports import REPORTS, ReportsBody
from ops.repairs.defaults.rota import ROTA, RotaBody
from ops.repairs.defaults.slots import SLOTS, SlotsBody
from ops.repairs.defaults.stock import STOCK, StockBody
from ops.repairs.defaults.targets import TARGETS, TargetBody, TargetsBody
from ops.repairs.defaults.travel import TRAVEL, TravelBody
from ops.repairs.defaults.triage import TRIAGE, TriageBody
from ops.repairs.defaults.words import WORDS, WordsBody
from ops.repairs.defaults.working_hours import WEEKDAYS, WORKING_HOURS, Weekday, WorkingHoursBody

__all__ = [
    "ACCESS",
    "ATTACHMENTS",
    "CALLERS",
    "CLOSE",
    "COSTS",
    "DESKS",
    "FINDINGS",
    "HAZARDS",
    "LIKENESS",
    "PAGING",
    "PHRASES",
    "RECURRENCE",
    "REPORTS",
    "ROTA",
    "SLOTS",
    "STOCK",
    "TARGETS",
    "TRAVEL",
    "TRIAGE",
    "WEEKDAYS",
    "WORDS",
    "WORKING_HOURS",
    "AccessBody",
    "AttachmentsBody",
    "CallersBody",
    "CloseBody",
    "CostsBody",
    "DesksBody",
    "FindingsBody",
    "HazardsBody",
    "LikenessBody",
    "PagingBody",
    "PhrasesBody",
    "RecurrenceBody",
    "ReportsBody",
    "RotaBody",
    "SlotsBody",
    "StockBody",
    "TargetBody",
    "TargetsBody",
    "TravelBody",
    "TriageBody",
    "Weekday",
    "WordsBody",
    "WorkingHoursBody",
]
