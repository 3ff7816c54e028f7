"""Work orders and teams as the API takes and gives them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field

from ops.repairs.models import Team, TeamMember
from ops.repairs.rules.access import Access
from ops.repairs.rules.access import Kind as AccessKind
from ops.repairs.rules.access import StepCode as AccessStep
from ops.repairs.rules.slots import Kind as SlotKind
from ops.repairs.rules.slots import Slot
from ops.repairs.schemas.words import In, Line, Prose, Trade, Until
from ops.repairs.service import FollowOn, StepDetails

Minutes = Annotated[int, Field(ge=5, le=480)]


class PartWish(In):
    """So much of a part, by its code."""

    part: Line
    quantity: int = Field(ge=1, le=1_000)


class WorkOrderIn(In):
    team: Line
    task: Prose = ""
    dispatch: bool = False
    technician: int | None = Field(None, description="Who of the team goes; its members stand at GET /teams.")
    kind: Literal["repair", "inspection"] = "repair"
    estimate_minutes: Minutes | None = None
    parts: Sequence[PartWish] = Field((), max_length=20, description="Reserved with the order, for our own teams.")


class StepIn(In):
    """Each step may carry the id of a tablet's command, which is carried out once, and the instant on site."""

    text: Prose = ""
    client_uuid: UUID | None = None
    at: AwareDatetime | None = Field(None, description="When it was done on site; at most 7 days back.")

    def details(self, **more: object) -> StepDetails:
        uuid = str(self.client_uuid) if self.client_uuid else None
        return StepDetails(text=self.text, at=self.at, client_uuid=uuid, **more)  # type: ignore[arg-type]


class StartIn(StepIn):
    made_safe: bool = Field(False, description="The technician's word that nobody is in danger any more.")


class NoAccessIn(StepIn):
    """Without `until` the rule set `repairs.access` says when somebody looks again."""

    kind: AccessKind = "absent"
    proof: Line = Field("", description="A photo by its number, or words: what shows that somebody was there.")
    card: Line = Field("", description="The card or message that was left.")
    until: Until | None = None


class NeedPartIn(StepIn):
    until: Until | None = Field(None, description="Without one, when the stores expect the part that is named.")
    part: Line = Field("", description="A code of the stores; without one the text says which.")
    quantity: int = Field(1, ge=1, le=9999)


class PartArrivedIn(StepIn):
    part: Line = Field("", description="Empty: all that was missing has come.")


class UnreachableIn(StepIn):
    reason: Literal["unreachable", "strike"]


class AccessStepIn(StepIn):
    step: AccessStep


class FollowOnIn(StepIn):
    """The visit is over and more is needed. A team named is sent at once."""

    task: Annotated[Prose, Field(min_length=1)]
    team: Line = ""
    trade: Trade | None = None
    emergency: bool = False
    estimate_minutes: Minutes | None = None

    def wish(self) -> FollowOn:
        return FollowOn(self.task, self.team, self.trade or "", self.emergency, self.estimate_minutes)


class CompleteIn(StepIn):
    finding: Line


class SlotIn(In):
    from_at: AwareDatetime = Field(alias="from")
    to_at: AwareDatetime = Field(alias="to")
    client_uuid: UUID | None = None


class AssignIn(In):
    """Team by code, empty leaves it; without a technician the team itself decides who goes."""

    team: Line = ""
    technician: int | None = None


class SlotOut(BaseModel):
    from_at: datetime = Field(serialization_alias="from")
    to_at: datetime = Field(serialization_alias="to")
    kind: SlotKind

    @staticmethod
    def of(slot: Slot) -> "SlotOut":
        return SlotOut(from_at=slot.from_at, to_at=slot.to_at, kind=slot.kind)


class SlotList(BaseModel):
    items: Sequence[SlotOut]
    next: str | None = None


class WantedOut(BaseModel):
    part: str
    quantity: int
    until: datetime | None


class AttemptOut(BaseModel):
    """One visit at a closed door; it counts when nothing is missing: no_proof, no_card, too_soon."""

    at: datetime
    kind: str
    counts: bool
    missing: Sequence[str]


class AccessOut(BaseModel):
    """Where the search for an open door stands: what comes next, from when and until when, and what the clock does."""

    kind: str
    now_at: str
    since: datetime
    attempts: Sequence[AttemptOut]
    done: Sequence[str]
    next: str | None
    next_from: datetime | None
    next_due: datetime | None
    pauses: bool

    @classmethod
    def of(cls, found: Access) -> Self:
        ahead = found.next
        return cls(
            kind=found.kind,
            now_at=found.now_at,
            since=found.since,
            attempts=[AttemptOut(at=a.at, kind=a.kind, counts=a.counts, missing=a.missing) for a in found.attempts],
            done=found.done,
            next=ahead.code if ahead else None,
            next_from=ahead.from_at if ahead else None,
            next_due=ahead.due_at if ahead else None,
            pauses=found.pauses,
        )


class PlaceOut(BaseModel):
    code: str
    name: str
    name_fr: str
    address: str
    address_fr: str
    zone: str


class MemberOut(BaseModel):
    id: int
    name: str


class TeamOut(BaseModel):
    code: str
    name: str
    kind: str
    zone: str | None
    firm: str | None
    phone: str
    trades: Sequence[str]
    members: Sequence[MemberOut]

    @staticmethod
    def of(team: Team, members: Sequence[TeamMember]) -> "TeamOut":
        return TeamOut(
            code=team.code,
            name=team.name,
            kind=team.kind,
            zone=team.zone,
            firm=team.firm.code if team.firm else None,
            phone=team.phone,
            trades=team.trades,
            members=[MemberOut(id=each.user_id, name=each.user.name) for each in members],
        )


class TeamList(BaseModel):
    items: Sequence[TeamOut]
    next: str | None = None


class WorkOrderRow(BaseModel):
    id: str
    ref: str
    status: str
    kind: str
    team: str
    technician: str | None
    mother: str | None
    trade: str | None
    task: str
    slot_from_at: datetime | None
    slot_to_at: datetime | None
    estimate_minutes: int | None
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
    missing_parts: Sequence[WantedOut]
    access: AccessOut | None
    children: Sequence[str]
    fallback: str | None = Field(description="After a team that could not be reached: the team to send instead.")
