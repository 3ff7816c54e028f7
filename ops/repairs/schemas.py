"""What the API of repairs takes and gives; `id` is the reference that people say on the phone."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from ops.repairs.models import Team
from ops.repairs.rules.lifecycle import CancelReason, PauseReason
from ops.repairs.rules.triage import TRADES, Priority
from ops.repairs.service import NewCaller

#: A database refuses NUL, so it is refused here, with the name of the field.
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Prose = Annotated[str, StringConstraints(strip_whitespace=True, max_length=4000, pattern=r"^[^\x00]*$")]
ClockState = Literal["running", "paused", "in_time", "late"]
#: A day means its opening hour.
Until = AwareDatetime | date
Trade = Annotated[Line, Field(json_schema_extra={"enum": list(TRADES)})]


class _In(BaseModel):
    model_config = ConfigDict(extra="forbid")


class CallerIn(_In):
    """`person` is a code of the persons' file; else a name and a number."""

    name: Line = ""
    phone: Line | None = None
    language: Literal["nl", "fr", "en"] | None = None
    person: Line | None = None

    def new(self) -> NewCaller:
        return NewCaller(self.name, self.phone, self.language, self.person)


class TicketIn(_In):
    """A call. Without a priority the hazard proposes one; another one than it proposes needs a reason."""

    title: Annotated[Line, Field(min_length=1, max_length=200)]
    location: Line = Field(examples=["ADM-01"])
    description: Prose = ""
    installation: Line | None = None
    hazard: Line | None = None
    trade: Trade | None = None
    priority: Priority | None = None
    priority_reason: Line = ""
    aware_at: AwareDatetime | None = Field(None, description="May lie in the past: a call noted on paper.")
    caller: CallerIn | None = None


class TriageIn(_In):
    priority: Priority
    reason: Line = ""
    trade: Trade | None = None


class NoteIn(_In):
    """`informed` names callers who were told, or "all"."""

    text: Prose = ""
    informed: list[int] | Literal["all"] = []


class PauseIn(_In):
    reason: PauseReason
    until: Until
    text: Prose = ""


class ResumeIn(_In):
    text: Prose = ""


class ResolveIn(_In):
    finding: Line
    text: Prose = ""


class ReopenIn(_In):
    reason: Line


class CancelIn(_In):
    reason: CancelReason
    text: Prose = ""
    other: Line | None = Field(None, description="Of a duplicate: the ticket that goes on.")


class WorkOrderIn(_In):
    team: Line
    task: Prose = ""
    dispatch: bool = False


class StepIn(_In):
    text: Prose = ""


class StartIn(StepIn):
    made_safe: bool = Field(False, description="The technician's word that nobody is in danger any more.")


class WaitIn(StepIn):
    until: Until


class CompleteIn(StepIn):
    finding: Line


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


class PlaceOut(BaseModel):
    code: str
    name: str
    name_fr: str
    address: str
    address_fr: str
    zone: str


class CallerOut(BaseModel):
    """Name and number only for readers of persons."""

    id: int
    name: str | None
    phone: str | None
    language: str
    called_at: datetime
    informed_at: datetime | None


class SimilarOut(BaseModel):
    ref: str
    title: str
    status: str
    priority: str
    place: str
    why: str


class EventOut(BaseModel):
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    data: dict[str, Any]


class TeamOut(BaseModel):
    code: str
    name: str
    kind: str
    zone: str | None
    firm: str | None
    phone: str
    trades: Sequence[str]

    @staticmethod
    def of(team: Team) -> "TeamOut":
        return TeamOut(
            code=team.code,
            name=team.name,
            kind=team.kind,
            zone=team.zone,
            firm=team.firm.code if team.firm else None,
            phone=team.phone,
            trades=team.trades,
        )


class TeamList(BaseModel):
    items: Sequence[TeamOut]
    next: str | None = None


class WorkOrderRow(BaseModel):
    id: str
    ref: str
    status: str
    team: str
    task: str
    created_at: datetime
    dispatched_at: datetime | None
    accepted_at: datetime | None
    on_site_at: datetime | None
    completed_at: datetime | None
    finding: str | None
    report: str
    version: int


class WorkOrderOut(WorkOrderRow):
    """With its ticket in short, and what may be done now."""

    ticket: str
    ticket_status: str
    title: str
    priority: str
    location: PlaceOut
    actions: Sequence[str]
    findings: Sequence[str]


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


class TicketOut(TicketRow):
    """The whole file."""

    clocks: Sequence[ClockOut]  # type: ignore[assignment]
    description: str
    priority_reason: str
    alerts: Sequence[str]
    callers: Sequence[CallerOut]
    work_orders: Sequence[WorkOrderRow]
    similar: Sequence[SimilarOut]
    actions: Sequence[str]
    events: Sequence[EventOut]


class TicketList(BaseModel):
    items: Sequence[TicketRow]
    next: str | None
