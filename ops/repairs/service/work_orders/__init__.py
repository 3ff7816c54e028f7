"""Work orders, by noun: planned, sent, accepted, on site, completed; each step is an event of the ticket."""

from ops.repairs.service.work_orders.access import access_now, access_step
from ops.repairs.service.work_orders.details import StepDetails
from ops.repairs.service.work_orders.fallback import fallback_of
from ops.repairs.service.work_orders.follow_on import FollowOn, follow_on
from ops.repairs.service.work_orders.people import Assignment, assign
from ops.repairs.service.work_orders.planning import plan_work
from ops.repairs.service.work_orders.steps import advance

__all__ = [
    "Assignment",
    "FollowOn",
    "StepDetails",
    "access_now",
    "access_step",
    "advance",
    "assign",
    "fallback_of",
    "follow_on",
    "plan_work",
]
