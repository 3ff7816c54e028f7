"""The words of a caller's own page: the title of his ticket stands above them, so they do not repeat it."""

from collections.abc import Mapping

from ops.errors import N_

#: What is going on -> what it means for him.
WHAT: Mapping[str, str] = {
    "registered": N_("You get a message at each step."),
    "visit": N_("%(who)s comes to you."),
    "overdue": N_("Did nobody come? We are sorry."),
    "sent": N_("%(who)s takes care of it. You hear from us when they come."),
    "sent_now": N_("%(who)s comes to you as soon as possible."),
    "on_the_way": N_("%(who)s is on the way to you."),
    "on_site": N_("%(who)s has arrived and is at work."),
    "no_access": N_("We came and nobody opened. We come back when you choose a new moment."),
    "part": N_("We need a part to finish. You hear from us on %(until)s at the latest."),
    "tenant": N_("We can go on as soon as we hear from you."),
    "delayed": N_("It takes longer than we thought. You hear from us on %(until)s at the latest."),
    "network": N_("The fault lies in the network. %(operator)s is repairing it. We have news on %(until)s."),
    "more_work": N_("The visit is over, and more work is needed. You hear from us when we come back."),
    "done": N_("The work is finished."),
    "reopened": N_("You told us that it is still broken. We come back, and tell you when."),
    "cancelled": N_("We closed your request without work."),
    "goes_on_elsewhere": N_("Somebody else told us about this too. Both are one job now."),
}
#: The same where the day that we named is over, or none was named.
WITHOUT_DAY: Mapping[str, str] = {
    "part": N_("We need a part to finish. You hear from us as soon as it is here."),
    "delayed": N_("It takes longer than we thought. You hear from us as soon as we know more."),
    "network": N_("The fault lies in the network. %(operator)s is repairing it."),
}
#: What he does here instead of by a link.
DO: Mapping[str, str] = {
    "overdue": N_("Choose a new moment below, or call us."),
    "no_access": N_("Choose a new moment below, or call us."),
    "tenant": N_("Tell us below when it suits you, or call us."),
}
#: What he may want to know, where nothing is asked of him.
ASK: Mapping[str, str] = {
    "done": N_("Is it still broken? Tell us below, or call us."),
    "cancelled": N_("Is that not right? Call us."),
}
ICONS: Mapping[str, str] = {
    "visit": "calendar", "overdue": "clock", "sent": "users", "sent_now": "truck", "on_the_way": "truck",
    "on_site": "wrench", "no_access": "door", "part": "box", "tenant": "message", "delayed": "clock", "network": "plug",
    "more_work": "calendar", "done": "check-circle", "reopened": "undo", "cancelled": "close",
    "goes_on_elsewhere": "link", "registered": "check",
}  # fmt: skip
