"""Words of pages, self-tests and warnings about the rota."""

from ops.errors import N_

PAGE_SUBJECT = N_("%(priority)s: %(title)s")
PAGE_BODY = N_("%(ref)s, %(place)s. %(reason)s Answer: %(link)s")

SELF_TEST_SUBJECT = N_("Test of the night page")
SELF_TEST_BODY = N_("Nothing is wrong. Confirm within %(minutes)s minutes that this reached you: %(link)s")
SELF_TEST_FAILED_SUBJECT = N_("The test page did not reach %(name)s")
SELF_TEST_LOST = N_(
    "No message could be delivered. Check the number of %(name)s, or have somebody else on call tonight."
)
SELF_TEST_UNANSWERED = N_("%(name)s did not answer the test page in time. Call before the night begins.")

NOBODY_SUBJECT = N_("Nobody on call: %(duty)s, from %(from)s")
NOBODY_BODY = N_(
    "%(duty)s: nobody can be called from %(from)s to %(to)s. Fill the rota, or put somebody in by exception."
)
NOBODY_BODY_MANY = N_(
    "%(n)s gaps. The first: %(duty)s, from %(from)s to %(to)s. Fill the rota, or put somebody in by exception."
)
