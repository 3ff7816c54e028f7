"""A new version of a rule set: typed as fields or as JSON, looked at as a list of changes, then saved."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.principal import Principal
from ops.access.service import operations
from ops.errors import N_, NotAllowed, RegieError
from ops.kit import rulesets
from ops.kit.http import DbSession, Now, ReadSession, SettingsDep, language_of
from ops.kit.locale import Text, format_date, translate
from ops.kit.periods import local_date
from ops.kit.rulesets import Body, Fault, RulesetInvalid, RulesetVersion
from ops.web.labels import LABELLED
from ops.web.pages.operations import rule_form
from ops.web.pages.operations.rule_effects import effect_of
from ops.web.pages.operations.rule_form import NotReadable
from ops.web.pages.operations.rule_words import RuleWords
from ops.web.reader import reader_of
from ops.web.rendering import redirect, render

router = PageRouter()
_FIELD = "f."
_WHEN_NEEDED = N_("Say from which day it counts, as 2027-01-01.")
_NOTE_NEEDED = N_("Say why, in a few words: it stands in the history.")
_NOTE_LENGTH = 500
_FRAME = ("", "valid_from", "note")


@dataclass
class Draft:
    """What a person typed, in whichever way, and what is wrong with it."""

    name: str
    mode: str
    typed: Mapping[str, str]
    text: str
    valid_from: str
    note: str
    based_on: int
    body: Body | None = None
    faults: list[Fault] = field(default_factory=list)
    #: Faults of the editor itself; their texts may have parameters, so they come worded.
    lines: list[dict[str, str]] = field(default_factory=list)

    @property
    def is_sound(self) -> bool:
        return not self.faults and not self.lines and self.body is not None


@router.get("/rules/{name}/edit", permission="rules.read")
def edit_rules(
    request: Request,
    session: ReadSession,
    name: str,
    who: CurrentPrincipal,
    settings: SettingsDep,
    now: Now,
    mode: str = "form",
) -> Response:
    """Starts from the version in force today. Raises NotAllowed."""
    if not operations.may_change(who, name):
        raise NotAllowed()
    today = local_date(now, settings.zone)
    history = rulesets.versions(session, name)
    current = rulesets.in_force(history, today)
    draft = Draft(
        name, mode, {}, rule_form.as_json(current.body), today.isoformat(), "", history[0].version, current.body
    )
    return _editor(request, draft, current)


@router.post("/rules/{name}", permission="rules.read")
async def submit_rules(
    request: Request, session: DbSession, name: str, who: CurrentPrincipal, settings: SettingsDep, now: Now
) -> Response:
    """`act` is preview, save, or back to the editor; nothing typed is lost on any of these ways."""
    typed: dict[str, str] = {}
    for key, value in (await request.form()).multi_items():
        if isinstance(value, str):
            # The checked boxes of one list come one by one; an empty field before them says that none may be left.
            typed[key] = f"{typed[key]}, {value}" if typed.get(key) else value
    return await run_in_threadpool(_submitted, request, session, name, who, typed, (now, settings.zone))


def _submitted(
    request: Request,
    session: Session,
    name: str,
    who: Principal,
    typed: Mapping[str, str],
    at: tuple[datetime, ZoneInfo],
) -> Response:
    if not operations.may_change(who, name):
        raise NotAllowed()
    now, zone = at
    history = rulesets.versions(session, name)
    current = rulesets.in_force(history, local_date(now, zone))
    draft = _read_draft(request, name, typed, current, history)
    act = typed.get("act", "preview")
    if act == "back" or not draft.is_sound:
        return _editor(request, draft, current, status=200 if draft.is_sound else 422)
    if act == "save":
        return _save(request, session, draft, who, now)
    return _preview(request, session, draft, history, who)


def _read_draft(
    request: Request, name: str, typed: Mapping[str, str], current: RulesetVersion, history: list[RulesetVersion]
) -> Draft:
    """Fields and JSON are two ways to the same body; the other one is filled from it."""
    fields = {key.removeprefix(_FIELD): value for key, value in typed.items() if key.startswith(_FIELD)}
    based_on = typed.get("based_on", "")
    draft = Draft(
        name=name,
        mode="json" if typed.get("mode") == "json" else "form",
        typed=fields,
        text=typed.get("text", ""),
        valid_from=typed.get("valid_from", "").strip(),
        note=typed.get("note", "").strip()[:_NOTE_LENGTH],
        based_on=int(based_on) if based_on.isdigit() and len(based_on) < 9 else history[0].version,
    )
    _fill_body(request, draft, current.body)
    _check_frame(draft)
    return draft


def _fill_body(request: Request, draft: Draft, base: Body) -> None:
    try:
        if draft.mode == "json":
            draft.body = rule_form.read_json(draft.text)
        else:
            draft.body, draft.faults = rule_form.filled(base, draft.typed)
            draft.text = rule_form.as_json(draft.body)
        if not draft.faults:
            rulesets.check(draft.name, draft.body)
    except NotReadable as error:
        text = translate(language_of(request), error.text, **error.params)
        draft.lines.append({"field": "text", "text": text})
    except RulesetInvalid as error:
        draft.faults = list(error.faults)


def _check_frame(draft: Draft) -> None:
    if _day(draft.valid_from) is None:
        draft.faults.append(Fault("valid_from", _WHEN_NEEDED))
    if not draft.note:
        draft.faults.append(Fault("note", _NOTE_NEEDED))


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None


def _editor(request: Request, draft: Draft, current: RulesetVersion, *, status: int = 200) -> Response:
    at, errors = _errors(request, draft, {leaf.path for leaf in rule_form.leaves(current.body)})
    return render(
        request,
        "operations/rule_edit.html",
        status=status,
        shipped=rulesets.shipped(draft.name),
        draft=draft,
        sections=rule_form.sections(current.body),
        fields=rule_form.leaves_below(current.body),
        is_table=lambda section: isinstance(section, rule_form.Table),
        errors=errors,
        error_at=at,
        words=RuleWords(language_of(request), draft.name),
    )


def _errors(request: Request, draft: Draft, paths: set[str]) -> tuple[dict[str, str], list[dict[str, str]]]:
    """Each fault at its own field where there is one, and all of them at the top, named."""
    language = language_of(request)
    lines, at = list(draft.lines), {line["field"]: line["text"] for line in draft.lines}
    for fault in draft.faults:
        text = translate(language, fault.text)
        title = _title_of(RuleWords(language, draft.name), fault.path)
        named = text if fault.path in _FRAME else translate(language, LABELLED, label=title, value=text)
        has_own = fault.path in ("valid_from", "note") or (draft.mode == "form" and fault.path in paths)
        place = fault.path if has_own else _elsewhere(draft)
        lines.append({"field": place, "text": named})
        at.setdefault(place, text if has_own else named)
    return at, lines


def _elsewhere(draft: Draft) -> str:
    return "text" if draft.mode == "json" else ""


def _title_of(words: RuleWords, path: str) -> str:
    """The last names of a path in words, so that the list of faults can be read on its own."""
    return " › ".join(words.word(part) or part for part in path.split(".")[-2:])


def _preview(
    request: Request,
    session: Session,
    draft: Draft,
    history: list[RulesetVersion],
    who: Principal,
    error: RegieError | None = None,
) -> Response:
    """What would be different from the version that counts on that day, and what that would do."""
    day = _day(draft.valid_from)
    assert day is not None  # noqa: S101  (a sound draft has one)
    assert draft.body is not None  # noqa: S101
    before = rulesets.in_force(history, day)
    language = language_of(request)
    return render(
        request,
        "operations/rule_preview.html",
        status=error.status if error else 200,
        shipped=rulesets.shipped(draft.name),
        draft=draft,
        day=day,
        before=before,
        changes=rulesets.diff(before.body, draft.body),
        effect=effect_of(session, draft.name, before.body, draft.body, who, reader_of(request)),
        problem=translate(language, error.text, **error.params) if error else "",
        words=RuleWords(language, draft.name),
    )


def _save(request: Request, session: Session, draft: Draft, who: Principal, now: datetime) -> Response:
    day = _day(draft.valid_from)
    assert day is not None  # noqa: S101  (a sound draft has one)
    assert draft.body is not None  # noqa: S101
    try:
        version = operations.publish_rules(
            session, draft.name, draft.body, valid_from=day, note=draft.note, based_on=draft.based_on, who=who, now=now
        )
    except RegieError as error:
        return _preview(request, session, draft, rulesets.versions(session, draft.name), who, error)
    on = format_date(day, language_of(request))
    toast = Text(N_("Version %(version)s counts from %(day)s."), {"version": version.version, "day": on})
    return redirect(request, f"/rules/{draft.name}", toast=toast)
