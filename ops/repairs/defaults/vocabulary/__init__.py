"""The words of callers as they are shipped, by noun."""

from ops.repairs.defaults.vocabulary.defects import DEFECTS
from ops.repairs.defaults.vocabulary.people import AFFECTED
from ops.repairs.defaults.vocabulary.rooms import ROOMS
from ops.repairs.defaults.vocabulary.things import THINGS
from ops.repairs.defaults.vocabulary.troubles import DENIALS, DENIALS_BEHIND, FIGURES, TROUBLES

PHRASES = [*DEFECTS, *AFFECTED, *ROOMS]

__all__ = ["DENIALS", "DENIALS_BEHIND", "FIGURES", "PHRASES", "THINGS", "TROUBLES"]
