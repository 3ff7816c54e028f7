"""What may be done with tickets and work orders; every change is an event, and the row follows from the events."""

from ops.repairs.service.alerts import AlertReport, report_alert, report_growth
from ops.repairs.service.callers import NewCaller, add_caller, inform_callers
from ops.repairs.service.intake import Call, take_call
from ops.repairs.service.lifecycle import add_note, cancel, pause, reopen, resolve, resume, triage
from ops.repairs.service.tickets import NewTicket, open_ticket
from ops.repairs.service.work_orders import StepDetails, advance, plan_work

__all__ = [
    "AlertReport",
    "Call",
    "NewCaller",
    "NewTicket",
    "StepDetails",
    "add_caller",
    "add_note",
    "advance",
    "cancel",
    "inform_callers",
    "open_ticket",
    "pause",
    "plan_work",
    "reopen",
    "report_alert",
    "report_growth",
    "resolve",
    "resume",
    "take_call",
    "triage",
]
