"""Counters of a register, falls of its index and calorific values of gas, as JSON."""

from typing import Annotated

from fastapi import Path
from sqlalchemy.orm import Session

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.energy.api.meters import month_of
from ops.energy.models import Register
from ops.energy.models_counting import CalorificValue, IndexFall, Segment
from ops.energy.queries import segments as queries
from ops.energy.queries.calorific import rows_of_values
from ops.energy.queries.registers import register_by_code
from ops.energy.schemas.counters import (
    CalorificIn,
    CalorificList,
    CalorificOut,
    FallIn,
    FallOut,
    ReplacementIn,
    SegmentList,
    SegmentOut,
)
from ops.energy.service.calorific import give_value
from ops.energy.service.counters import Replacement, decide, replace_counter
from ops.kit.http import DbSession, Now, ReadSession
from ops.kit.units import micro_text

router = ApiRouter(tags=["energy"])
WRITE = "readings.write"
Code = Annotated[str, Path(max_length=60)]


@router.get("/registers/{code}/segments", permission="meters.read")
def list_segments(code: Code, session: ReadSession, who: CurrentPrincipal) -> SegmentList:
    """The counters one after the other (none where it never changed), and every fall of the index, youngest first."""
    return _out(session, register_by_code(session, code, who.places("meters.read")))


@router.post("/registers/{code}/replacements", permission=WRITE, status_code=201)
def add_replacement(
    code: Code, body: ReplacementIn, session: DbSession, who: CurrentPrincipal, now: Now
) -> SegmentList:
    """Another counter from an instant on; the hours since then are counted anew."""
    register = register_by_code(session, code, who.places(WRITE))
    replace_counter(session, register, Replacement(**body.model_dump()), who=who, now=now)
    return _out(session, register)


@router.post("/registers/{code}/falls", permission=WRITE)
def judge_fall(code: Code, body: FallIn, session: DbSession, who: CurrentPrincipal, now: Now) -> SegmentList:
    """What the fall to the reading of `at` was; the last word counts."""
    register = register_by_code(session, code, who.places(WRITE))
    decide(session, register, body.at, body.decision, body.note, who=who, now=now)
    return _out(session, register)


@router.get("/calorific-values", permission=WRITE)
def list_calorific_values(session: ReadSession) -> CalorificList:
    """kWh in a cubic metre by month, with the values that were superseded."""
    return CalorificList(items=[_value(each) for each in rows_of_values(session)])


@router.post("/calorific-values", permission=WRITE, status_code=201)
def add_calorific_value(body: CalorificIn, session: DbSession, who: CurrentPrincipal, now: Now) -> CalorificOut:
    """Every figure in kWh of that month follows it at once."""
    month = month_of(body.month)
    return _value(give_value(session, month, body.kwh_per_m3, body.state, body.source, who=who, now=now))


def _out(session: Session, register: Register) -> SegmentList:
    rows = queries.segments_of(session, register.id)
    falls = queries.rows_of_falls(session, register.id)
    return SegmentList(items=[_segment(each) for each in rows], falls=[_fall(each) for each in falls])


def _segment(row: Segment) -> SegmentOut:
    return SegmentOut(
        from_=row.from_at, serial=row.serial, digits=row.digits, factor=micro_text(row.factor_micro),
        start_index=_optional(row.start_micro), end_index=_optional(row.end_micro), note=row.note, made_by=row.made_by,
    )  # fmt: skip


def _fall(row: IndexFall) -> FallOut:
    return FallOut(
        at=row.at, before=micro_text(row.before_micro), after=micro_text(row.after_micro), kind=row.kind,
        decided=row.is_decided, left_out_from=row.left_from_at, left_out_to=row.left_to_at,
    )  # fmt: skip


def _value(row: CalorificValue) -> CalorificOut:
    return CalorificOut(
        month=f"{row.month:%Y-%m}", kwh_per_m3=micro_text(row.kwh_per_m3_micro), state=row.state, source=row.source,
        made_by=row.made_by, recorded_at=row.recorded_at, superseded_at=row.superseded_at,
    )  # fmt: skip


def _optional(micro: int | None) -> str | None:
    return None if micro is None else micro_text(micro)
