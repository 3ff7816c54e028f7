"""Nights that a resident sleeps elsewhere while the bed stays his: hospital, holiday."""

from datetime import date

from ops.beds.errors import AbsenceInTheWay, NightsTurned, NotAway, OutsideStay
from ops.beds.models import Absence, Stay
from ops.beds.queries.stays import absences_of
from ops.beds.rules import segments as rules
from ops.beds.rules.kinds import ABSENCE_KINDS
from ops.beds.service.act import Act, check_nights, check_word
from ops.beds.service.ledger import write
from ops.beds.service.way import Staying, hold_still
from ops.kit.periods import OPEN_END


def leave(act: Act, stay: Stay, out_on: date, kind: str, return_on: date = OPEN_END) -> None:
    """Away from the night of `out_on`; without a return known, as long as the stay lasts.

    Out and back on one day is noted and takes no night. Raises OutsideStay, AbsenceInTheWay.
    """
    check_word(kind, ABSENCE_KINDS, "kind")
    check_nights(act, out_on, return_on, may_be_empty=True)
    [staying] = hold_still(act, [stay])
    until = min(return_on, rules.end(staying.way)) if return_on == OPEN_END else return_on
    _check_within(staying, out_on, until)
    for other in absences_of(act.session, stay.id):
        if other.from_on < until and out_on < other.to_on:
            raise AbsenceInTheWay(from_on=other.from_on.isoformat(), to_on=_shown(other.to_on))
    row = Absence(stay_id=stay.id, kind=kind, from_on=out_on, to_on=until)
    write(act, staying.homes, [], [row], action="stay.absence")


def come_back(act: Act, stay: Stay, return_on: date) -> None:
    """Present again from the night of `return_on`. Raises NotAway, NightsTurned."""
    [staying] = hold_still(act, [stay])
    end = rules.end(staying.way)
    row = next((each for each in absences_of(act.session, stay.id) if each.to_on == end and each.from_on < end), None)
    if row is None:
        raise NotAway(stay=stay.ref)
    if not row.from_on <= return_on < end:
        raise NightsTurned(field="on")
    back = Absence(stay_id=stay.id, kind=row.kind, from_on=row.from_on, to_on=return_on)
    write(act, staying.homes, [row], [back], action="stay.return")


def _check_within(staying: Staying, out_on: date, return_on: date) -> None:
    first, end = rules.begin(staying.way), rules.end(staying.way)
    if not first <= out_on <= return_on <= end:
        raise OutsideStay(field="out_on", from_on=first.isoformat(), to_on=_shown(end))


def _shown(day: date) -> str:
    return "…" if day == OPEN_END else day.isoformat()
