"""What callers say in Dutch, French and English, and what it means. Data: a word that is missed is added here."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ops.errors import N_
from ops.kit import rulesets
from ops.repairs.defaults.frame import OWNER, Strict
from ops.repairs.defaults.vocabulary import DENIALS, DENIALS_BEHIND, FIGURES, PHRASES, THINGS, TROUBLES

WORDS = "repairs.words"

_WORDS: dict[str, Any] = {
    "limits": {"within_phrase": 3, "between": 5, "denial": 1, "one_slip_from": 6, "two_slips_from": 9},
    "figures": FIGURES,
    "denials": DENIALS,
    "denials_behind": DENIALS_BEHIND,
    "troubles": TROUBLES,
    "things": THINGS,
    "phrases": PHRASES,
}

_Language = Literal["nl", "fr", "en"]
_Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=r"^\S+$")]
_PART = r"(<\d{1,6}|[^\W\d_][\w'’-]*\*?)"
#: Words parted by blanks; `word*` begins so, `<12` is a number under twelve.
_Phrase = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80, pattern=rf"^{_PART}( {_PART})*$")
]
_Phrases = dict[_Language, list[_Phrase]]
_Code = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_]*$", max_length=40)]


class _Limits(Strict):
    """How many other words may stand in between, and from how many letters on a word may be mistyped."""

    within_phrase: int = Field(ge=0, le=5)
    between: int = Field(ge=0, le=12)
    denial: int = Field(ge=0, le=4)
    one_slip_from: int = Field(ge=4, le=30)
    two_slips_from: int = Field(ge=6, le=40)


class _Trouble(Strict):
    hazard: _Code
    trade: _Code


class _Thing(Strict):
    """Something that may be in trouble: what each trouble makes of it, and the service that then stops."""

    code: _Code
    trade: _Code
    troubles: dict[_Code, _Trouble]
    service: _Code | None
    words: _Phrases


class _PhraseOf(Strict):
    kind: Literal["hazard", "trade", "spot", "affected", "service"]
    code: _Code
    trade: _Code | None = None
    only_with: list[_Code] = []
    words: _Phrases


class WordsBody(Strict):
    limits: _Limits
    figures: dict[_Language, dict[_Word, int]]
    denials: _Phrases
    denials_behind: _Phrases
    troubles: dict[_Code, _Phrases]
    things: list[_Thing]
    phrases: list[_PhraseOf]


rulesets.register_default(
    WORDS, _WORDS, WordsBody.model_validate, owner=OWNER, title=N_("What the words of a caller mean")
)
