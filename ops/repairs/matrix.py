"""The rule sets of triage as the values that its rules work with, in force at an instant."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from ops.kit import rulesets
from ops.repairs import defaults
from ops.repairs.rules.evidence import Entry, Index, Lexicon, Limits, Thing
from ops.repairs.rules.likeness import Scale
from ops.repairs.rules.spelling import Vocabulary
from ops.repairs.rules.triage import Circumstances, Hazard, Hours, Matrix, Proposal, weigh

Body = Mapping[str, Any]
T = TypeVar("T")


def matrix(session: Session, at: datetime) -> Matrix:
    hazards = rulesets.current(session, defaults.HAZARDS, at).body
    return matrix_from(hazards, rulesets.current(session, defaults.TRIAGE, at).body)


def shipped_matrix() -> Matrix:
    """The shipped figures, for history that is loaded in bulk."""
    return matrix_from(rulesets.shipped(defaults.HAZARDS).body, rulesets.shipped(defaults.TRIAGE).body)


def matrix_from(hazards: Body, triage: Body) -> Matrix:
    season, cool, frost = hazards["heating_season"], triage["cool"], triage["frost"]
    return Matrix(
        hazards={each["code"]: Hazard(**each) for each in hazards["hazards"]},
        season=(season["from_month"], season["to_month"]),
        cool_days=cool["days"],
        cool_below_c=cool["below_c"],
        frost_below_c=frost["below_c"],
        frost_hazards=frozenset(frost["hazards"]),
        hits={who: frozenset(codes) for who, codes in triage["hits"].items()},
        services={service: frozenset(uses) for service, uses in triage["services"].items()},
        hours=tuple(_hours(each) for each in triage["hours"]),
    )


def proposal(book: Matrix, hazard: str, known: Circumstances) -> Proposal | None:
    """What the matrix proposes; None for a hazard that is not in the list."""
    return weigh(book, book.hazards[hazard], known) if hazard in book.hazards else None


def _hours(body: Body) -> Hours:
    return Hours(frozenset(body["hazards"]), time.fromisoformat(body["from"]), time.fromisoformat(body["to"]))


def scale(session: Session, at: datetime) -> Scale:
    return scale_from(rulesets.current(session, defaults.LIKENESS, at).body)


def scale_from(body: Body) -> Scale:
    return Scale(
        points=body["points"],
        fresh_within=timedelta(hours=body["fresh_within_hours"]),
        least=body["least_points"],
        joins_from=body["joins_from_points"],
        kin=tuple(frozenset(codes) for codes in body["kin"]),
        vague=frozenset(body["vague"]),
        lines={kind: frozenset(trades) for kind, trades in body["lines"].items()},
    )


def lexicon(session: Session, at: datetime) -> Lexicon:
    return lexicon_from(rulesets.current(session, defaults.WORDS, at).body)


def lexicon_from(body: Body) -> Lexicon:
    """Made once for the same words: to take them apart costs more than to read a call."""
    return _lexicon(json.dumps(body))


@lru_cache(maxsize=8)
def _lexicon(body: str) -> Lexicon:
    words: Body = json.loads(body)
    limits = dict(words["limits"])
    figures = {word: figure for each in words["figures"].values() for word, figure in each.items()}
    vocabulary = Vocabulary(limits.pop("one_slip_from"), limits.pop("two_slips_from"), figures)

    def index(meanings: Iterable[tuple[Mapping[str, list[str]], T]]) -> Index[T]:
        """Of every language: people mix them in one sentence."""
        found = Index[T]()
        for spelled, meaning in meanings:
            for phrase in (phrase for each in spelled.values() for phrase in each):
                found.add(vocabulary.phrase(phrase), meaning)
        return found

    return Lexicon(
        phrases=index((each["words"], _entry(each)) for each in words["phrases"]),
        things=index((each["words"], _thing(each)) for each in words["things"]),
        troubles=index((spelled, code) for code, spelled in words["troubles"].items()),
        denials=index([(words["denials"], False), (words["denials_behind"], True)]),
        limits=Limits(**limits),
        vocabulary=vocabulary,
    )


def _entry(body: Body) -> Entry:
    only_with = frozenset(body.get("only_with", ()))
    return Entry(body["kind"], body["code"], body.get("trade"), only_with=only_with)


def _thing(body: Body) -> Thing:
    troubles = {
        name: Entry("hazard", each["hazard"], each["trade"], body["service"], assumed=True)
        for name, each in body["troubles"].items()
    }
    return Thing(Entry("trade", body["trade"]), troubles)
