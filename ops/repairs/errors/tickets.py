"""What goes wrong with tickets and calls; each conflict says what is in the way and the lawful ways out."""

from collections.abc import Mapping, Sequence

from ops.errors import N_, Conflict, InvalidInput, NotFound


class TicketNotFound(NotFound):
    code = "ticket_not_found"
    text = N_("There is no ticket with this reference, or you have no access to it.")


class UnknownHazard(InvalidInput):
    code = "unknown_hazard"
    text = N_("This hazard is not in the list.")


class UnknownAffected(InvalidInput):
    code = "unknown_affected"
    text = N_("Nobody of this kind is in the list of who may be hit.")


class UnknownStatus(InvalidInput):
    code = "unknown_status"
    text = N_("There is no status %(status)s.")


class UnknownTrade(InvalidInput):
    code = "unknown_trade"
    text = N_("This trade is not in the list.")


class UnknownLocation(InvalidInput):
    code = "unknown_location"
    text = N_("There is no such place, or it is not one of yours. Choose one from the list.")


class UnknownInstallation(InvalidInput):
    code = "unknown_installation"
    text = N_("There is no such installation at this place.")


class UnknownPerson(InvalidInput):
    code = "unknown_person"
    text = N_("There is no such person. Leave the field empty and type the name.")


class CallerMissing(InvalidInput):
    code = "caller_missing"
    text = N_("Give the name or the number of the caller.")


class AwareInFuture(InvalidInput):
    code = "aware_in_future"
    text = N_("The moment of the call lies in the future.")


class UntilInPast(InvalidInput):
    code = "until_in_past"
    text = N_("The next date lies in the past.")


class UntilTooFar(InvalidInput):
    code = "until_too_far"
    text = N_("The next date lies more than a year ahead.")


class AwareTooOld(InvalidInput):
    code = "aware_too_old"
    text = N_("The moment of the call lies more than a year back.")


class TitleMissing(InvalidInput):
    code = "title_missing"
    text = N_("Say in a few words what is wrong.")


class ReasonNeeded(InvalidInput):
    code = "reason_needed"
    text = N_("Say why, in a few words: it stands in the timeline.")


class OperatorMissing(InvalidInput):
    code = "operator_missing"
    text = N_("Name the company whose network is out.")


class UnknownTicketNamed(InvalidInput):
    code = "unknown_ticket_named"
    text = N_("The other ticket does not exist.")


class DuplicateOfItself(InvalidInput):
    code = "duplicate_of_itself"
    text = N_("Name another ticket: this one can't go on as itself.")


class TicketConflict(Conflict):
    """`ways_out` names the lawful actions, separated by blanks, for programs."""

    def __init__(self, *, ticket: str, ways_out: Sequence[str], work_orders: Sequence[str] = ()) -> None:
        super().__init__(ticket=ticket, ways_out=" ".join(ways_out), work_orders=", ".join(work_orders))


class TicketIsResolved(TicketConflict):
    code = "ticket_resolved"
    text = N_("Ticket %(ticket)s is resolved. Reopen it first, or note a new call.")


class TicketIsClosed(TicketConflict):
    code = "ticket_closed"
    text = N_("Ticket %(ticket)s is closed. Make a new ticket and name this one in it.")


class TicketIsCancelled(TicketConflict):
    code = "ticket_cancelled"
    text = N_("Ticket %(ticket)s is cancelled. Make a new ticket.")


class TicketIsNew(TicketConflict):
    code = "ticket_new"
    text = N_("The priority of ticket %(ticket)s is not confirmed yet. Confirm it first.")


class TicketIsWaiting(TicketConflict):
    code = "ticket_waiting"
    text = N_("Ticket %(ticket)s waits already. Resume it first to give another reason.")


class TicketIsNotPaused(TicketConflict):
    code = "ticket_not_paused"
    text = N_("Ticket %(ticket)s is not paused. A work order that waits goes on when it is sent again.")


class TicketIsNotResolved(TicketConflict):
    code = "ticket_not_resolved"
    text = N_("Ticket %(ticket)s is still open, so there is nothing to reopen. Add a note or a caller.")


class OrdersOpen(TicketConflict):
    code = "work_orders_open"
    text = N_("Work is still open: %(work_orders)s. Complete or cancel it first.")


class SomebodyOnSite(TicketConflict):
    code = "somebody_on_site"
    text = N_("Somebody is on site for %(work_orders)s. Complete or cancel that work order first.")


#: Code of `rules.actions.hindrance` -> the error that words it.
HINDRANCES: Mapping[str, type[TicketConflict]] = {
    "is_resolved": TicketIsResolved,
    "is_closed": TicketIsClosed,
    "is_cancelled": TicketIsCancelled,
    "is_new": TicketIsNew,
    "is_waiting": TicketIsWaiting,
    "is_not_paused": TicketIsNotPaused,
    "is_not_resolved": TicketIsNotResolved,
    "has_open_orders": OrdersOpen,
    "is_on_site": SomebodyOnSite,
}
