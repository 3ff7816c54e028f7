"""E-mail addresses as logins."""

import re

from ops.access.errors import EmailNotUsable

_ADDRESS = re.compile(r"[^@\x00-\x20\x7f-\U0010ffff<>,;:\"()\[\]]{1,64}@[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?")


def tidy_email(text: str) -> str:
    """Lower case, without blanks around it: nobody remembers how he wrote it. Raises EmailNotUsable."""
    email = text.strip().casefold()
    if len(email) > 254 or not _ADDRESS.fullmatch(email) or ".." in email:
        raise EmailNotUsable(field="email")
    return email
