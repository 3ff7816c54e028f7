"""What is proposed while a caller speaks, as the API takes and gives it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, BaseModel, Field

from ops.repairs.rules.triage import Affected, Priority
from ops.repairs.schemas.tickets import SimilarOut
from ops.repairs.schemas.words import In, Line, Prose, Trade
from ops.repairs.schemas.work import PlaceOut
from ops.repairs.service import Wish


class WishIn(In):
    """What is known of a call so far. What is given stands, the rest is proposed."""

    text: Prose = Field("", examples=["De l'eau coule du plafond, près de la lampe"])
    location: Line | None = None
    installation: Line | None = None
    phone: Line | None = None
    person: Line | None = None
    affected: Sequence[Affected] = ()
    not_affected: Sequence[Affected] = Field((), description="Named or noted, and taken away again.")
    hazard: Line | None = None
    trade: Trade | None = None
    priority: Priority | None = None
    at: AwareDatetime | None = Field(None, description="When the call came; now without it.")

    def wish(self) -> Wish:
        return Wish(**self.model_dump())


class MarkOut(BaseModel):
    """Words of the text that are evidence: offsets count characters of the text as it was sent."""

    start: int
    end: int
    kind: Literal["hazard", "trade", "spot", "affected", "service"]
    code: str


class ChoiceOut(BaseModel):
    """A code with its reasons in the reader's language; `evidence` are the caller's own words."""

    code: str
    reasons: Sequence[str]
    evidence: Sequence[str]


class PlaceCandidateOut(PlaceOut):
    reasons: Sequence[str]


class SuggestedOut(BaseModel):
    marks: Sequence[MarkOut]
    locations: Sequence[PlaceCandidateOut]
    hazard: ChoiceOut | None
    trade: ChoiceOut | None
    priority: ChoiceOut
    affected: Sequence[ChoiceOut]
    spot: str
    deadlines: Mapping[str, datetime]
    similar: Sequence[SimilarOut]
