"""Names as people type them."""


def tidy_name(text: str) -> str:
    """Single blanks, nothing unprintable, at most what the column holds."""
    printable = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(printable.split())[:200]
