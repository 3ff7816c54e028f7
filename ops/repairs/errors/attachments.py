"""What goes wrong with photos and documents, beside what `kit.media` and `kit.attachments` say."""

from ops.errors import N_, Conflict, Unavailable


class BeingChecked(Conflict):
    code = "attachment_being_checked"
    text = N_("This file came from outside and is being checked for viruses. Try again in a minute.")


class NeverChecked(Conflict):
    code = "attachment_never_checked"
    text = N_("The virus scan could not look at this file, so it stays closed. Scan it again, or ask for another one.")


class TooManyPhotos(Conflict):
    code = "too_many_photos"
    text = N_("You sent %(limit)s photos already. Call us when we need to see more.")


class FileAway(Unavailable):
    """The row is there and its bytes are not: a store that is not mounted, or a restore that lacks it."""

    code = "file_away"
    text = N_("This file can't be read right now. Tell the administrator when it stays so.")
