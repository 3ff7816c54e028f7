"""The dated rule sets: which figures count, since when, who decided, and what changed between two versions."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request
from fastapi.responses import Response

from ops.access.guard import CurrentPrincipal, PageRouter
from ops.access.service import operations
from ops.kit import rulesets
from ops.kit.http import Now, ReadSession, SettingsDep, language_of
from ops.kit.periods import local_date
from ops.kit.rulesets import RulesetVersion
from ops.web.pages.operations import rule_form
from ops.web.pages.operations.rule_words import RuleWords
from ops.web.rendering import render

router = PageRouter()
_VersionNumber = Annotated[int, Query(ge=0, le=2**31 - 1)]


@router.get("/rules", permission="rules.read")
def show_rules(request: Request, session: ReadSession, settings: SettingsDep, now: Now) -> Response:
    today = local_date(now, settings.zone)
    histories = rulesets.versions_of_all(session)
    rows = [_row(each.name, histories[each.name], today) for each in rulesets.all_shipped()]
    return render(request, "operations/rules.html", rows=rows)


def _row(name: str, history: list[RulesetVersion], today: date) -> dict[str, Any]:
    coming = [each for each in history if each.valid_from > today]
    return {
        "shipped": rulesets.shipped(name),
        "current": rulesets.in_force(history, today),
        "coming": min(coming, key=lambda each: (each.valid_from, -each.version)) if coming else None,
    }


@router.get("/rules/{name}", permission="rules.read")
def show_rule_set(
    request: Request,
    session: ReadSession,
    name: str,
    who: CurrentPrincipal,
    settings: SettingsDep,
    now: Now,
    version: _VersionNumber = 0,
) -> Response:
    """The version in force, or the one asked for, with the history of all."""
    today = local_date(now, settings.zone)
    history = rulesets.versions(session, name)
    current = rulesets.in_force(history, today)
    shown = rulesets.version_of(session, name, version) if version else current
    return render(
        request,
        "operations/rule_set.html",
        shipped=rulesets.shipped(name),
        shown=shown,
        current=current,
        history=[(each, _state(each, current, today)) for each in history],
        sections=rule_form.sections(shown.body),
        is_table=lambda section: isinstance(section, rule_form.Table),
        words=RuleWords(language_of(request), name),
        mine=operations.may_change(who, name),
    )


def _state(version: RulesetVersion, current: RulesetVersion, today: date) -> str:
    if version.version == current.version:
        return "in_force"
    return "coming" if version.valid_from > today else "past"


@router.get("/rules/{name}/compare", permission="rules.read")
def compare_versions(
    request: Request, session: ReadSession, name: str, before: _VersionNumber = 0, after: _VersionNumber = 0
) -> Response:
    """Any two versions; without a choice the last two."""
    history = rulesets.versions(session, name)
    new = rulesets.version_of(session, name, after or history[0].version)
    old = rulesets.version_of(session, name, before or max(new.version - 1, 1))
    return render(
        request,
        "operations/rule_compare.html",
        shipped=rulesets.shipped(name),
        history=history,
        before=old,
        after=new,
        changes=rulesets.diff(old.body, new.body),
        words=RuleWords(language_of(request), name),
    )
