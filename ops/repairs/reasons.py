"""Reasons of a proposal in words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import reduce

from ops.errors import N_
from ops.kit.locale import Day, Figure, Text
from ops.repairs import texts
from ops.repairs.rules.triage import Proposal, Reason

#: Somebody whom a defect may hit harder, as a label.
AFFECTED: Mapping[str, str] = {
    "infant": N_("Baby under one year"),
    "oxygen": N_("Oxygen or other life support"),
    "pregnancy": N_("Pregnancy"),
    "disability": N_("Disability"),
    "resident": N_("Resident of a rest home"),
}
_HIT: Mapping[str, str] = {
    "infant": N_("baby under one year: %(hazard)s"),
    "oxygen": N_("oxygen or other life support: %(hazard)s"),
    "pregnancy": N_("pregnancy: %(hazard)s"),
    "disability": N_("disability: %(hazard)s"),
    "resident": N_("resident of a rest home: %(hazard)s"),
}
_STOPS: Mapping[str, str] = {
    "laundry": N_("the laundry stands still"),
    "kitchen": N_("the kitchen stands still"),
    "nurse_call": N_("the nurse call does not work"),
}
_COOL_DAYS = N_("mean of the last %(days)s days %(mean)s °C")
_FROST = N_("mean of %(mean)s °C on %(on)s")
_HOUR = N_("between %(from)s and %(to)s")
_JOINED = N_("%(one)s; %(other)s")


def worded(reason: Reason) -> Text:
    return _WORDING[reason.code](reason.params)


def why(proposal: Proposal) -> Text:
    """Every reason in one sentence."""
    return joined([worded(reason) for reason in proposal.reasons])


def joined(reasons: Sequence[Text]) -> Text:
    if not reasons:
        return Text("")
    return reduce(lambda one, other: Text(_JOINED, {"one": one, "other": other}), reasons)


def _affected(params: Mapping[str, str]) -> Text:
    return Text(_HIT[params["affected"]], {"hazard": texts.hazard_name(params["hazard"])})


def _frost(params: Mapping[str, str]) -> Text:
    return Text(_FROST, {"mean": Figure(params["mean"]), "on": Day(date.fromisoformat(params["on"]))})


def _cool(params: Mapping[str, str]) -> Text:
    return Text(_COOL_DAYS, {"mean": Figure(params["mean"]), "days": params["days"]})


def _stands_still(params: Mapping[str, str]) -> Text:
    name = params["service"]
    return Text(_STOPS[name])


_WORDING: Mapping[str, Callable[[Mapping[str, str]], Text]] = {
    "hazard": texts.hazard_reason,
    "affected": _affected,
    "service": _stands_still,
    "cool_days": _cool,
    "frost": _frost,
    "hour": lambda params: Text(_HOUR, params),
}
