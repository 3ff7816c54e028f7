"""What goes wrong on a caller's own page."""

from ops.errors import N_, Conflict, InvalidInput, NotFound


class LinkUnknown(NotFound):
    """An expired link and one that never was look the same: nobody learns which tickets there are."""

    code = "link_unknown"
    text = N_("This link is no longer valid. Call us: we look up your request together.")


class NothingSaid(InvalidInput):
    code = "nothing_said"
    text = N_("Write a few words first.")


class WordsTooLong(InvalidInput):
    code = "words_too_long"
    text = N_("Write at most %(limit)s characters.")


class RequestEnded(Conflict):
    code = "request_ended"
    text = N_("This request has ended, so nobody would read it. Say that it is still broken, or call us.")


class NoVisitToMove(Conflict):
    code = "no_visit_to_move"
    text = N_("There is no visit that can be moved now. Call us.")


class ChangedMeanwhile(Conflict):
    code = "changed_meanwhile"
    text = N_("Something changed meanwhile. Look at how it stands now, or call us.")


class TooManyChanges(Conflict):
    code = "too_many_changes"
    text = N_("You changed a lot in a short time. Call us, or wait an hour.")
