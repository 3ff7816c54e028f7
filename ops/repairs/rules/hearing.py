"""Which defect and which trade the evidence of a call comes down to."""

from collections.abc import Mapping
from dataclasses import dataclass

from ops.repairs.rules.evidence import Evidence, Heard
from ops.repairs.rules.triage import PRIORITIES, Hazard


@dataclass(frozen=True, slots=True)
class Defect:
    """A hazard, the evidence for it, and whether the place made a lesser one of it."""

    code: str
    evidence: Evidence
    is_lesser: bool = False


def defect_heard(heard: Heard, hazards: Mapping[str, Hazard], lesser: Mapping[str, str] | None = None) -> Defect | None:
    """The most urgent defect that is named; among equals the one that says more, then the one with more words.

    `lesser` is what an assumed hazard is at this place: a lift that stands still beside another lift.
    """
    found = [_defect(each, lesser or {}) for each in heard.of("hazard")]
    known = [each for each in found if each.code in hazards]
    return min(known, key=lambda each: _rank(each, hazards), default=None)


def _defect(evidence: Evidence, lesser: Mapping[str, str]) -> Defect:
    code = evidence.entry.code
    if evidence.entry.assumed and code in lesser:
        return Defect(lesser[code], evidence, is_lesser=True)
    return Defect(code, evidence)


def _rank(defect: Defect, hazards: Mapping[str, Hazard]) -> tuple[int, bool, int, int]:
    evidence = defect.evidence
    urgency = PRIORITIES.index(hazards[defect.code].priority)
    return urgency, not evidence.entry.only_with, -evidence.weight, evidence.start


@dataclass(frozen=True, slots=True)
class TradeHeard:
    """A trade, and the evidence for it where words say it better than the defect."""

    code: str
    evidence: Evidence | None = None


def trade_of(heard: Heard, defect: Defect | None, hazards: Mapping[str, Hazard]) -> TradeHeard | None:
    """What the words of the defect tell, else what it is by itself, else a thing that was named."""
    if defect and defect.evidence.entry.trade:
        return TradeHeard(defect.evidence.entry.trade, defect.evidence)
    if defect and hazards[defect.code].trade != "other":
        return TradeHeard(hazards[defect.code].trade)
    named = next(iter(heard.of("trade")), None)
    if named:
        return TradeHeard(named.entry.code, named)
    return TradeHeard(hazards[defect.code].trade) if defect else None
