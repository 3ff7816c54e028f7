"""What goes wrong with parts and stores; each conflict says what is in the way and the lawful ways out."""

from ops.errors import N_, Conflict, InvalidInput, NotFound


class UnknownPart(InvalidInput):
    code = "unknown_part"
    text = N_("There is no part with this code.")


class UnknownStore(InvalidInput):
    code = "unknown_store"
    text = N_("There is no store or van with this code, or you have no access to it.")


class StoreNotFound(NotFound):
    code = "store_not_found"
    text = N_("There is no store or van with this code, or you have no access to it.")


class PartNotFound(NotFound):
    code = "part_not_found"
    text = N_("There is no part with this code.")


class StockOrderNotFound(NotFound):
    code = "stock_order_not_found"
    text = N_("There is no order with this reference, or you have no access to it.")


class NoQuantity(InvalidInput):
    code = "no_quantity"
    text = N_("Say how many: one at least.")


class CountReasonMissing(InvalidInput):
    code = "count_reason_missing"
    text = N_("Say why the count differs from what the system holds.")


class NoCount(Conflict):
    code = "no_count"
    text = N_("Nobody is counting this store: the count was booked or dropped. Start a new one.")


class NothingCounted(InvalidInput):
    code = "nothing_counted"
    text = N_("Nothing was counted yet.")


class NoFigure(InvalidInput):
    code = "no_figure"
    text = N_("Give a whole number: 0 when nothing lies there.")


class PartDateNeeded(InvalidInput):
    code = "part_date_needed"
    text = N_("The stores know no part of this name: say when it can be there.")


class NotInStore(InvalidInput):
    code = "not_in_store"
    text = N_("This part has no place in that store.")


class SameStore(InvalidInput):
    code = "same_store"
    text = N_("Choose another store than the one from which it goes.")


class NothingToOrder(InvalidInput):
    code = "nothing_to_order"
    text = N_("Nothing is ordered without a quantity. Fill in at least one.")


class PartShort(Conflict):
    """`elsewhere` names stores and what is free there; both are data."""

    code = "part_short"
    text = N_("Only %(free)s of %(part)s free in %(store)s, %(wanted)s asked. Take fewer, or elsewhere: %(elsewhere)s.")


class PartNowhere(Conflict):
    code = "part_nowhere"
    text = N_(
        "Only %(free)s of %(part)s free in all stores, %(wanted)s asked. Take fewer, order it, or let the work order"
        " wait for it."
    )


class NotPromised(Conflict):
    code = "not_promised"
    text = N_("Only %(promised)s of %(part)s is reserved here. Release that much, or take it from the store.")


class NotTaken(Conflict):
    code = "not_taken"
    text = N_("Only %(taken)s of %(part)s was taken for this work order. Return that much, or count the store.")


class CountBelowPromised(Conflict):
    code = "count_below_promised"
    text = N_("%(promised)s of %(part)s is reserved here for %(work_orders)s. Release it there first, then count.")


class PartsForOwnTeams(Conflict):
    code = "parts_for_own_teams"
    text = N_("A firm brings its own parts. Give the work order to one of our teams, or send without parts.")


class StockOrderOver(Conflict):
    code = "stock_order_over"
    text = N_("Order %(order)s is over: nothing is received on it any more. Make a new one, or count the store.")


class MoreThanOrdered(Conflict):
    code = "more_than_ordered"
    text = N_("Only %(missing)s of %(part)s still has to come on %(order)s. Receive that much, and count the rest.")
