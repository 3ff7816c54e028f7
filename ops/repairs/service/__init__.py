"""What may be done with tickets and work orders; every change is an event, and the row follows from the events."""

from ops.repairs.service.alerts import AlertReport, report_alert, report_growth
from ops.repairs.service.callers import NewCaller, add_caller, inform_callers
from ops.repairs.service.intake import Call, take_call
from ops.repairs.service.lifecycle import add_note, cancel, pause, reopen, resolve, resume
from ops.repairs.service.similar import About, Likely, similar_to, similar_to_ticket
from ops.repairs.service.suggesting import Suggested, Wish, suggest
from ops.repairs.service.tickets import NewTicket, open_ticket
from ops.repairs.service.triaging import mark_override_seen, triage
from ops.repairs.service.work_orders import (
    Assignment,
    FollowOn,
    StepDetails,
    access_now,
    access_step,
    advance,
    assign,
    fallback_of,
    follow_on,
    plan_work,
)

__all__ = [
    "About",
    "AlertReport",
    "Assignment",
    "Call",
    "FollowOn",
    "Likely",
    "NewCaller",
    "NewTicket",
    "StepDetails",
    "Suggested",
    "Wish",
    "access_now",
    "access_step",
    "add_caller",
    "add_note",
    "advance",
    "assign",
    "cancel",
    "fallback_of",
    "follow_on",
    "inform_callers",
    "mark_override_seen",
    "open_ticket",
    "pause",
    "plan_work",
    "reopen",
    "report_alert",
    "report_growth",
    "resolve",
    "resume",
    "similar_to",
    "similar_to_ticket",
    "suggest",
    "take_call",
    "triage",
]
