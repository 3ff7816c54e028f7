"""What goes wrong with work orders; each conflict says what is in the way and the lawful ways out."""

from collections.abc import Mapping, Sequence

from ops.errors import N_, Conflict, InvalidInput, NotFound


class WorkOrderNotFound(NotFound):
    code = "work_order_not_found"
    text = N_("There is no work order with this reference, or you have no access to it.")


class UnknownTeam(InvalidInput):
    code = "unknown_team"
    text = N_("There is no team with this code.")


class NameMissing(InvalidInput):
    code = "name_missing"
    text = N_("Type the name of whoever signs.")


class UnknownFinding(InvalidInput):
    code = "unknown_finding"
    text = N_("Choose what was found. Possible here: %(possible)s.")


class NotInTeam(InvalidInput):
    code = "not_in_team"
    text = N_("This person is not in the team.")


class AtInFuture(InvalidInput):
    code = "at_in_future"
    text = N_("The moment on site lies in the future.")


class AtTooOld(InvalidInput):
    code = "at_too_old"
    text = N_("The moment on site lies more than 7 days back. Say it in a note.")


class CommandReused(Conflict):
    code = "command_reused"
    text = N_("This command was used before for something else. Reload the page and try again.")


class PartMissing(Conflict):
    """`ways_out` as with every conflict of a work order."""

    code = "part_missing"
    text = N_(
        "Work order %(work_order)s still waits for a part: %(parts)s. "
        "Say that the part came, or end the visit with follow-on work."
    )

    def __init__(self, *, work_order: str, parts: str) -> None:
        super().__init__(work_order=work_order, parts=parts, ways_out="part-arrived need-part follow-on cancel")


class UnknownAccessStep(InvalidInput):
    code = "unknown_access_step"
    text = N_("Choose what was tried. Possible: %(possible)s.")


class NobodyAtDoor(Conflict):
    code = "nobody_at_door"
    text = N_("Nobody stood before a closed door for work order %(work_order)s. Note first that nobody opened.")


class SlotInPast(InvalidInput):
    code = "slot_in_past"
    text = N_("This appointment has begun already. Choose a later one.")


class SlotBackwards(InvalidInput):
    code = "slot_backwards"
    text = N_("An appointment begins before it ends, on one day.")


class SlotTaken(Conflict):
    code = "slot_taken"
    text = N_("This appointment is not free any more. Choose another one.")


class WorkOrderConflict(Conflict):
    """`status` and `ways_out` are codes, for programs; the sentence says the same to people."""

    def __init__(self, *, work_order: str, status: str, ways_out: Sequence[str]) -> None:
        super().__init__(work_order=work_order, status=status, ways_out=" ".join(ways_out))


class OrderIsPlanned(WorkOrderConflict):
    code = "work_order_planned"
    text = N_("Work order %(work_order)s was not sent yet. Send it first, or cancel it.")


class OrderIsDispatched(WorkOrderConflict):
    code = "work_order_dispatched"
    text = N_("Work order %(work_order)s was sent. Accept it or start on site first, refuse it, or cancel it.")


class OrderIsAccepted(WorkOrderConflict):
    code = "work_order_accepted"
    text = N_("Work order %(work_order)s is accepted. Start on site first, refuse it, or cancel it.")


class OrderIsOnSite(WorkOrderConflict):
    code = "work_order_on_site"
    text = N_("Somebody is on site for work order %(work_order)s. Complete it, let it wait, or cancel it.")


class OrderIsWaiting(WorkOrderConflict):
    code = "work_order_waiting"
    text = N_("Work order %(work_order)s waits. Send it again first, or cancel it.")


class OrderIsOver(WorkOrderConflict):
    code = "work_order_over"
    text = N_("Work order %(work_order)s is over. Make a new one on the ticket.")


#: Status of a work order -> the error that says what is possible from there.
ORDER_HINDRANCES: Mapping[str, type[WorkOrderConflict]] = {
    "planned": OrderIsPlanned,
    "dispatched": OrderIsDispatched,
    "accepted": OrderIsAccepted,
    "on_site": OrderIsOnSite,
    "waiting_access": OrderIsWaiting,
    "waiting_part": OrderIsWaiting,
    "completed": OrderIsOver,
    "refused": OrderIsOver,
    "cancelled": OrderIsOver,
}
