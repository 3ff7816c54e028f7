"""What goes wrong while a call is noted: its place, a promise to call back, a question for another department."""

from ops.errors import N_, Conflict, InvalidInput


class CallBackMissing(InvalidInput):
    code = "call_back_missing"
    text = N_("Say when you call back.")


class CallBackInPast(InvalidInput):
    code = "call_back_in_past"
    text = N_("The moment to call back lies in the past.")


class CallBackTooFar(InvalidInput):
    code = "call_back_too_far"
    text = N_("The moment to call back lies more than 30 days ahead.")


class NoNumberToCall(InvalidInput):
    code = "no_number_to_call"
    text = N_("Give the number on which you call back.")


class NobodyChosen(InvalidInput):
    code = "nobody_chosen"
    text = N_("Choose who was told.")


class NoCallPromised(Conflict):
    code = "no_call_promised"
    text = N_("Nobody waits for a call back any more: somebody has called already.")


class NotACaller(InvalidInput):
    code = "not_a_caller"
    text = N_("Choose somebody who called about this ticket.")


class UnknownDesk(InvalidInput):
    code = "unknown_desk"
    text = N_("Choose the department that answers.")


class QuestionMissing(InvalidInput):
    code = "question_missing"
    text = N_("Write the question, so that the department can answer it.")


class PlaceNotChosen(InvalidInput):
    code = "place_not_chosen"
    text = N_("Choose the place.")


class NoSuchPlace(InvalidInput):
    code = "no_such_place"
    text = N_("No place fits these words. Try the street, the number or the code.")
