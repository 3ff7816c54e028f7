"""Jobs, messages and rules as JSON."""

from typing import Annotated, Literal

from fastapi import Path as PathParam
from fastapi import Query, Response

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.access.principal import Principal
from ops.access.schemas import Line
from ops.access.schemas_operations import (
    ChangeOut,
    DiffOut,
    JobList,
    JobOut,
    MessageList,
    MessageOut,
    RulesIn,
    RulesList,
    RulesOut,
    RunList,
    RunOut,
    SchedulerOut,
    VersionList,
    VersionOut,
    WishOut,
)
from ops.access.service import operations
from ops.kit import jobboard, outbox, rulesets, runs
from ops.kit.cursors import encode_cursor, number_in
from ops.kit.http import MAX_LIMIT, DbSession, Language, Now, ReadSession, SettingsDep, set_etag
from ops.kit.jobboard import JobView
from ops.kit.locale import translate
from ops.kit.models import OutboxMessage
from ops.kit.periods import local_date

router = ApiRouter(tags=["operations"])

Limit = Annotated[int, Query(ge=1, le=MAX_LIMIT)]
Cursor = Annotated[str | None, Query(max_length=200)]
Word = Annotated[Line, Query()]
Name = Annotated[str, PathParam(max_length=60, pattern=r"^[a-z0-9_.]+$")]
MessageId = Annotated[str, PathParam(max_length=36, pattern=r"^[0-9a-f-]+$")]
MessageState = Literal["pending", "claimed", "sent", "unknown", "failed", "dropped"]
Version = Annotated[int, PathParam(ge=1, le=2**31 - 1)]


@router.get("/jobs", permission="jobs.read")
def list_jobs(session: ReadSession, language: Language, now: Now) -> JobList:
    board = jobboard.board(session, now)
    items = [_job(each, language) for each in board.jobs]
    return JobList(items=items, next=None, scheduler=SchedulerOut.of(board.scheduler))


@router.get("/jobs/{name}", permission="jobs.read")
def read_job(session: ReadSession, name: Name, language: Language, now: Now) -> JobOut:
    return _job(jobboard.job(session, name, now), language)


@router.get("/jobs/{name}/runs", permission="jobs.read")
def list_runs(session: ReadSession, name: Name, now: Now, limit: Limit = 100, cursor: Cursor = None) -> RunList:
    jobboard.job(session, name, now)
    before = number_in(cursor) or None
    found = runs.history(session, name, limit=limit + 1, before_id=before)
    following = encode_cursor([found[limit - 1].id]) if len(found) > limit else None
    return RunList(items=[RunOut.of(each) for each in found[:limit]], next=following)


@router.post("/jobs/{name}/run", permission="jobs.run", status_code=202)
def run_job(session: DbSession, name: Name, who: CurrentPrincipal, now: Now) -> WishOut:
    return WishOut.of(operations.run_job(session, name, who=who, now=now))


def _job(job: JobView, language: str) -> JobOut:
    return JobOut.of(job, translate(language, job.reason), job.trigger.render(language))


@router.get("/messages", permission="messages.read")
def list_messages(
    session: ReadSession,
    who: CurrentPrincipal,
    state: Annotated[list[MessageState] | None, Query()] = None,
    event: Word = "",
    q: Word = "",
    limit: Limit = 100,
    cursor: Cursor = None,
) -> MessageList:
    offset = number_in(cursor)
    found = outbox.messages(session, states=state or (), event=event, text=q, limit=limit + 1, offset=offset)
    following = encode_cursor([offset + limit]) if len(found) > limit else None
    return MessageList(items=[_message(each, who) for each in found[:limit]], next=following)


@router.get("/messages/{message_id}", permission="messages.read")
def read_message(session: ReadSession, message_id: MessageId, who: CurrentPrincipal) -> MessageOut:
    return _message(outbox.message_of(session, message_id), who)


@router.post("/messages/{message_id}/{decision}", permission="messages.write")
def decide_message(
    session: DbSession,
    message_id: MessageId,
    decision: Literal["resend", "settle", "drop"],
    who: CurrentPrincipal,
    now: Now,
) -> MessageOut:
    return _message(operations.decide_message(session, message_id, decision, who=who, now=now), who)


def _message(message: OutboxMessage, who: Principal) -> MessageOut:
    return MessageOut.of(message, open_to_reader=operations.sees_message(who, message))


@router.get("/rules", permission="rules.read")
def list_rules(session: ReadSession, language: Language, settings: SettingsDep, now: Now) -> RulesList:
    today = local_date(now, settings.zone)
    items = []
    for each in rulesets.all_shipped():
        history = rulesets.versions(session, each.name)
        current = VersionOut.of(rulesets.in_force(history, today))
        title = translate(language, each.title)
        items.append(RulesOut(title=title, owner=each.owner, current=current, versions=len(history)))
    return RulesList(items=items, next=None)


@router.get("/rules/{name}", permission="rules.read")
def read_rules(session: ReadSession, name: Name, settings: SettingsDep, now: Now, response: Response) -> VersionOut:
    """The version in force today; the ETag is that of the last one written."""
    history = rulesets.versions(session, name)
    set_etag(response, history[0].version)
    return VersionOut.of(rulesets.in_force(history, local_date(now, settings.zone)))


@router.get("/rules/{name}/versions", permission="rules.read")
def list_versions(session: ReadSession, name: Name) -> VersionList:
    return VersionList(items=[VersionOut.of(each) for each in rulesets.versions(session, name)], next=None)


@router.get("/rules/{name}/versions/{version}", permission="rules.read")
def read_version(session: ReadSession, name: Name, version: Version) -> VersionOut:
    return VersionOut.of(rulesets.version_of(session, name, version))


@router.get("/rules/{name}/diff", permission="rules.read")
def compare_versions(
    session: ReadSession,
    name: Name,
    before: Annotated[int, Query(ge=1, le=2**31 - 1)],
    after: Annotated[int, Query(ge=1, le=2**31 - 1)],
) -> DiffOut:
    old, new = (rulesets.version_of(session, name, each) for each in (before, after))
    return DiffOut(items=[ChangeOut.of(each) for each in rulesets.diff(old.body, new.body)])


@router.post("/rules/{name}/preview", permission="rules.read")
def preview_rules(session: ReadSession, name: Name, wanted: RulesIn) -> DiffOut:
    """What would change on that day; nothing is saved."""
    rulesets.check(name, wanted.body)
    before = rulesets.in_force(rulesets.versions(session, name), wanted.valid_from)
    return DiffOut(items=[ChangeOut.of(each) for each in rulesets.diff(before.body, wanted.body)])


@router.post("/rules/{name}", permission="rules.read", status_code=201)
def publish_rules(
    session: DbSession, name: Name, wanted: RulesIn, who: CurrentPrincipal, now: Now, response: Response
) -> VersionOut:
    """Needs `rules.write.<owner>` of the set: who owns a set stands with the set."""
    version = operations.publish_rules(
        session,
        name,
        wanted.body,
        valid_from=wanted.valid_from,
        note=wanted.note,
        based_on=wanted.based_on,
        who=who,
        now=now,
    )
    set_etag(response, version.version)
    return VersionOut.of(version)
