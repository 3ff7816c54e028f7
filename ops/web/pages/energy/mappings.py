"""Dataloggers of other makes: what was heard of them, which field counts for which register, and a new one learned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any

from fastapi import Form, Query, Request
from fastapi.responses import Response
from sqlalchemy.orm import Session

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.energy.errors import FactorOutOfRange
from ops.energy.models import FieldMapping
from ops.energy.queries import mappings as queries
from ops.energy.queries.registers import register_choices
from ops.energy.rules.likely_register import likely_registers
from ops.energy.rules.mapping import FORMATS, Sample
from ops.energy.rules.message_view import view
from ops.energy.rules.refusals import reason_of
from ops.energy.service import mappings as service
from ops.energy.service.mapping_preview import Preview, last_heard, previews, samples_of
from ops.energy.service.mappings import MappingWish
from ops.errors import N_, NotFound, RegieError
from ops.kit.http import DbSession, Now, ReadSession, reading_anew
from ops.kit.locale import Text, format_amount, format_figure
from ops.kit.units import NotANumber, micro_text, to_decimal
from ops.web.addresses import href
from ops.web.forms import faults
from ops.web.reader import Reader, reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
WRITE, PAGE = "mappings.write", "/mappings"
_MOST_TOPICS, _MOST_FIELDS, _DIGITS, _MOST_PLACES = 100, 60, 3, 15
_UNITS = ("Wh", "kWh", "MWh", "l", "m3", "W", "kW", "MJ", "GJ")
Topic = Annotated[str, Query(max_length=500, pattern=r"^[^\x00]*$")]
TopicField = Annotated[str, Form(max_length=500, pattern=r"^[^\x00]*$")]
Cell = Annotated[str, Form(max_length=200, pattern=r"^[^\x00]*$")]
Cells = Annotated[Sequence[Cell], Form(max_length=300)]
Codes = Annotated[Sequence[Cell], Form(alias="register", max_length=300)]


@dataclass(frozen=True, slots=True)
class _Row:
    """A field as the form shows it; the typed texts stay as they are."""

    field: str
    sample: Sample | None
    register: str = ""
    factor: str = "1"
    unit: str = ""
    #: Codes of registers that it most likely counts for.
    likely: Sequence[str] = ()


@router.get(PAGE, permission=WRITE)
def show_mappings(request: Request, session: ReadSession, now: Now) -> Response:
    """New dataloggers first, then those that count."""
    book = queries.mapping_book(session, now)
    unmapped = queries.unmapped_topics(session, limit=_MOST_TOPICS)
    new = [each for each in unmapped if not book.rows_for(each.topic)]
    waiting = queries.count_waiting(session, [each.topic for each in new])
    return render(
        request, "energy/mappings.html",
        new=[
            {"heard": each, "format": FORMATS[each.format], "href": _learn(each.topic),
             "values": len(samples_of(each)), "waiting": waiting.get(each.topic, 0)}
            for each in new
        ],
        topics=_by_topic(queries.list_mappings(session)),
    )  # fmt: skip


def _learn(topic: str) -> str:
    return href(f"{PAGE}/learn", topic=topic)


def _by_topic(mappings: Sequence[FieldMapping]) -> list[dict[str, Any]]:
    topics: dict[str, list[FieldMapping]] = {}
    for each in mappings:
        topics.setdefault(each.topic_filter, []).append(each)
    return [
        {"filter": name, "format": FORMATS[some[0].format], "mappings": some, "href": _learn(name)}
        for name, some in sorted(topics.items())
    ]


@router.get("/mappings/learn", permission=WRITE)
def show_topic(
    request: Request, session: ReadSession, now: Now, topic: Topic = "", take: Topic = "", register: Topic = ""
) -> Response:
    """The last message of a topic, each number with the register that it counts for.

    `take` and `register` fill in a proposal; it counts once it is saved.
    """
    standing = queries.list_mappings(session, topic_filter=topic)
    typed = [_typed(each) for each in standing]
    if take and take not in {each.field for each in typed}:
        typed.append(_Row(take, None, register[:60]))
    rows = _with_likely(session, topic, _rows(samples_of(last_heard(session, topic)), typed))
    return _page(request, session, topic, rows, service.versions_of(standing), now)


def _with_likely(session: Session, topic: str, rows: Sequence[_Row]) -> list[_Row]:
    """Proposals for the fields that count for nothing yet; a register that is taken is none for others."""
    taken = {each.register for each in rows}
    free = [each for each in queries.candidates(session) if each.code not in taken]
    return [
        each if each.register else replace(each, likely=likely_registers(topic, _unit_of(each), free)) for each in rows
    ]


def _unit_of(row: _Row) -> str:
    return row.sample.unit if row.sample else ""


def _typed(mapping: FieldMapping) -> _Row:
    factor = micro_text(mapping.factor_micro)
    return _Row(mapping.field, None, mapping.register.code, factor, mapping.unit)


def _rows(samples: Sequence[Sample], typed: Sequence[_Row]) -> list[_Row]:
    """What is mapped or typed stands first, then what the message offers beside it."""
    by_field = {each.field: each for each in samples}
    first = [_Row(each.field, by_field.get(each.field), each.register, each.factor, each.unit) for each in typed]
    named = {each.field for each in typed}
    others = [_Row(each.field, each) for each in samples if each.field not in named]
    return [*first, *others][:_MOST_FIELDS]


@router.post("/mappings/preview", permission=WRITE)
def preview(
    request: Request,
    session: ReadSession,
    now: Now,
    topic: TopicField = "",
    field: Cells = (),
    codes: Codes = (),
    factor: Cells = (),
    unit: Cells = (),
) -> Response:
    """Only what the message would count, while somebody types."""
    typed = _zipped(field, codes, factor, unit)
    return render(
        request, "energy/_mapping_preview.html", fragment=True,
        previews=_previews(session, topic, typed, now, reader_of(request)),
    )  # fmt: skip


@router.post("/mappings/learn", permission=WRITE)
def save_topic(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    topic: TopicField = "",
    seen: Annotated[str, Form(max_length=4000)] = "",
    field: Cells = (),
    codes: Codes = (),
    factor: Cells = (),
    unit: Cells = (),
) -> Response:
    """Saves all fields of the topic at once, then asks for what waits of it to be stored."""
    typed = _zipped(field, codes, factor, unit)
    try:
        service.save_topic(session, topic, _wishes(session, topic, typed), seen, who=who, now=now)
    except RegieError as error:
        with reading_anew(request) as fresh:
            rows = _rows(samples_of(last_heard(fresh, topic)), typed)
            return _page(request, fresh, topic, rows, seen, now, error)
    waiting = service.replay_waiting(session, topic, who=who, now=now)
    told = N_("Saved. Waiting messages that are being stored: %(count)s.") if waiting else N_("Saved.")
    return redirect(request, PAGE, toast=Text(told, {"count": waiting}))


@router.post("/mappings/remove", permission=WRITE)
def remove_topic(
    request: Request,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    topic: TopicField = "",
    seen: Annotated[str, Form(max_length=4000)] = "",
) -> Response:
    """What comes on the topic from then on waits among the dead letters."""
    service.save_topic(session, topic, [], seen, who=who, now=now)
    return redirect(request, PAGE, toast=Text(N_("Removed: its messages wait among the dead letters from now on.")))


def _zipped(
    fields: Sequence[str], registers: Sequence[str], factors: Sequence[str], units: Sequence[str]
) -> list[_Row]:
    """The cells line by line; a form that was tampered with ends at its shortest column."""
    lines = zip(fields, registers, factors, units, strict=False)
    return [_Row(name, None, code.strip(), number.strip(), unit.strip()) for name, code, number, unit in lines]


def _wishes(session: Session, topic: str, typed: Sequence[_Row]) -> list[MappingWish]:
    """Lines with a register. Raises NotFound for a topic that nobody heard of, FactorOutOfRange."""
    format_ = _format(session, topic)
    chosen = [row for row in typed if row.register]
    return [MappingWish(topic, format_, row.field, row.register, _factor(row), row.unit) for row in chosen]


def _factor(row: _Row) -> Decimal:
    try:
        return to_decimal(row.factor) if row.factor else Decimal(1)
    except NotANumber:
        raise FactorOutOfRange(field=f"factor.{row.field}") from None


def _format(session: Session, topic: str) -> str:
    standing = queries.list_mappings(session, topic_filter=topic)
    if standing:
        return standing[0].format
    heard = last_heard(session, topic)
    if heard is None:
        raise NotFound()
    return heard.format


def _page(
    request: Request,
    session: Session,
    topic: str,
    rows: Sequence[_Row],
    seen: str,
    now: datetime,
    error: RegieError | None = None,
) -> Response:
    format_, heard = _format(session, topic), last_heard(session, topic)
    return render(
        request, "energy/mapping.html", status=error.status if error else 200,
        topic=topic, format=FORMATS[format_], heard=heard, rows=rows, seen=seen, units=_UNITS, proposal=_proposal,
        last_values={row.field: _last_value(row.sample, reader_of(request).language) for row in rows},
        is_mapped=bool(seen), registers=register_choices(session),
        waiting=queries.count_waiting(session, [topic]).get(topic, 0),
        payload=view(heard.head, heard.size_bytes) if heard else None,
        previews=_previews(session, topic, rows, now, reader_of(request)), **faults(request, error),
    )  # fmt: skip


def _previews(
    session: Session, topic: str, rows: Sequence[_Row], now: datetime, reader: Reader
) -> list[dict[str, Any]]:
    samples = samples_of(last_heard(session, topic))
    shown = []
    for row in rows:
        try:
            wishes = _wishes(session, topic, [row])
        except FactorOutOfRange as error:
            shown.append(_shown(Preview(row.field, row.register, error=error), reader))
            continue
        shown += [_shown(each, reader) for each in previews(session, wishes, samples, now)]
    return shown


def _shown(found: Preview, reader: Reader) -> dict[str, Any]:
    if found.error is not None:
        why: Any = Text(found.error.text, found.error.params)
    elif found.refusal is not None:
        why = Text(reason_of(found.refusal.code).detail, found.refusal.params)
    else:
        why = None if found.value_micro is not None else Text(N_("The last message does not hold this field."))
    counted = found.value_micro
    return {
        "field": found.field, "register": found.register, "why": why,
        "amount": "" if counted is None else format_amount(counted, found.unit, reader.language, _DIGITS),
        "at": reader.instant(found.at) if found.at else "",
        "before": _before(found, reader),
    }  # fmt: skip


def _before(found: Preview, reader: Reader) -> Text | None:
    if found.before is None:
        return None
    at, micro = found.before
    amount = format_amount(micro, found.unit, reader.language, _DIGITS)
    return Text(N_("%(amount)s stood on it %(at)s"), {"amount": amount, "at": reader.instant(at)})


def _proposal(topic: str, field: str, register: str) -> str:
    return href(f"{PAGE}/learn", topic=topic, take=field, register=register)


def _last_value(sample: Sample | None, language: str) -> str:
    """A number as the reader writes it, with all its digits."""
    if sample is None:
        return ""
    number = to_decimal(sample.value)
    # A number that fills lines with zeros stays as the message writes it.
    is_short = not number or abs(number.adjusted()) < _MOST_PLACES
    return f"{format_figure(number, language) if is_short else sample.value} {sample.unit}".strip()
