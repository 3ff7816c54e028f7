"""What may be wrong with a rule set that somebody names or saves."""

from collections.abc import Iterable

from ops.errors import N_, Conflict, InvalidInput, NotFound
from ops.kit.faults import Fault


class UnknownRuleset(NotFound):
    code = "unknown_ruleset"
    text = N_("There is no rule set with this name.")


class RulesetInvalid(InvalidInput):
    """Carries every fault, so that a form shows each one beside its field."""

    code = "ruleset_invalid"
    text = N_("These rules can't be used yet: %(count)s places need a change, the first is %(path)s.")

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(field="body", count=len(self.faults), path=self.faults[0].path or "/")


class RulesetUnchanged(InvalidInput):
    code = "ruleset_unchanged"
    text = N_("Nothing was changed: these rules are the same as the version in force.")


class RulesetRaced(Conflict):
    code = "ruleset_raced"
    text = N_("Somebody saved version %(version)s a moment ago. Look at it before you save yours.")
