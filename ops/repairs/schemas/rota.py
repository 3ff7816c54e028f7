"""Who is on call, and pages, as the API gives them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, cast

from pydantic import AwareDatetime, BaseModel, Field

from ops.repairs.models import Page, PageStep, StaffAbsence
from ops.repairs.queries.rota import DutyShift
from ops.repairs.schemas.words import In
from ops.repairs.service.absences import AbsenceWish
from ops.repairs.service.rota_watch import Gap

AbsenceKind = Literal["holiday", "sick", "training", "other"]


class OnCallOut(BaseModel):
    """`phone` is null for who may see only his own shifts."""

    name: str
    phone: str | None


class ShiftOut(BaseModel):
    """Half-open; `user` null means that nobody can be called, and `away` names who would have been."""

    rota: str
    duty: str
    zone: str | None
    from_: datetime = Field(serialization_alias="from")
    to: datetime
    user: OnCallOut | None
    exception: bool
    away: str | None = None

    @staticmethod
    def of(shift: DutyShift, *, phones: bool) -> "ShiftOut":
        user = OnCallOut(name=shift.user.name, phone=shift.user.phone if phones else None) if shift.user else None
        return ShiftOut(
            rota=shift.rota.code, duty=shift.rota.duty, zone=shift.rota.zone, from_=shift.span.from_at,
            to=shift.span.to_at, user=user, exception=shift.override is not None,
            away=shift.away.name if shift.away else None,
        )  # fmt: skip


class GapOut(BaseModel):
    """A duty that should be filled at every hour, and is not."""

    duty: str
    zone: str | None
    from_: datetime = Field(serialization_alias="from")
    to: datetime

    @staticmethod
    def of(gap: Gap) -> "GapOut":
        return GapOut(duty=gap.post.duty, zone=gap.post.zone, from_=gap.span.from_at, to=gap.span.to_at)


class RotaOut(BaseModel):
    items: Sequence[ShiftOut]
    next: str | None = None
    gaps: Sequence[GapOut]


class AbsenceIn(In):
    """A span of instants; whole local days run from midnight to midnight."""

    user: int
    from_: AwareDatetime = Field(alias="from")
    to: AwareDatetime
    kind: AbsenceKind

    def wish(self) -> AbsenceWish:
        return AbsenceWish(self.user, self.from_, self.to, self.kind)


class AbsenceOut(BaseModel):
    """Half-open; `kind` is null for who neither plans the rota nor is away himself."""

    id: int
    user: int
    name: str
    from_: datetime = Field(serialization_alias="from")
    to: datetime
    kind: AbsenceKind | None
    withdrawn_at: datetime | None

    @staticmethod
    def of(row: StaffAbsence, *, with_kind: bool) -> "AbsenceOut":
        return AbsenceOut(
            id=row.id, user=row.user_id, name=row.user.name, from_=row.from_at, to=row.to_at,
            kind=cast(AbsenceKind, row.kind) if with_kind else None, withdrawn_at=row.withdrawn_at,
        )  # fmt: skip


class AbsenceList(BaseModel):
    items: Sequence[AbsenceOut]


class PageStepOut(BaseModel):
    """`outcome`: sent, failed, nobody, acknowledged, unanswered, expired."""

    number: int
    duty: str
    name: str
    at: datetime
    outcome: str

    @staticmethod
    def of(step: PageStep) -> "PageStepOut":
        return PageStepOut(number=step.number, duty=step.duty, name=step.user_name, at=step.at, outcome=step.outcome)


class PageOut(BaseModel):
    """`state`: paging, acknowledged, exhausted, on_site, ended."""

    id: int
    kind: str
    priority: str
    state: str
    opened_at: datetime
    acknowledged_at: datetime | None
    expires_at: datetime | None
    steps: Sequence[PageStepOut]

    @staticmethod
    def of(page: Page) -> "PageOut":
        return PageOut(
            id=page.id, kind=page.kind, priority=page.priority, state=page.state, opened_at=page.opened_at,
            acknowledged_at=page.acknowledged_at, expires_at=page.expires_at,
            steps=[PageStepOut.of(step) for step in page.steps],
        )  # fmt: skip
