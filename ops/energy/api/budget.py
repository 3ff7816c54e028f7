"""The alert budget as JSON: what is in force, what another would make of it, deciding it, and going back."""

from datetime import datetime
from typing import Annotated

from fastapi import Path, Query, Request, Response
from sqlalchemy.orm import Session

from ops.access.guard import ApiRouter, CurrentPrincipal
from ops.access.principal import Scopes
from ops.energy.api.pages import Cursor, Limit, part_of
from ops.energy.budget_defaults import THRESHOLDS
from ops.energy.defaults import DETECTION
from ops.energy.rules.causes import WASTE
from ops.energy.rules.figures import PerWeek
from ops.energy.rules.precision import Realised
from ops.energy.schemas.budget import AgainIn, BudgetIn, BudgetOut, ChannelOut, ThresholdsList, ThresholdsOut
from ops.energy.service.budget import Proposal, apply, go_back, judged, propose, realised
from ops.energy.service.rulebook import Rulebook
from ops.kit import rulesets
from ops.kit.http import DbSession, Now, ReadSession, check_version, set_etag
from ops.kit.rulesets import RulesetVersion

router = ApiRouter(tags=["energy"])

_READ, _WRITE = "alerts.read", "alerts.write"
Version = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/alert-budget", permission=_READ)
def get_budget(
    session: ReadSession,
    who: CurrentPrincipal,
    now: Now,
    response: Response,
    per_week: Annotated[PerWeek | None, Query()] = None,
) -> BudgetOut:
    """`per_week` shows what another budget would do, before anybody decides it. The ETag is for who decides."""
    return _budget(session, who.places(_READ), per_week, now, response)


@router.post("/alert-budget", permission=_WRITE)
def decide_budget(
    request: Request, body: BudgetIn, session: DbSession, who: CurrentPrincipal, now: Now, response: Response
) -> BudgetOut:
    """The budget where it changed, and the thresholds that it gives."""
    check_version(request, _edition(session))
    apply(session, body.per_week, body.note, who=who, now=now)
    return _budget(session, who.places(_READ), None, now, response)


@router.get("/alert-budget/versions", permission=_READ)
def list_thresholds(session: ReadSession, now: Now, limit: Limit = 100, cursor: Cursor = None) -> ThresholdsList:
    """The newest first."""
    history = rulesets.versions(session, THRESHOLDS)
    in_force = rulesets.in_force(history, Rulebook(session, now).on)
    shown, following = part_of(history, limit, cursor)
    return ThresholdsList(items=[_version(each, in_force) for each in shown], next=following)


@router.post("/alert-budget/versions/{version}/again", permission=_WRITE, status_code=201)
def take_again(
    request: Request,
    version: Version,
    body: AgainIn,
    session: DbSession,
    who: CurrentPrincipal,
    now: Now,
    response: Response,
) -> ThresholdsOut:
    """The thresholds of a former version count again from today, as a version of their own."""
    check_version(request, _edition(session))
    made = go_back(session, version, body.note, who=who, now=now)
    set_etag(response, _edition(session))
    return _version(made, made)


def _edition(session: Session) -> int:
    """Grows with each version of the budget or of the thresholds."""
    return sum(rulesets.versions(session, name)[0].version for name in (DETECTION, THRESHOLDS))


def _budget(session: Session, scopes: Scopes, per_week: int | None, now: datetime, response: Response) -> BudgetOut:
    rules = Rulebook(session, now)
    proposal = propose(session, per_week or rules.detection.alerts_per_week, now=now)
    set_etag(response, _edition(session))
    proved = realised(judged(session, scopes, rules))
    return BudgetOut(
        per_week=rules.detection.alerts_per_week,
        asked_per_week=int(proposal.budget.per_week),
        each_week=rules.thresholds.each_week,
        wanted_precision=rules.thresholds.wanted_precision,
        registers=proposal.budget.registers,
        items=[
            _channel(cause, proposal, proved.get(cause, Realised())) for cause in WASTE if cause in proposal.now
        ],
    )  # fmt: skip


def _channel(cause: str, proposal: Proposal, proved: Realised) -> ChannelOut:
    solved = proposal.solved.get(cause)
    low, high = proved.interval()
    return ChannelOut(
        cause=cause,
        threshold=proposal.now[cause],
        proposed=solved.threshold if solved else None,
        allowed_per_week=solved.allowed_per_week if solved else None,
        expected_per_week=solved.expected_per_week if solved else None,
        right=proved.right,
        judged=proved.judged,
        low=low,
        high=high,
    )


def _version(each: RulesetVersion, in_force: RulesetVersion) -> ThresholdsOut:
    return ThresholdsOut(
        version=each.version,
        valid_from=each.valid_from,
        author=each.author,
        note=each.note,
        in_force=each.version == in_force.version,
        thresholds=each.body["thresholds"],
    )
