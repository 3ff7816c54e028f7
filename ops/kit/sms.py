"""Text messages: the letters that a phone counts once, and texts cut so that a message stays one (GSM 03.38)."""

import unicodedata

#: Characters of one message in the basic alphabet.
ONE_MESSAGE = 160
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_LIKE = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "–": "-", "—": "-", "…": "...", "œ": "oe",
     "Œ": "OE", "ĳ": "ij", "ç": "c", "€": "EUR", "[": "(",
     "]": ")", "{": "(", "}": ")", "\\": "/", "|": "/", "~": "-", "^": "", "\u00a0": " ", "\u202f": " ", "\t": " "}
)  # fmt: skip
_UNKNOWN = "?"


def plain(text: str) -> str:
    """The same words in the basic alphabet, in which each sign counts once.

    An accent that it lacks is left out, a sign without a likeness is "?".
    """
    return "".join(_plain_sign(sign) for sign in unicodedata.normalize("NFC", text).translate(_LIKE))


def _plain_sign(sign: str) -> str:
    if sign in _BASIC:
        return sign
    bare = unicodedata.normalize("NFKD", sign)
    kept = "".join(part for part in bare if part in _BASIC)
    if kept:
        return kept
    return "" if unicodedata.category(sign)[0] in "MC" else _UNKNOWN


def shortened(text: str, room: int) -> str:
    """As many whole words of a plain text as the room holds, with two dots where some were left out."""
    if len(text) <= room:
        return text
    cut = text[: max(0, room - 2)]
    return f"{cut.rpartition(' ')[0] or cut}.."
