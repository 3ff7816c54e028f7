"""What a change of a rule set would do, in a sentence, for the sets where that can be counted."""

from sqlalchemy.orm import Session

from ops.access.principal import Principal
from ops.energy.defaults import TARIFFS
from ops.energy.service.tariffs import standing_excess
from ops.errors import N_
from ops.kit.locale import format_eur
from ops.kit.rulesets import Body
from ops.repairs.defaults import HAZARDS, TRIAGE
from ops.repairs.service.triage_effects import effect_on_calls
from ops.web.reader import Reader

_EXCESS = N_("The excess that stands now costs %(before)s EUR a day; under these tariffs %(after)s EUR a day.")


def effect_of(session: Session, name: str, was: Body, becomes: Body, who: Principal, reader: Reader) -> str:
    """Nothing for a set whose effect shows only later: new targets move no deadline that runs."""
    if name in (HAZARDS, TRIAGE) and who.may("tickets.read"):
        return _on_calls(session, name, was, becomes, who, reader)
    if name != TARIFFS or not who.may("alerts.read"):
        return ""
    before, after = standing_excess(session, who.scopes("alerts.read"), was, becomes, now=reader.now)
    language = reader.language
    return reader.say(_EXCESS, before=format_eur(before, language), after=format_eur(after, language))


_ON_CALLS = N_("Of the %(calls)s calls of the last 90 days, %(changed)s would be proposed another priority%(which)s.")
_MOVES = N_("%(before)s to %(after)s: %(n)s")


def _on_calls(session: Session, name: str, was: Body, becomes: Body, who: Principal, reader: Reader) -> str:
    effect = effect_on_calls(session, name, was, becomes, who=who, now=reader.now)
    moves = [reader.say(_MOVES, before=before, after=after, n=n) for (before, after), n in effect.changed.most_common()]
    which = f" ({', '.join(moves)})" if moves else ""
    return reader.say(_ON_CALLS, calls=effect.calls, changed=effect.changed.total(), which=which)
