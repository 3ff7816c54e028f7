"""Names as people type them."""

from ops.access.errors import NameMissing


def tidy_name(text: str) -> str:
    """Single blanks, nothing unprintable, at most what the column holds."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:200]


def checked_name(text: str) -> str:
    """Raises NameMissing."""
    name = tidy_name(text)
    if not name:
        raise NameMissing(field="name")
    return name
