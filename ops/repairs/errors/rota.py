"""What goes wrong with rotas, pages and handovers."""

from ops.errors import N_, Conflict, InvalidInput, NotFound


class RotaNotFound(NotFound):
    code = "rota_not_found"
    text = N_("There is no rota with this code.")


class OverrideNotFound(NotFound):
    code = "override_not_found"
    text = N_("There is no such exception.")


class AbsenceNotFound(NotFound):
    code = "absence_not_found"
    text = N_("There is no such absence.")


class PageNotFound(NotFound):
    code = "page_not_found"
    text = N_("There is no such page, or you have no access to it.")


class HandoverNotFound(NotFound):
    code = "handover_not_found"
    text = N_("There is no such handover.")


class SpanBackwards(InvalidInput):
    code = "span_backwards"
    text = N_("The end lies before the beginning.")


class SpanTooLong(InvalidInput):
    code = "span_too_long"
    text = N_("Ask for at most %(days)s days at once.")


class SpanOver(InvalidInput):
    code = "span_over"
    text = N_("This span is over: nobody's duty changes any more.")


class NoShiftInSpan(InvalidInput):
    code = "no_shift_in_span"
    text = N_("This rota has no shift in that span: there is nothing to hand to somebody else.")


class AbsenceTooLong(InvalidInput):
    code = "absence_too_long"
    text = N_("An absence lasts at most %(days)s days. Note the rest later.")


class AwayThen(InvalidInput):
    code = "away_then"
    text = N_("%(name)s is away in these hours. Choose somebody else, or withdraw the absence.")


class RotaIncomplete(InvalidInput):
    code = "rota_incomplete"
    text = N_("A rota needs a name, a duty, at least one day of the week, and turns of 1 to 92 days.")


class CodeTaken(InvalidInput):
    code = "rota_code_taken"
    text = N_("There is a rota with this code already.")


class UnknownMember(InvalidInput):
    code = "unknown_member"
    text = N_("Choose somebody from the list: he has this role and an open account.")


class PageOver(Conflict):
    code = "page_over"
    text = N_("This page is over: somebody is on site, or the ticket has ended.")


class PageTaken(Conflict):
    code = "page_taken"
    text = N_("%(name)s has acknowledged this page already.")


class HandoverTaken(Conflict):
    code = "handover_taken"
    text = N_("%(name)s has taken over already.")
