"""What goes wrong with recurring defects."""

from ops.errors import N_, Conflict


class DefectIsDecided(Conflict):
    code = "defect_decided"
    text = N_("Somebody decided about this defect already, or it is over. Look at it again.")
