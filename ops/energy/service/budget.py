"""The alert budget at work: what came, how often it was right, and the thresholds solved from that."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from ops.access.principal import Principal, Scopes
from ops.access.service.operations import publish_rules
from ops.energy.budget_defaults import THRESHOLDS
from ops.energy.defaults import DETECTION
from ops.energy.queries.budget import Counted, first_live, judged_since, raised_since
from ops.energy.queries.meters import count_connected
from ops.energy.queries.registers import EVERYWHERE
from ops.energy.rules.budget import WEEKS_A_YEAR, Budget, Solved, Steps, calibrated, rate_at, thresholds_for
from ops.energy.rules.precision import Realised
from ops.energy.rules.thresholds import STEPS, thresholds_of
from ops.energy.service.outcomes import was_right
from ops.energy.service.rulebook import Rulebook
from ops.errors import N_
from ops.kit import rulesets
from ops.kit.rulesets import Body, RulesetVersion

WEEKS = 8
_WEEK = timedelta(days=7)
AUTHOR = "Regie"
SOLVED = N_("Solved from the budget and from the findings of closed work.")


@dataclass(frozen=True)
class Proposal:
    """What the thresholds would become for a budget; `now` are those in force."""

    budget: Budget
    realised: Mapping[str, Realised]
    now: Mapping[str, float]
    solved: Mapping[str, Solved]

    @property
    def moved(self) -> Sequence[str]:
        """The channels whose threshold would be another one."""
        return [channel for channel, each in self.solved.items() if each.threshold != self.now.get(channel)]


def judged(session: Session, scopes: Scopes, rules: Rulebook) -> Sequence[tuple[Counted, bool]]:
    """The alerts of closed work of which the finding says whether they were right."""
    since = rules.at - timedelta(days=rules.thresholds.precision_days)
    closed = judged_since(session, scopes, since)
    said = ((each, was_right(session, each.cause, each.outcome, each.closed_at)) for each in closed)
    return [(each, right) for each, right in said if right is not None]


def realised(found: Sequence[tuple[Counted, bool]]) -> Mapping[str, Realised]:
    """Channel -> how often it was right."""
    every = Counter(each.cause for each, _ in found)
    right = Counter(each.cause for each, was in found if was)
    return {cause: Realised(right[cause], count) for cause, count in every.items()}


def propose(session: Session, per_week: int, *, now: datetime) -> Proposal:
    """Solves the thresholds for a budget from the findings of the whole house; without registers there are none."""
    rules = Rulebook(session, now)
    proved = realised(judged(session, EVERYWHERE, rules))
    connected, _ = count_connected(session, EVERYWHERE)
    budget = Budget(per_week, connected, rules.thresholds.wanted_precision)
    in_force = thresholds_of(rules.detection)
    steps = _as_here(session, rules) if connected else {}
    return Proposal(budget, proved, in_force, thresholds_for(budget, steps, proved))


def _as_here(session: Session, rules: Rulebook) -> Mapping[str, Steps]:
    """The tables with the rates that this house showed in the last weeks, whatever the thresholds were in each."""
    begins = [rules.at - back * _WEEK for back in range(WEEKS, 0, -1)]
    came = Counter(each.cause for each in raised_since(session, EVERYWHERE, begins[0]))
    expected = _expected(session, rules, begins)
    return {channel: calibrated(table, came[channel], expected[channel]) for channel, table in STEPS.items()}


def _expected(session: Session, rules: Rulebook, begins: Sequence[datetime]) -> Mapping[str, float]:
    """Channel -> alerts that its table expects of these weeks, from the registers that were watched in each."""
    heard = first_live(session)
    warm_up = timedelta(days=rules.unsteered.baseline.warm_up_days)
    expected = dict.fromkeys(STEPS, 0.0)
    for begin in begins:
        in_force = thresholds_of(Rulebook(session, begin).detection)
        watched = sum(at + warm_up <= begin for at in heard)
        for channel, table in STEPS.items():
            expected[channel] += rate_at(table, in_force[channel]) * watched / WEEKS_A_YEAR
    return expected


def solve(session: Session, *, now: datetime) -> int:
    """The weekly run: a new version when a threshold moves; how many do. Nothing where a person keeps them by hand."""
    rules = Rulebook(session, now)
    proposal = propose(session, rules.detection.alerts_per_week, now=now)
    if not rules.thresholds.each_week or not proposal.moved:
        return 0
    rulesets.publish_version(
        session, THRESHOLDS, _body(rules, proposal), valid_from=rules.on, author=AUTHOR, note=SOLVED, now=now
    )
    return len(proposal.moved)


def apply(session: Session, per_week: int, note: str, *, who: Principal, now: datetime) -> Proposal:
    """A person's decision: the budget where it changed, and the thresholds that it gives, from today on.

    Raises NotAllowed, RulesetInvalid, RulesetUnchanged when nothing would be different, RulesetRaced.
    """
    rules = Rulebook(session, now)
    proposal = propose(session, per_week, now=now)
    other_budget = per_week != rules.detection.alerts_per_week
    if other_budget:
        figures = {**rulesets.current(session, DETECTION, now).body, "alerts_per_week": per_week}
        _publish(session, DETECTION, figures, note, who, now)
    if proposal.moved or not other_budget:
        _publish(session, THRESHOLDS, _body(rules, proposal), note, who, now)
    return proposal


def _publish(session: Session, name: str, body: Body, note: str, who: Principal, now: datetime) -> RulesetVersion:
    on = Rulebook(session, now).on
    return publish_rules(session, name, body, valid_from=on, note=note, based_on=None, who=who, now=now)


def _body(rules: Rulebook, proposal: Proposal) -> Body:
    solved = {channel: each.threshold for channel, each in proposal.solved.items()}
    return {**rules.thresholds.model_dump(), "thresholds": solved}


def go_back(session: Session, version: int, note: str, *, who: Principal, now: datetime) -> RulesetVersion:
    """The figures of a former version count again, as a new one.

    Raises UnknownRuleset, NotAllowed, RulesetUnchanged.
    """
    return _publish(session, THRESHOLDS, rulesets.version_of(session, THRESHOLDS, version).body, note, who, now)
