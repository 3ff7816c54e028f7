"""Tickets as the API takes and gives them; `id` is the reference that people say on the phone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from ops.repairs.rules.lifecycle import CancelReason, PauseReason
from ops.repairs.rules.triage import Affected, Priority
from ops.repairs.schemas.words import ClockState, In, Line, Prose, Trade, Until
from ops.repairs.schemas.work import PlaceOut, WorkOrderRow
from ops.repairs.service import NewCaller
from ops.repairs.service.callers import Relation, TellBy


class CallerIn(In):
    """`person` is a code of the persons' file; else a name and a number."""

    name: Line = ""
    phone: Line | None = None
    language: Literal["nl", "fr", "en"] | None = None
    person: Line | None = None
    relation: Relation = "self"
    on_behalf_of: Line = Field("", description="Whom it is about, when the caller is somebody else.")
    tell_by: TellBy = Field("", description="Empty leaves it to the rules.")

    def new(self) -> NewCaller:
        return NewCaller(**self.model_dump())


class OneMoreCallerIn(CallerIn):
    """`said` are his words; with whom they hit they may show that the ticket is more urgent than it was thought."""

    said: Prose = ""
    affected: Sequence[Affected] | None = None


class TicketIn(In):
    """A call. Without a priority the hazard proposes one; another one than it proposes needs a reason."""

    title: Annotated[Line, Field(min_length=1, max_length=200)]
    location: Line = Field(examples=["ADM-01"])
    description: Prose = ""
    installation: Line | None = None
    hazard: Line | None = None
    trade: Trade | None = None
    priority: Priority | None = None
    priority_reason: Line = ""
    affected: Sequence[Affected] | None = Field(
        None, description="Who is hit. Without a list, whoever the words name; the place tells the rest."
    )
    spot: Annotated[Line, Field(max_length=120)] = Field("", examples=["bathroom"])
    access_note: Annotated[Line, Field(max_length=400)] = ""
    aware_at: AwareDatetime | None = Field(None, description="May lie in the past: a call noted on paper.")
    caller: CallerIn | None = None


class TriageIn(In):
    priority: Priority
    reason: Line = ""
    trade: Trade | None = None
    hazard: Line | None = None
    affected: Sequence[Affected] | None = None


class NoteIn(In):
    """`informed` names callers who were told, or "all"."""

    text: Prose = ""
    informed: list[int] | Literal["all"] = []


class CallBackIn(In):
    """A promise to ring a caller; without one, whoever called last."""

    by: AwareDatetime
    caller: int | None = None
    phone: Line = Field("", description="Another number than his own.")
    text: Prose = Field("", description="Why he is called.")


class CalledBackIn(In):
    """`callers` who were rung; without a list all to whom it was promised."""

    callers: Annotated[list[int], Field(min_length=1)] | None = None
    text: Prose = ""


class PauseIn(In):
    reason: PauseReason
    until: Until
    text: Prose = ""
    operator: Line = Field("", description="The power, gas or water company; needed for `network_operator`.")
    reference: Line = Field("", description="What the company calls the outage.")


class ResumeIn(In):
    text: Prose = ""


class ResolveIn(In):
    finding: Line
    text: Prose = ""


class ReopenIn(In):
    reason: Line


class CancelIn(In):
    reason: CancelReason
    text: Prose = ""
    other: Line | None = Field(None, description="Of a duplicate: the ticket that goes on.")


class PartOut(BaseModel):
    kind: str
    from_at: datetime = Field(serialization_alias="from")
    to_at: datetime = Field(serialization_alias="to")


class DayOut(BaseModel):
    on: date
    number: int | None
    reason: str
    pause_reason: str | None
    parts: Sequence[PartOut]


class ClockOut(BaseModel):
    """`why` is the sentence, `segments` the same day by day."""

    name: str
    due_at: datetime
    why: str
    state: ClockState
    started_at: datetime
    stopped_at: datetime | None
    due_without_pauses_at: datetime
    segments: Sequence[DayOut]


class ClockRowOut(BaseModel):
    name: str
    due_at: datetime
    state: ClockState


class CallerOut(BaseModel):
    """Name and number only for readers of persons."""

    id: int
    name: str | None
    phone: str | None
    language: str
    relation: str
    on_behalf_of: str | None
    tell_by: str
    called_at: datetime
    informed_at: datetime | None


class SimilarOut(BaseModel):
    """`why` is the weightiest reason as a code, `reasons` all of them in words; `joins`: likely one trouble."""

    ref: str
    title: str
    status: str
    priority: str
    place: str
    why: str
    reasons: Sequence[str]
    score: int
    is_incident: bool
    joins: bool
    callers: int


class EventOut(BaseModel):
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    data: dict[str, Any]


class TicketRow(BaseModel):
    """One line of a list."""

    id: str
    ref: str
    title: str
    status: str
    priority: str
    trade: str
    origin: str
    location: PlaceOut
    installation: str | None
    aware_at: datetime
    registered_at: datetime
    next_due_at: datetime | None
    next_clock: str | None
    waiting_for: str | None
    waiting_until: datetime | None
    caller_count: int
    team: str | None
    clocks: Sequence[ClockRowOut]
    resolved_at: datetime | None
    closed_at: datetime | None
    finding: str | None
    reopened_count: int
    version: int


class HintOut(BaseModel):
    """A later caller said more: the priority that would be proposed now. Triage takes it up or leaves it."""

    priority: str
    why: str
    at: datetime


class TicketOut(TicketRow):
    """The whole file."""

    clocks: Sequence[ClockOut]  # type: ignore[assignment]
    description: str
    hazard: str | None
    affected: Sequence[str]
    spot: str
    access_note: str
    proposed_priority: str | None
    priority_reason: str
    hint: HintOut | None
    #: The ticket that goes on, for one that was cancelled as known already.
    duplicate_of: str | None
    alerts: Sequence[str]
    callers: Sequence[CallerOut]
    work_orders: Sequence[WorkOrderRow]
    similar: Sequence[SimilarOut]
    actions: Sequence[str]
    events: Sequence[EventOut]


class TicketList(BaseModel):
    items: Sequence[TicketRow]
    next: str | None
