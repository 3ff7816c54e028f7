"""What is known of residents beside their stays: couples, and the care category on the Katz scale."""

from datetime import date

from ops.access import audit
from ops.beds.errors import CoupleAlready, KatzDatesTurned, SameResident
from ops.beds.models import Couple, KatzAssessment, Resident
from ops.beds.queries.residents import couples_of, katz_of
from ops.beds.queries.stays import person_code
from ops.beds.rules.kinds import KATZ
from ops.beds.service.act import Act, check_day, check_word, lock_residents
from ops.kit.periods import OPEN_END


def join_couple(act: Act, one: Resident, other: Resident, from_on: date) -> Couple:
    """Two residents, two beds, two stays and a link. Raises SameResident, CoupleAlready."""
    if one.id == other.id:
        raise SameResident(field="with")
    check_day(act, from_on, "from_on")
    lock_residents(act.session, [one.id, other.id])
    if any(each.to_on > from_on for each in couples_of(act.session, [one.id, other.id])):
        raise CoupleAlready()
    couple = Couple(
        first_id=one.id, second_id=other.id, from_on=from_on, to_on=OPEN_END, recorded_at=act.now,
        recorded_by=act.who.name, reason=act.reason,
    )  # fmt: skip
    act.session.add(couple)
    _audit(act, one, "resident.couple")
    return couple


def assess(
    act: Act, resident: Resident, category: str, assessed_on: date, requested_on: date | None = None,
    accepted_on: date | None = None,
) -> KatzAssessment:  # fmt: skip
    """Notes an assessment; one of the same day takes the place of the former, which stays readable.

    Raises UnknownWord, KatzDatesTurned.
    """
    check_word(category, KATZ, "category")
    check_day(act, assessed_on, "assessed_on")
    days = [day for day in (assessed_on, requested_on, accepted_on) if day]
    if days != sorted(days) or days[-1] > act.today or (accepted_on and not requested_on):
        raise KatzDatesTurned(field="accepted_on" if accepted_on else "requested_on")
    lock_residents(act.session, [resident.id])
    for row in katz_of(act.session, resident.id):
        if row.assessed_on == assessed_on:
            row.superseded_at, row.superseded_by, row.superseded_because = act.now, act.who.name, act.reason
    assessment = KatzAssessment(
        resident_id=resident.id, category=category, assessed_on=assessed_on, requested_on=requested_on,
        accepted_on=accepted_on, recorded_at=act.now, recorded_by=act.who.name, reason=act.reason,
    )  # fmt: skip
    act.session.add(assessment)
    _audit(act, resident, "resident.katz")
    return assessment


def _audit(act: Act, resident: Resident, action: str) -> None:
    act.session.flush()
    code = person_code(act.session, resident.id)
    audit.record(act.session, act.who, action=action, object_kind="person", object_ref=code, now=act.now)
