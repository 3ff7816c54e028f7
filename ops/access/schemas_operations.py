"""What the API takes and gives around jobs, messages and rules."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from ops.kit.differences import Change
from ops.kit.jobboard import JobView, Scheduler
from ops.kit.models import Command, JobRun, OutboxMessage
from ops.kit.rulesets import RulesetVersion

Note = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class SchedulerOut(BaseModel):
    holder: str | None
    last_seen_at: datetime | None
    alive: bool

    @classmethod
    def of(cls, each: Scheduler) -> "SchedulerOut":
        return cls(holder=each.holder, last_seen_at=each.at, alive=each.is_alive)


class JobOut(BaseModel):
    name: str
    state: str
    reason: str
    trigger: str
    next_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    seconds: float | None
    did: dict[str, int]
    error: str | None
    after: list[str]

    @classmethod
    def of(cls, job: JobView, reason: str, trigger: str) -> "JobOut":
        return cls(
            name=job.name,
            state=job.state,
            reason=reason,
            trigger=trigger,
            next_at=job.next_at,
            started_at=job.started_at,
            ended_at=job.ended_at,
            seconds=job.took.total_seconds() if job.took is not None else None,
            did=dict(job.did),
            error=job.error,
            after=list(job.after),
        )


class JobList(BaseModel):
    items: list[JobOut]
    next: str | None
    scheduler: SchedulerOut


class RunOut(BaseModel):
    id: int
    run_key: str
    state: str
    planned_at: datetime
    started_at: datetime
    finished_at: datetime | None
    attempt: int
    did: dict[str, Any]
    error: str | None
    runner: str
    requested_by: str | None

    @classmethod
    def of(cls, run: JobRun) -> "RunOut":
        return cls(**{name: getattr(run, name) for name in cls.model_fields})


class RunList(BaseModel):
    items: list[RunOut]
    next: str | None


class WishOut(BaseModel):
    """The scheduler takes the wish within seconds; its run then stands in the job's history."""

    id: int
    job: str
    state: str
    run_key: str
    requested_at: datetime

    @classmethod
    def of(cls, command: Command) -> "WishOut":
        return cls(
            id=command.id,
            job=str(command.params["job"]),
            state=command.state,
            run_key=f"manual:{command.id}",
            requested_at=command.requested_at,
        )


class TargetOut(BaseModel):
    channel: str
    to: str | None
    refused: bool


class MessageOut(BaseModel):
    """`recipient`, addresses and texts are null for those who may not read persons."""

    id: str
    event: str
    state: str
    recipient: str | None
    language: str
    targets: list[TargetOut]
    subject: str | None
    body: str | None
    is_page: bool
    attempts: int
    next_attempt_at: datetime
    sent_at: datetime | None
    last_error: str | None
    created_at: datetime
    about_kind: str | None
    about_ref: str | None

    @classmethod
    def of(cls, message: OutboxMessage, *, open_to_reader: bool) -> "MessageOut":
        plain = {name: getattr(message, name) for name in _PLAIN}
        return cls(
            **plain,
            recipient=message.recipient_name if open_to_reader else None,
            targets=[
                TargetOut(channel=each["channel"], to=each["to"] if open_to_reader else None, refused="refused" in each)
                for each in message.targets
            ],
            subject=message.subject if open_to_reader else None,
            body=message.body if open_to_reader and not message.holds_secret else None,
        )


_PLAIN = (
    "id", "event", "state", "language", "is_page", "attempts", "next_attempt_at", "sent_at", "last_error",
    "created_at", "about_kind", "about_ref",
)  # fmt: skip


class MessageList(BaseModel):
    items: list[MessageOut]
    next: str | None


class VersionOut(BaseModel):
    """`added` are the codes that a newer release brought, by path: in `body`, and not confirmed yet."""

    name: str
    version: int
    valid_from: date
    author: str
    note: str
    confirmed: bool
    recorded_at: datetime | None
    body: dict[str, Any]
    added: tuple[str, ...]

    @classmethod
    def of(cls, version: RulesetVersion) -> "VersionOut":
        return cls(**{name: getattr(version, name) for name in cls.model_fields})


class RulesOut(BaseModel):
    """A rule set with the version in force today."""

    title: str
    owner: str
    current: VersionOut
    versions: int


class RulesList(BaseModel):
    items: list[RulesOut]
    next: str | None


class VersionList(BaseModel):
    items: list[VersionOut]
    next: str | None


class ChangeOut(BaseModel):
    path: str
    kind: Literal["added", "removed", "changed"]
    before: Any
    after: Any

    @classmethod
    def of(cls, change: Change) -> "ChangeOut":
        return cls(path=change.path, kind=change.kind, before=change.before, after=change.after)


class DiffOut(BaseModel):
    items: list[ChangeOut]
    next: str | None = None


class RulesIn(BaseModel):
    """A new version; `based_on` is the version that was read, so that nobody's change is lost."""

    model_config = ConfigDict(extra="forbid")

    body: dict[str, Any]
    valid_from: date = Field(examples=["2027-01-01"])
    note: Note
    based_on: Annotated[int, Field(ge=1, le=2**31 - 1)] | None = None
