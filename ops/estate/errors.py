"""What can go wrong on the estate."""

from ops.errors import N_, Conflict, InvalidInput


class NotAPeriodBoundary(InvalidInput):
    code = "not_a_period_boundary"
    text = N_("No period of this lot ends on %(on)s, so there is nothing to join.")


class OutsideTimeline(InvalidInput):
    code = "outside_timeline"
    text = N_("This lot is under management from %(from_on)s only.")


class WrongOrder(InvalidInput):
    code = "wrong_order"
    text = N_("The end must lie after the start.")


class UnknownLotState(InvalidInput):
    code = "unknown_lot_state"
    text = N_("“%(kind)s” is not a state of a lot.")


class LotAlreadyOpened(Conflict):
    code = "lot_already_opened"
    text = N_("This lot already has periods. Split or join those.")


class LotIsLet(Conflict):
    code = "lot_is_let"
    text = N_("The lot is let from %(from_on)s to %(to_on)s. End that lease first, or choose other dates.")


class UnknownCard(InvalidInput):
    code = "unknown_card"
    text = N_("There is no action card of this kind.")


class CallWithoutNumber(InvalidInput):
    code = "call_without_number"
    text = N_("Give the number of %(name)s, or leave the line empty.")
