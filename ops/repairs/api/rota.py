"""Who is on call, who is away, and answers to a page, as JSON."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Path, Query
from pydantic import AwareDatetime

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.kit.http import DbSession, Now, ReadSession
from ops.kit.periods import Span
from ops.repairs.errors.rota import SpanBackwards, SpanTooLong
from ops.repairs.models import StaffAbsence
from ops.repairs.queries import absences
from ops.repairs.queries import rota as queries
from ops.repairs.queries.scope import whose_rota
from ops.repairs.schemas.rota import AbsenceIn, AbsenceList, AbsenceOut, GapOut, PageOut, RotaOut, ShiftOut
from ops.repairs.service import absences as service
from ops.repairs.service import paging, rota_watch

router = ApiRouter(tags=["repairs"])
_WEEK, _LONGEST = timedelta(days=7), timedelta(days=92)
Moment = Annotated[AwareDatetime | None, Query()]
Id = Annotated[int, Path(ge=1, le=2**63 - 1)]


@router.get("/rota", permission="rota.read")
def read_rota(
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    from_: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    to: Moment = None,
) -> RotaOut:
    """Every shift between two instants, from now for a week unless told otherwise; a technician sees his own."""
    asked = asked_span(from_, to, now)
    found, own = queries.shifts(session, asked), who.only_own("rota.read")
    shown = [each for each in found if not own or (each.user and who.key == f"user:{each.user.id}")]
    gaps = [] if own else rota_watch.gaps_within(session, asked)
    return RotaOut(
        items=[ShiftOut.of(each, phones=not own) for each in sorted(shown, key=lambda each: each.span)],
        gaps=[GapOut.of(gap) for gap in gaps],
    )


@router.get("/rota/absences", permission="rota.read")
def list_absences(
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    from_: Annotated[AwareDatetime | None, Query(alias="from")] = None,
    to: Moment = None,
) -> AbsenceList:
    """Who is away, from now for a week unless told otherwise; a technician sees his own. Why is not for everybody."""
    asked, own = asked_span(from_, to, now), whose_rota(who)
    found = absences.absences(session, asked, own)
    with_kind = own is not None or who.may("rota.write")
    return AbsenceList(items=[AbsenceOut.of(each, with_kind=with_kind) for each in found])


@router.post("/rota/absences", permission="rota.write", status_code=201)
def note_absence(wish: AbsenceIn, session: DbSession, who: CurrentPrincipal, now: Now) -> AbsenceOut:
    """His shifts are open from then on, no job is proposed to him, and those promised are flagged."""
    return _absence_out(session, service.note_absence(session, wish.wish(), who=who, now=now))


@router.post("/rota/absences/{absence_id}/withdraw", permission="rota.write")
def withdraw_absence(absence_id: Id, session: DbSession, who: CurrentPrincipal, now: Now) -> AbsenceOut:
    """His shifts are his again."""
    return _absence_out(session, service.withdraw_absence(session, absence_id, who=who, now=now))


def _absence_out(session: DbSession, row: StaffAbsence) -> AbsenceOut:
    session.refresh(row, ["user"])
    return AbsenceOut.of(row, with_kind=True)


def asked_span(from_at: datetime | None, to_at: datetime | None, now: datetime) -> Span:
    """Raises SpanBackwards, SpanTooLong."""
    begin = from_at or now
    end = to_at or begin + _WEEK
    if begin >= end:
        raise SpanBackwards(field="to")
    if end - begin > _LONGEST:
        raise SpanTooLong(field="to", days=_LONGEST.days)
    return Span(begin, end)


@router.post("/pages/{page_id}/acknowledge", permission="pages.acknowledge")
def acknowledge_page(page_id: Id, session: DbSession, who: CurrentPrincipal, now: Now) -> PageOut:
    """It holds the chain until it expires; only somebody on site ends it."""
    return PageOut.of(paging.acknowledge(session, page_id, who=who, now=now))
